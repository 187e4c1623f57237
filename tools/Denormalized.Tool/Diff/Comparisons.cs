using Denormalized.ClickHouse;
using Denormalized.Kafka.SchemaRegistry;
using Denormalized.Schema;
using Denormalized.Tool.Locks;

namespace Denormalized.Tool.Diff;

/// <summary>Compares a record with what others know of its stream. The rules are those of the build and of migrations.</summary>
internal static class Comparisons
{
    /// <summary>With the last version of a lock, and with the table that it describes.</summary>
    public static Comparison WithLock(ProjectStream stream, StreamLock @lock, string against)
    {
        IReadOnlyList<DriftFinding> findings = Drift.Check(@lock, stream.Shape);
        TableState goal = TableState.Parse(stream.CreateTable);
        return new Comparison(
            stream.Name, against, [.. findings.Select(f => new Difference(f.Subject, f.What, [.. f.Breaks]))],
            findings.Count == 0 ? "" : "dotnet denormalized lock, where the change is meant")
        {
            IsDrift = findings.Any(f => f.IsBreaking),
            Plan = MigrationPlanner.Plan(TableState.Of(@lock.Heads[0].Shape.Table), goal, stream.CreateTable, new MigrationOptions { FormerNames = FormerNames.Of(stream.Shape, @lock) }),
        };
    }

    /// <summary>With the latest version of the subject of the stream's topic, and by the registry's own mode with those that count.</summary>
    public static async Task<Comparison> WithRegistryAsync(ProjectStream stream, ISchemaRegistry registry, CancellationToken cancellation)
    {
        string subject = SubjectNames.Of(SubjectNaming.TopicName, stream.Shape.Topic, "");
        IReadOnlyList<int> numbers = await registry.VersionsAsync(subject, cancellation);
        if (numbers.Count == 0)
        {
            return new Comparison(
                stream.Name, $"{subject} of {registry.Description}", [new Difference(subject, "is not registered", [])],
                "nothing, where messages are JSON; else the first writer with the record registers it");
        }

        var versions = new List<AvroSchema>();
        foreach (int number in numbers)
        {
            RegisteredSchema found = (await registry.VersionAsync(subject, number, cancellation))!;
            versions.Add(await RegistryAvro.ParseAsync(registry, found.Schema, AvroParsing.Lenient, cancellation));
        }

        AvroSchema record = AvroSchema.Parse(stream.Shape.AvroSchema, AvroParsing.Lenient);
        string against = $"{subject}, version {numbers[^1]}, of {registry.Description}";
        if (record.ToCanonicalForm() == versions[^1].ToCanonicalForm())
        {
            return new Comparison(stream.Name, against, [], "");
        }

        CompatibilityMode mode = await registry.CompatibilityAsync(subject, cancellation);
        // A pipeline reads what is registered whatever the mode says.
        CompatibilityConflict[] conflicts =
        [
            .. AvroCompatibility.Check(record, [versions[^1]], CompatibilityMode.Backward).Select(c => c with { Version = versions.Count - 1 })
                .Concat(AvroCompatibility.Check(record, versions, mode)).Distinct(),
        ];
        Difference[] differences =
        [
            .. conflicts.GroupBy(c => c.Conflict.Path).Select(g => new Difference(
                g.Key.Length == 0 ? stream.Name : g.Key, "does not fit",
                [.. g.Select(c => (c.IsBackward ? $"messages of version {numbers[c.Version]} cannot be read: " : $"readers of version {numbers[c.Version]} cannot read it ({CompatibilityNames.Of(mode)}): ") + c.Conflict.Message).Distinct()])),
        ];
        return conflicts.Length > 0
            ? new Comparison(stream.Name, against, differences, "change the record so that it reads what is registered (a default, [Alias], the former type), or register a schema that it reads") { IsDrift = true }
            : new Comparison(stream.Name, against, [new Difference(stream.Name, "has another schema, which gets along with it", [])], "nothing: the first writer with the record registers it");
    }

    /// <summary>With the table that is there.</summary>
    public static Comparison WithTable(ProjectStream stream, StreamLock? @lock, IClickHouse clickHouse, TableState? table)
    {
        TableState goal = TableState.Parse(stream.CreateTable);
        MigrationPlan plan = MigrationPlanner.Plan(table, goal, stream.CreateTable, new MigrationOptions { FormerNames = FormerNames.Of(stream.Shape, @lock) });
        Difference[] differences =
        [
            .. plan.Impossible.Select(i => new Difference(plan.Table, i, ["no step does that"])),
            .. plan.Steps.Select(s => new Difference(s.Subject, s.Reason, s.Loss == MigrationLoss.None ? [] : [(s.Loss == MigrationLoss.Certain ? "loses " : "may lose ") + s.Lost])),
            .. plan.Kept.Select(k => new Difference(k, "is not in the record, and stays", [])),
        ];
        return new Comparison(
            stream.Name, $"table {plan.Table} of {clickHouse.Description}", differences,
            plan.Steps.Count == 0 ? "" : $"dotnet denormalized migrate plan --stream {stream.Name}, then migrate apply") { IsDrift = plan.IsDrift, Plan = plan };
    }
}
