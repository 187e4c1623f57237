using System.CommandLine;
using System.Text.Json;
using Denormalized.Schema;
using Denormalized.Tool.Infer.Emit;
using Denormalized.Tool.Locks;
using Denormalized.Tool.Migrate;

namespace Denormalized.Tool.Commands;

/// <summary><c>migrate</c>: brings tables to what the records want.</summary>
internal static class MigrateCommand
{
    private static readonly StreamArguments Streams = new();
    private static readonly ClickHouseArguments ClickHouse = new();
    private static readonly Option<string?> Cluster = new("--on-cluster") { Description = "Name of a cluster: statements run on all of its replicas." };
    private static readonly Option<bool> AllowLoss = new("--allow-data-loss") { Description = "Run steps that lose data too." };
    private static readonly Option<bool> DropColumns = new("--drop-columns") { Description = "Drop columns that the record does not have; with --allow-data-loss." };
    private static readonly Option<bool> Json = new("--json") { Description = "As JSON." };

    public static Command Create() => new("migrate", "Brings the tables of a server to what the records want.")
    {
        Sub("plan", "Prints the statements in the order that is safe, each with its reason and what it costs, and runs none.", PlanAsync, Json),
        Sub("apply", "Runs the plan. A run that died is finished by the next.", ApplyAsync),
        HistorySub(),
    };

    private static Command Sub(string name, string description, Func<ParseResult, CancellationToken, Task<int>> run, params Option[] more)
    {
        var command = new Command(name, description) { Cluster, AllowLoss, DropColumns };
        foreach (Option option in more)
        {
            command.Options.Add(option);
        }

        Streams.AddTo(command);
        ClickHouse.AddTo(command);
        command.SetAction((arguments, cancellation) => CommandErrors.GuardAsync(arguments, () => run(arguments, cancellation)));
        return command;
    }

    private static Command HistorySub()
    {
        var command = new Command("history", $"Prints what was run, from table {MigrationHistory.Table}.");
        ClickHouse.AddTo(command);
        command.SetAction((arguments, cancellation) => CommandErrors.GuardAsync(arguments, () => HistoryAsync(arguments, cancellation)));
        return command;
    }

    private static MigrationSettings SettingsOf(ParseResult arguments) => new()
    {
        Cluster = arguments.GetValue(Cluster) is { Length: > 0 } cluster ? cluster : null,
        AllowLoss = arguments.GetValue(AllowLoss),
        DropColumns = arguments.GetValue(DropColumns),
    };

    private static IClickHouse Open(ParseResult arguments)
        => ClickHouse.Open(arguments) ?? throw new FormatException("Say where the tables are: --connection (Host=localhost;Port=8123;Username=default) or --embedded (a folder).");

    private static async Task<int> PlanAsync(ParseResult arguments, CancellationToken cancellation)
    {
        TextWriter output = arguments.InvocationConfiguration.Output;
        MigrationSettings settings = SettingsOf(arguments);
        await using IClickHouse clickHouse = Open(arguments);
        bool isRefused = false;
        var plans = new List<object>();
        foreach (ProjectStream stream in await Streams.ReadAsync(arguments, cancellation))
        {
            var migration = new TableMigration(clickHouse, stream, await Streams.LockAsync(arguments, stream.Name, cancellation), settings, _ => { });
            MigrationPlan plan = await migration.PlanAsync(cancellation);
            IReadOnlyList<(string, long)> lost = plan.Steps.FirstOrDefault(s => s.Copy is not null)?.Copy is { } copy ? await migration.LostAsync(copy, cancellation) : [];
            isRefused |= plan.Impossible.Count > 0 || (!settings.AllowLoss && (plan.Losing.Any() || lost.Count > 0));
            if (arguments.GetValue(Json))
            {
                plans.Add(PlanOutput.Plan(plan, lost));
            }
            else
            {
                PlanOutput.WriteSql(output, plan, lost, settings);
            }
        }

        if (arguments.GetValue(Json))
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(plans, PlanOutput.Json));
        }

        return isRefused ? ExitCodes.Failed : ExitCodes.Ok;
    }

    private static async Task<int> ApplyAsync(ParseResult arguments, CancellationToken cancellation)
    {
        TextWriter output = arguments.InvocationConfiguration.Output;
        MigrationSettings settings = SettingsOf(arguments);
        await using IClickHouse clickHouse = Open(arguments);
        foreach (ProjectStream stream in await Streams.ReadAsync(arguments, cancellation))
        {
            var migration = new TableMigration(
                clickHouse, stream, await Streams.LockAsync(arguments, stream.Name, cancellation), settings, line => output.WriteLine(SafeText.Printable(line)));
            int steps = await migration.ApplyAsync(cancellation);
            await output.WriteLineAsync($"{stream.Name}: {(steps == 0 ? "nothing to do" : "the table is what the record says")}");
        }

        return ExitCodes.Ok;
    }

    private static async Task<int> HistoryAsync(ParseResult arguments, CancellationToken cancellation)
    {
        await using IClickHouse clickHouse = Open(arguments);
        foreach (MigrationEntry entry in await new MigrationHistory(clickHouse, null).ReadAsync(cancellation))
        {
            await arguments.InvocationConfiguration.Output.WriteLineAsync(SafeText.Printable($"{entry.At} {entry.Table} {entry.State}: {entry.Reason}"));
            if (entry.State == MigrationHistory.Begun)
            {
                await arguments.InvocationConfiguration.Output.WriteLineAsync($"    {entry.Sql.Replace("\n", "\n    ", StringComparison.Ordinal)}");
            }
        }

        return ExitCodes.Ok;
    }
}
