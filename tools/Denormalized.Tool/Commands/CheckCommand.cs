using System.CommandLine;
using Denormalized.ClickHouse;
using Denormalized.Kafka.SchemaRegistry;
using Denormalized.Tool.Diff;
using Denormalized.Tool.Locks;

namespace Denormalized.Tool.Commands;

/// <summary><c>check</c>: whether a live registry and the tables of a live server are what the records say. For deployments.</summary>
internal static class CheckCommand
{
    private static readonly StreamArguments Streams = new();
    private static readonly ClickHouseArguments ClickHouse = new();
    private static readonly RegistryArguments Registry = new();
    private static readonly Option<bool> Json = new("--json") { Description = "As JSON." };

    public static Command Create()
    {
        var command = new Command("check", "Compares the records with a schema registry and with the tables of a server; drift fails, and says what to run.") { Json };
        Streams.AddTo(command);
        ClickHouse.AddTo(command);
        Registry.AddTo(command);
        command.SetAction((arguments, cancellation) => CommandErrors.GuardAsync(arguments, () => RunAsync(arguments, cancellation)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        using SchemaRegistryClient? registry = Registry.Open(arguments);
        await using IClickHouse? clickHouse = ClickHouse.Open(arguments);
        if (registry is null && clickHouse is null)
        {
            await arguments.InvocationConfiguration.Error.WriteLineAsync(
                "Say what to check: --registry http://localhost:8081, --connection (Host=localhost;Port=8123) or --embedded (a folder).");
            return ExitCodes.Usage;
        }

        var comparisons = new List<Comparison>();
        foreach (ProjectStream stream in await Streams.ReadAsync(arguments, cancellation))
        {
            if (registry is not null)
            {
                comparisons.Add(await Comparisons.WithRegistryAsync(stream, registry, cancellation));
            }

            if (clickHouse is not null)
            {
                comparisons.Add(Comparisons.WithTable(
                    stream, await Streams.LockAsync(arguments, stream.Name, cancellation), clickHouse, await TableReader.ReadAsync(clickHouse, stream.Shape.Table.Name, cancellation)));
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

        return comparisons.Any(c => c.IsDrift) ? ExitCodes.Failed : ExitCodes.Ok;
    }
}
