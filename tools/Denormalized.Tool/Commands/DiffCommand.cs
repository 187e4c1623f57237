using System.CommandLine;
using Denormalized.ClickHouse;
using Denormalized.Kafka.SchemaRegistry;
using Denormalized.Schema;
using Denormalized.Tool.Diff;
using Denormalized.Tool.Locks;

namespace Denormalized.Tool.Commands;

/// <summary><c>diff</c>: what changed in the records since a lock, a commit, or against a registry or a server.</summary>
internal static class DiffCommand
{
    private const string OfLock = "lock";
    private const string OfRegistry = "registry";
    private const string OfClickHouse = "clickhouse";

    private static readonly StreamArguments Streams = new();
    private static readonly ClickHouseArguments ClickHouse = new();
    private static readonly RegistryArguments Registry = new();
    private static readonly Option<string> Against = new("--against")
    {
        Description = "lock (the lock as it lies there), registry, clickhouse, or a revision of git, whose lock is meant.",
        DefaultValueFactory = _ => OfLock,
    };

    private static readonly Option<bool> Json = new("--json") { Description = "As JSON." };

    public static Command Create()
    {
        var command = new Command("diff", "Says in what the records differ from their locks, now or at a revision of git, from a schema registry, or from the tables of a server, and what that breaks.") { Against, Json };
        Streams.AddTo(command);
        ClickHouse.AddTo(command);
        Registry.AddTo(command);
        command.SetAction((arguments, cancellation) => CommandErrors.GuardAsync(arguments, () => RunAsync(arguments, cancellation)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        IReadOnlyList<ProjectStream> streams = await Streams.ReadAsync(arguments, cancellation);
        string against = arguments.GetValue(Against)!;
        var comparisons = new List<Comparison>();
        if (against == OfRegistry)
        {
            using SchemaRegistryClient registry = Registry.Open(arguments) ?? throw new FormatException("--against registry needs --registry http://localhost:8081.");
            foreach (ProjectStream stream in streams)
            {
                comparisons.Add(await Comparisons.WithRegistryAsync(stream, registry, cancellation));
            }
        }
        else if (against == OfClickHouse)
        {
            await using IClickHouse clickHouse = ClickHouse.Open(arguments) ?? throw new FormatException("--against clickhouse needs --connection (Host=localhost;Port=8123) or --embedded (a folder).");
            foreach (ProjectStream stream in streams)
            {
                comparisons.Add(Comparisons.WithTable(
                    stream, await Streams.LockAsync(arguments, stream.Name, cancellation), clickHouse, await TableReader.ReadAsync(clickHouse, stream.Shape.Table.Name, cancellation)));
            }
        }
        else
        {
            foreach (ProjectStream stream in streams)
            {
                comparisons.Add(await WithLockAsync(arguments, stream, against, cancellation));
            }
        }

        if (arguments.GetValue(Json))
        {
            ComparisonOutput.WriteJson(arguments.InvocationConfiguration.Output, comparisons);
        }
        else
        {
            ComparisonOutput.WriteTable(arguments.InvocationConfiguration.Output, comparisons);
        }

        return ExitCodes.Ok;
    }

    private static async Task<Comparison> WithLockAsync(ParseResult arguments, ProjectStream stream, string against, CancellationToken cancellation)
    {
        string file = Streams.LockFile(arguments, stream.Name);
        string? text = against != OfLock ? await GitFile.ReadAsync(file, against, cancellation)
            : File.Exists(file) ? await File.ReadAllTextAsync(file, cancellation)
            : null;
        string name = against == OfLock ? "its lock" : $"its lock at {against}";
        return text is null
            ? new Comparison(stream.Name, name, [new Difference(stream.Name, "has no lock", [])], "dotnet denormalized lock")
            : Comparisons.WithLock(stream, StreamArguments.Parse(text, file), name);
    }
}
