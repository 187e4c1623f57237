using Denormalized.Tool.Locks;
using Denormalized.Tool.Tests.Infer;

namespace Denormalized.Tool.Tests.Migrate;

/// <summary>A change of a record, rows of before, and what they must be after.</summary>
/// <param name="Stream">Name of the stream in both versions.</param>
/// <param name="Columns">Columns of before that are filled.</param>
/// <param name="Rows">Values of the rows, each without the system columns.</param>
/// <param name="Query">Over the table as it is after.</param>
/// <param name="Expected">What it answers, rows separated by |, in the order of _offset.</param>
internal sealed record MigrationCase(string Stream, string Columns, string[] Rows, string Query, string Expected)
{
    /// <summary>The actions that the plan must have, in order.</summary>
    public required string Actions { get; init; }

    public bool AllowLoss { get; init; }

    public bool DropColumns { get; init; }
}

/// <summary>Each stream in two versions, compiled once.</summary>
internal static class MigrationCases
{
    private const string Head = """
        using System;
        using System.Collections.Generic;
        using Denormalized;
        """;

    private const string Before = Head + """
        public enum Level { Low, High }
        public enum State { Open = 0, Done = 1, Gone = 2 }
        public sealed record Inner(int A, string B);
        [Stream("added")] public sealed record Added([property: SortKey(0)] long Id, string Name);
        [Stream("widened")] public sealed record Widened([property: SortKey(0)] long Id, int Count, float Load, [property: Decimal(9, 2)] decimal Price, Level Level, string Country, int Age, Inner Inner);
        [Stream("renamed")] public sealed record Renamed([property: SortKey(0)] long Id, int Latency);
        [Stream("key")] public sealed record Keyed([property: SortKey(0)] long Id, string Name);
        [Stream("keytype")] public sealed record KeyType([property: SortKey(0)] int Id, string Name);
        [Stream("keyname")] public sealed record KeyName([property: SortKey(0)] long Id, string Name);
        [Stream("appended")] public sealed record Appended([property: SortKey(0)] long Id, string Name);
        [Stream("replacing")] public sealed record Replacing1(long Id, long Version);
        [Stream("plain"), Replacing(nameof(Version))] public sealed record Plain(long Id, long Version);
        [Stream("narrowed")] public sealed record Narrowed([property: SortKey(0)] long Id, long Count, List<long> Counts);
        [Stream("parsed")] public sealed record Parsed([property: SortKey(0)] long Id, string Value, Guid Other);
        [Stream("cleared")] public sealed record Cleared([property: SortKey(0)] long Id, int? Value, string? Text);
        [Stream("renumbered")] public sealed record Renumbered([property: SortKey(0)] long Id, State State);
        [Stream("kept")] public sealed record Kept([property: SortKey(0)] long Id, [property: EventTime] DateTimeOffset At);
        [Stream("longer"), Retention(10)] public sealed record Longer([property: SortKey(0)] long Id, [property: EventTime] DateTimeOffset At);
        [Stream("removed")] public sealed record Removed([property: SortKey(0)] long Id, string Name, int Old);
        [Stream("described")] public sealed record Described([property: SortKey(0)] long Id, double Load);
        [Stream("shaped")] public sealed record Shaped([property: SortKey(0)] long Id, int Value);
        """;

    private const string After = Head + """
        public enum Level { Low, High, Highest }
        public enum State { Open = 5, Done = 1, Gone = 3 }
        public sealed record Inner(int A, string B, int? C);
        [Stream("added")] public sealed record Added([property: SortKey(0)] long Id, int? Count, string Name, [property: LowCardinality] string Country, List<string> Tags);
        [Stream("widened")] public sealed record Widened([property: SortKey(0)] long Id, long Count, double Load, [property: Decimal(18, 4)] decimal Price, Level Level, [property: LowCardinality] string Country, int? Age, Inner Inner);
        [Stream("renamed")] public sealed record Renamed([property: SortKey(0)] long Id, [property: Alias("latency")] long LatencyMs);
        [Stream("key")] public sealed record Keyed([property: SortKey(1)] long Id, [property: SortKey(0)] string Name);
        [Stream("keytype")] public sealed record KeyType([property: SortKey(0)] long Id, string Name);
        [Stream("keyname")] public sealed record KeyName([property: SortKey(0), Alias("id")] long Number, string Name);
        [Stream("appended")] public sealed record Appended([property: SortKey(0)] long Id, [property: SortKey(1)] int Shard, string Name);
        [Stream("replacing"), Replacing(nameof(Version))] public sealed record Replacing1(long Id, long Version);
        [Stream("plain")] public sealed record Plain(long Id, long Version);
        [Stream("narrowed")] public sealed record Narrowed([property: SortKey(0)] long Id, int Count, List<short> Counts);
        [Stream("parsed")] public sealed record Parsed([property: SortKey(0)] long Id, int? Value, string Other);
        [Stream("cleared")] public sealed record Cleared([property: SortKey(0)] long Id, int Value, [property: LowCardinality] string Text);
        [Stream("renumbered")] public sealed record Renumbered([property: SortKey(0)] long Id, State State);
        [Stream("kept"), Retention(4000)] public sealed record Kept([property: SortKey(0)] long Id, [property: EventTime] DateTimeOffset At);
        [Stream("longer"), Retention(20)] public sealed record Longer([property: SortKey(0)] long Id, [property: EventTime] DateTimeOffset At);
        [Stream("removed")] public sealed record Removed([property: SortKey(0)] long Id, string Name);
        /// <summary>Now it says what it is.</summary>
        /// <param name="Id">Its number.</param>
        /// <param name="Load">From 0 to 1.</param>
        [Stream("described")] public sealed record Described([property: SortKey(0)] long Id, [property: Values(ValueKind.Gauge)] double Load);
        [Stream("shaped")] public sealed record Shaped([property: SortKey(0)] long Id, List<int> Value);
        """;

    private static readonly Lazy<IReadOnlyList<ProjectStream>> s_before = new(() => Read("before", Before));
    private static readonly Lazy<IReadOnlyList<ProjectStream>> s_after = new(() => Read("after", After));

    public static readonly MigrationCase[] All =
    [
        new("added", "id, name", ["1, 'a'", "2, 'b'"], "id, count, name, country, tags", "1,\\N,a,,[]|2,\\N,b,,[]") { Actions = "AddColumn AddColumn AddColumn" },
        new("widened", "id, count, load, price, level, country, age, inner",
            ["1, -2147483648, 0.1, 9999999.99, 'High', 'AT', 0, (1, 'x')", "2, 2147483647, -1e-45, -0.01, 'Low', '', -1, (-1, '')"],
            "id, count, load::Float32, price, level, country, age, inner",
            "1,-2147483648,0.1,9999999.99,High,AT,0,(1,'x',NULL)|2,2147483647,-1e-45,-0.01,Low,,-1,(-1,'',NULL)")
        { Actions = "ModifyColumn ModifyColumn ModifyColumn ModifyColumn ModifyColumn ModifyColumn ModifyColumn" },
        new("renamed", "id, latency", ["1, 7", "2, -7"], "id, latency_ms, toTypeName(latency_ms)", "1,7,Int64|2,-7,Int64") { Actions = "RenameColumn ModifyColumn" },
        new("key", "id, name", ["1, 'b'", "2, 'a'"], "id, name", "1,b|2,a") { Actions = "CopyTable" },
        new("keytype", "id, name", ["2147483647, 'b'", "-1, 'a'"], "id, name, toTypeName(id)", "2147483647,b,Int64|-1,a,Int64") { Actions = "CopyTable" },
        new("keyname", "id, name", ["1, 'b'", "2, 'a'"], "number, name", "1,b|2,a") { Actions = "CopyTable" },
        new("appended", "id, name", ["1, 'b'", "2, 'a'"], "id, shard, name", "1,0,b|2,0,a") { Actions = "ExtendKey" },
        new("replacing", "id, version", ["1, 1", "1, 3", "1, 2", "2, 1"], "id, version", "1,3|2,1") { Actions = "CopyTable" },
        new("plain", "id, version", ["1, 1", "1, 3", "2, 1"], "id, version", "1,3|2,1") { Actions = "CopyTable" },
        new("narrowed", "id, count, counts", ["1, 2147483647, [1, -32768]", "2, -2147483648, []"], "id, count, counts, toTypeName(count)", "1,2147483647,[1,-32768],Int32|2,-2147483648,[],Int32") { Actions = "CopyTable" },
        new("parsed", "id, value, other", ["1, '12', '6f9619ff-8b86-d011-b42d-00cf4fc964ff'", "2, '-3', '00000000-0000-0000-0000-000000000000'"], "id, value, other, toTypeName(value)",
            "1,12,6f9619ff-8b86-d011-b42d-00cf4fc964ff,Nullable(Int32)|2,-3,00000000-0000-0000-0000-000000000000,Nullable(Int32)") { Actions = "CopyTable" },
        new("cleared", "id, value, text", ["1, 12, 'x'", "2, 0, ''"], "id, value, text, toTypeName(value)", "1,12,x,Int32|2,0,,Int32") { Actions = "CopyTable" },
        new("renumbered", "id, state", ["1, 'Open'", "2, 'Done'", "3, 'Gone'"], "id, state, state::Int8", "1,Open,5|2,Done,1|3,Gone,3") { Actions = "CopyTable" },
        new("kept", "id, at", ["1, now64() - INTERVAL 40 DAY", "2, now64()"], "id", "1|2") { Actions = "CopyTable", AllowLoss = true },
        new("longer", "id, at", ["1, now64() - INTERVAL 2 DAY", "2, now64()"], "id", "1|2") { Actions = "ModifyTtl" },
        new("removed", "id, name, old", ["1, 'a', 5", "2, 'b', 6"], "*", "") { Actions = "DropColumn", AllowLoss = true, DropColumns = true },
        new("described", "id, load", ["1, 0.5", "2, 0.25"], "id, load", "1,0.5|2,0.25") { Actions = "CommentColumn ModifyCodec CommentColumn CommentTable" },
        new("shaped", "id, value", ["1, 5", "2, 6"], "id, value", "1,[]|2,[]") { Actions = "CopyTable", AllowLoss = true },
    ];

    public static ProjectStream BeforeOf(string stream) => s_before.Value.Single(s => s.Name == stream);

    public static ProjectStream AfterOf(string stream) => s_after.Value.Single(s => s.Name == stream);

    public static MigrationCase Of(string stream) => All.Single(c => c.Stream == stream);

    /// <summary>Where another process put both versions, compiled; null to compile them here.</summary>
    public static string? Compiled { get; set; }

    /// <summary>Compiles both versions into a folder.</summary>
    public static void Compile(string folder)
    {
        File.WriteAllBytes(Path.Combine(folder, "before.dll"), CompiledRecord.Image(Before));
        File.WriteAllBytes(Path.Combine(folder, "after.dll"), CompiledRecord.Image(After));
    }

    public static IReadOnlyList<ProjectStream> Read(string source)
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, CompiledRecord.Image(source));
            return ReadFile(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static IReadOnlyList<ProjectStream> Read(string version, string source)
        => Compiled is null ? Read(source) : ReadFile(Path.Combine(Compiled, version + ".dll"));

    private static IReadOnlyList<ProjectStream> ReadFile(string file)
        => ProjectStreams.ReadAsync(file, "Release", CancellationToken.None).GetAwaiter().GetResult();
}
