namespace Denormalized;

/// <summary>A value for a <c>{name:Type}</c> placeholder. Values never become part of the SQL text.</summary>
/// <param name="Name">Name in the placeholder.</param>
/// <param name="Type">ClickHouse type in the placeholder.</param>
/// <param name="Value">Text form as ClickHouse reads it for that type (TSV-escaped), null for NULL.</param>
public readonly record struct QueryParameter(string Name, string Type, string? Value)
{
    /// <summary>A value for <c>{name:String}</c>, whatever characters it has.</summary>
    public static QueryParameter String(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new(name, "String", value
            .Replace("\\", @"\\", StringComparison.Ordinal)
            .Replace("\t", @"\t", StringComparison.Ordinal)
            .Replace("\n", @"\n", StringComparison.Ordinal)
            .Replace("\r", @"\r", StringComparison.Ordinal));
    }
}

/// <summary>An insert: which columns, in which format, and settings for this statement alone.</summary>
/// <param name="Table">Table name, unquoted; <c>database.table</c> is given through <see cref="Database"/>.</param>
/// <param name="Columns">Column names, unquoted, in the order of the body; empty means all.</param>
public sealed record InsertCommand(string Table, IReadOnlyList<string> Columns)
{
    /// <summary>Database, or null for the connection's own.</summary>
    public string? Database { get; init; }

    /// <summary>Format of the body, <c>Native</c> unless said otherwise.</summary>
    public string Format { get; init; } = "Native";

    /// <summary>ClickHouse settings for this statement, e.g. <c>insert_deduplication_token</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Settings { get; init; } = [];
}

/// <summary>
/// ClickHouse, embedded in the process or behind HTTP. Both take the same bytes and report the same errors.
/// Thread-safe; statements on one instance may run at the same time.
/// </summary>
public interface IClickHouse : IAsyncDisposable
{
    /// <summary>What is connected to, for logs: a path or an address, without credentials.</summary>
    string Description { get; }

    /// <summary>Runs a statement that returns no rows.</summary>
    /// <exception cref="ClickHouseException">ClickHouse refused it.</exception>
    Task ExecuteAsync(string sql, IReadOnlyList<QueryParameter>? parameters = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Streams the body of a result in <paramref name="format"/>. A chunk is valid until the next is asked for;
    /// chunk boundaries mean nothing.
    /// </summary>
    /// <exception cref="ClickHouseException">ClickHouse refused it, possibly after some chunks.</exception>
    IAsyncEnumerable<ReadOnlyMemory<byte>> QueryAsync(string sql, string format = "Native", IReadOnlyList<QueryParameter>? parameters = null, CancellationToken cancellationToken = default);

    /// <summary>Inserts <paramref name="body"/> as one statement; when the task is done the rows are stored.</summary>
    /// <returns>Rows that ClickHouse says it has written.</returns>
    /// <exception cref="ClickHouseException">ClickHouse refused it.</exception>
    Task<long> InsertAsync(InsertCommand command, IReadOnlyList<ReadOnlyMemory<byte>> body, CancellationToken cancellationToken = default);
}

/// <summary>An error of ClickHouse, with its own code, name and text.</summary>
public sealed class ClickHouseException : Exception
{
    /// <summary>Makes an error from its parts.</summary>
    /// <param name="code">ClickHouse's error code, 0 when there was none.</param>
    /// <param name="name">ClickHouse's error name, e.g. <c>UNKNOWN_TABLE</c>, empty when there was none.</param>
    /// <param name="message">ClickHouse's text.</param>
    /// <param name="inner">Cause, if any.</param>
    public ClickHouseException(int code, string name, string message, Exception? inner = null)
        : base(message, inner)
    {
        Code = code;
        Name = name;
    }

    /// <summary>ClickHouse's error code, 0 when there was none.</summary>
    public int Code { get; }

    /// <summary>ClickHouse's error name, e.g. <c>UNKNOWN_TABLE</c>.</summary>
    public string Name { get; }
}
