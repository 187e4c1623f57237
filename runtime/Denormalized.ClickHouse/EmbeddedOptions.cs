namespace Denormalized.ClickHouse;

/// <summary>Options of the embedded engine.</summary>
public sealed record EmbeddedOptions
{
    /// <summary>
    /// Folder of the data; a relative one is made absolute against the current folder. Null means a temporary folder that
    /// the process's instances without a path share and that is deleted when the last of them is disposed.
    /// </summary>
    public string? Path { get; init; }

    /// <summary>Full path of libchdb; null means that it is searched for, see <see cref="Chdb.ChdbLibrary.Locate(EmbeddedOptions)"/>.</summary>
    public string? LibraryPath { get; init; }

    /// <summary>Database that unqualified names refer to; created when it is missing.</summary>
    public string Database { get; init; } = "default";

    /// <summary>Threads of one statement (<c>max_threads</c>); null leaves ClickHouse's default, the number of cores.</summary>
    public int? MaxThreads { get; init; }

    /// <summary>
    /// Upper limit of the engine's memory in bytes (<c>max_server_memory_usage</c>); null leaves ClickHouse's default, 0.9 of
    /// the machine. Taken from the instance that boots the engine.
    /// </summary>
    public long? MaxServerMemoryUsage { get; init; }

    /// <summary>Statements that may run at the same time; further ones wait. Each takes a connection and a thread.</summary>
    public int MaxConnections { get; init; } = 16;

    /// <summary>Further ClickHouse settings of every statement, by name.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}
