using System.CommandLine;
using Denormalized.ClickHouse;

namespace Denormalized.Tool.Commands;

/// <summary>Which ClickHouse a command talks to: a server, or the folder of an embedded engine.</summary>
internal sealed class ClickHouseArguments
{
    private readonly Option<string?> _connection = new("--connection")
    {
        Description = "Connection string, e.g. Host=localhost;Port=8123;Username=default. ConnectionStrings__clickhouse of the environment when omitted.",
    };

    private readonly Option<DirectoryInfo?> _embedded = new("--embedded") { Description = "Folder of the embedded engine's data." };

    public void AddTo(Command command)
    {
        command.Options.Add(_connection);
        command.Options.Add(_embedded);
    }

    /// <summary>Null where neither is given.</summary>
    /// <exception cref="FormatException">The folder is not there.</exception>
    public IClickHouse? Open(ParseResult arguments)
    {
        DirectoryInfo? folder = arguments.GetValue(_embedded);
        if (folder is { Exists: false })
        {
            throw new FormatException($"{folder.FullName}: there is no such folder."); // the engine would make an empty one
        }

        string? connection = arguments.GetValue(_connection) ?? (folder is null ? Environment.GetEnvironmentVariable("ConnectionStrings__clickhouse") : null);
        return folder is null && string.IsNullOrWhiteSpace(connection)
            ? null
            : ClickHouseFactory.Create(new ClickHouseOptions { ConnectionString = connection, Embedded = folder is not null, EmbeddedPath = folder?.FullName });
    }
}
