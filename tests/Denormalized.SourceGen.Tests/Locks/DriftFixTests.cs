using System.Collections.Immutable;
using Denormalized.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CSharp;
using static Denormalized.Schema.CompatibilityMode;

namespace Denormalized.SourceGen.Tests.Locks;

/// <summary>
/// Each kind of change in each direction: the diagnostic, the text under the squiggle, the fixes that are offered, and the code after
/// each of them. Whatever is offered ends in code that builds without a word about drift, or with nothing but DNZ313.
/// </summary>
public class DriftFixTests
{
    private const string Released = "DNZ313 R: AcceptVersion";

    /// <param name="Kind">For the name of the test.</param>
    /// <param name="Before">The code that was locked.</param>
    /// <param name="After">The code that is there now.</param>
    /// <param name="None">What is said in this mode: id, text under the squiggle, fixes.</param>
    /// <param name="Backward">The same.</param>
    /// <param name="Forward">The same.</param>
    /// <param name="Full">The same.</param>
    public sealed record Row(string Kind, string Before, string After, string None, string Backward, string Forward, string Full)
    {
        /// <summary>The code after a fix.</summary>
        public Dictionary<string, string> Fixed { get; init; } = [];

        public string Said(CompatibilityMode mode) => mode switch
        {
            CompatibilityMode.None => None,
            CompatibilityMode.Backward => Backward,
            CompatibilityMode.Forward => Forward,
            _ => Full,
        };
    }

    private static Row Members(string kind, string before, string after, string none, string backward, string forward, string full, params (string Fix, string Members)[] results)
        => new(kind, $"[Stream] public partial record R({before});", $"[Stream] public partial record R({after});", none, backward, forward, full)
        {
            Fixed = results.ToDictionary(r => r.Fix, r => r.Members.StartsWith('[') && r.Members.Contains("[Stream") ? r.Members : $"[Stream] public partial record R({r.Members});"),
        };

    private static readonly Row[] s_rows =
    [
        Members("removed", "int A, int B", "int A", Released, Released, "DNZ301 R: KeepObsolete, AcceptVersion", "DNZ301 R: KeepObsolete, AcceptVersion",
            ("KeepObsolete", "[Stream] public partial record R(int A) { [Obsolete(\"Kept for those who still read it.\")] public int B { get; init; } }")),
        new("removed within", "[Stream] public partial record R(P P); public sealed record P(int A, [property: Decimal(9, 2)] decimal TotalSum);", "[Stream] public partial record R(P P); public sealed record P(int A);",
            "DNZ301 P: KeepObsolete, AcceptVersion", "DNZ301 P: KeepObsolete, AcceptVersion", "DNZ301 P: KeepObsolete, AcceptVersion", "DNZ301 P: KeepObsolete, AcceptVersion")
        {
            Fixed = { ["KeepObsolete"] = "[Stream] public partial record R(P P); public sealed record P(int A) { [Obsolete(\"Kept for those who still read it.\")] [Decimal(9, 2)] public decimal TotalSum { get; init; } }" },
        },
        Members("added", "int A", "int A, int B", Released, "DNZ302 B: MakeNullable, AcceptVersion", Released, "DNZ302 B: MakeNullable, AcceptVersion", ("MakeNullable", "int A, int? B = null")),
        Members("added before others", "int A", "int B, int A", Released, "DNZ302 B: AcceptVersion", Released, "DNZ302 B: AcceptVersion"),
        new("added property", "[Stream] public partial record R { public int A { get; init; } }", "[Stream] public partial record R { public int A { get; init; } public required string B { get; init; } }",
            Released, "DNZ302 B: MakeNullable, AcceptVersion", Released, "DNZ302 B: MakeNullable, AcceptVersion")
        {
            Fixed = { ["MakeNullable"] = "[Stream] public partial record R { public int A { get; init; } public string? B { get; init; } }" },
        },
        new("added list", "[Stream] public partial record R { public int A { get; init; } }", "[Stream] public partial record R { public int A { get; init; } public required List<int> B { get; init; } }",
            Released, "DNZ302 B: MakeNullable, AcceptVersion", Released, "DNZ302 B: MakeNullable, AcceptVersion")
        {
            Fixed = { ["MakeNullable"] = "[Stream] public partial record R { public int A { get; init; } public List<int> B { get; init; } = []; }" },
        },
        new("added to the key", "[Stream] public partial record R { [SortKey] public int A { get; init; } }", "[Stream] public partial record R { [SortKey] public int A { get; init; } [SortKey(1)] public required int B { get; init; } }",
            "DNZ302 B: AcceptVersion", "DNZ302 B: AcceptVersion", "DNZ302 B: AcceptVersion", "DNZ302 B: AcceptVersion"),
        Members("type to text", "[property: Decimal(18, 4)] decimal A", "string A", Released, "DNZ303 A: RestoreType, AcceptVersion", "DNZ303 A: RestoreType, AcceptVersion", "DNZ303 A: RestoreType, AcceptVersion",
            ("RestoreType", "[Decimal(18, 4)] decimal A")),
        Members("type narrowed", "long A", "int A", "DNZ303 A: RestoreType, AcceptVersion", "DNZ303 A: RestoreType, AcceptVersion", "DNZ303 A: RestoreType, AcceptVersion", "DNZ303 A: RestoreType, AcceptVersion", ("RestoreType", "long A")),
        Members("type widened", "int A", "long A", Released, Released, "DNZ303 A: RestoreType, AcceptVersion", "DNZ303 A: RestoreType, AcceptVersion", ("RestoreType", "int A")),
        Members("type to list", "Guid A", "List<int> A", "DNZ303 A: RestoreType, AcceptVersion", "DNZ303 A: RestoreType, AcceptVersion", "DNZ303 A: RestoreType, AcceptVersion", "DNZ303 A: RestoreType, AcceptVersion", ("RestoreType", "Guid A")),
        Members("type of map", "Dictionary<string, DateTime?> A", "Dictionary<string, long?> A", "DNZ303 A: RestoreType, AcceptVersion", "DNZ303 A: RestoreType, AcceptVersion", "DNZ303 A: RestoreType, AcceptVersion", "DNZ303 A: RestoreType, AcceptVersion",
            ("RestoreType", "IReadOnlyDictionary<string, DateTimeOffset?> A")),
        Members("null allowed", "int A", "int? A", Released, Released, "DNZ304 A: RestoreType, AcceptVersion", "DNZ304 A: RestoreType, AcceptVersion", ("RestoreType", "int A")),
        Members("null forbidden", "int? A", "int A", "DNZ304 A: RestoreType, AcceptVersion", "DNZ304 A: RestoreType, AcceptVersion", "DNZ304 A: RestoreType, AcceptVersion", "DNZ304 A: RestoreType, AcceptVersion", ("RestoreType", "int? A")),
        Members("scale", "[property: Decimal(18, 4)] decimal A", "[property: Decimal(18, 2)] decimal A", "DNZ306 A: RestoreType, AcceptVersion", "DNZ306 A: RestoreType, AcceptVersion", "DNZ306 A: RestoreType, AcceptVersion", "DNZ306 A: RestoreType, AcceptVersion",
            ("RestoreType", "[Decimal(18, 4)] decimal A")),
        Members("unit in JSON", "[property: Epoch(TimeUnit.Seconds)] DateTime A", "[property: Epoch(TimeUnit.Milliseconds)] DateTime A", Released, "DNZ306 A: RestoreType, AcceptVersion", "DNZ306 A: RestoreType, AcceptVersion", "DNZ306 A: RestoreType, AcceptVersion",
            ("RestoreType", "[Epoch(TimeUnit.Seconds)] DateTime A")),
        Members("resolution", "[property: Resolution(TimeUnit.Milliseconds)] DateTime A", "DateTime A", Released, "DNZ306 A: RestoreType, AcceptVersion", "DNZ306 A: RestoreType, AcceptVersion", "DNZ306 A: RestoreType, AcceptVersion",
            ("RestoreType", "[Resolution(TimeUnit.Milliseconds)] DateTime A")),
        new("enum member gone", "[Stream] public partial record R(E X); public enum E { A, B }", "[Stream] public partial record R(E X); public enum E { A }",
            "DNZ305 X: RestoreEnum, AcceptVersion", "DNZ305 X: RestoreEnum, AcceptVersion", "DNZ305 X: RestoreEnum, AcceptVersion", "DNZ305 X: RestoreEnum, AcceptVersion")
        {
            Fixed = { ["RestoreEnum"] = "[Stream] public partial record R(E X); public enum E { A, B = 1 }" },
        },
        new("enum renumbered", "[Stream] public partial record R(E X); public enum E { A, B }", "[Stream] public partial record R(E X); public enum E { C, B, A }",
            "DNZ305 X: RestoreEnum, AcceptVersion", "DNZ305 X: RestoreEnum, AcceptVersion", "DNZ305 X: RestoreEnum, AcceptVersion", "DNZ305 X: RestoreEnum, AcceptVersion")
        {
            Fixed = { ["RestoreEnum"] = "[Stream] public partial record R(E X); public enum E { C = 2, B = 1, A = 0 }" },
        },
        Members("sorting key", "[SortKey] int A, int B", "int A, [SortKey] int B", "DNZ307 A: RestoreKey, AcceptVersion", "DNZ307 A: RestoreKey, AcceptVersion", "DNZ307 A: RestoreKey, AcceptVersion", "DNZ307 A: RestoreKey, AcceptVersion", ("RestoreKey", "[SortKey] int A, int B")),
        Members("event time", "[EventTime] DateTime A, DateTime B", "DateTime A, [EventTime] DateTime B", "DNZ307 A: RestoreKey, AcceptVersion", "DNZ307 A: RestoreKey, AcceptVersion", "DNZ307 A: RestoreKey, AcceptVersion", "DNZ307 A: RestoreKey, AcceptVersion", ("RestoreKey", "[EventTime] DateTime A, DateTime B")),
        Members("few values", "[LowCardinality] string A, string B", "string A, string B", "DNZ307 R: RestoreKey, AcceptVersion", "DNZ307 R: RestoreKey, AcceptVersion", "DNZ307 R: RestoreKey, AcceptVersion", "DNZ307 R: RestoreKey, AcceptVersion", ("RestoreKey", "[LowCardinality] string A, string B")),
        Members("renamed", "int A, int LatencyMs", "int A, int C", "DNZ308 C: Alias, KeepName, AcceptVersion", "DNZ308 C: Alias, KeepName, AcceptVersion", "DNZ308 C: KeepName, AcceptVersion", "DNZ308 C: KeepName, AcceptVersion",
            ("Alias", "int A, [Alias(\"latency_ms\")] int C"), ("KeepName", "int A, [Name(\"latency_ms\")] int C")),
        Members("renamed by alias", "int A, int B", "int A, [Alias(\"b\")] int C", Released, Released, "DNZ308 C: KeepName, AcceptVersion", "DNZ308 C: KeepName, AcceptVersion", ("KeepName", "int A, [Name(\"b\")] int C")),
        new("topic", "[Stream(\"r\")] public partial record R(int A);", "[Stream(\"r\", Topic = \"u\", Table = \"v\")] public partial record R(int A);",
            "DNZ309 R: RestoreStream, AcceptVersion, DNZ309 R: RestoreStream, AcceptVersion", "DNZ309 R: RestoreStream, AcceptVersion, DNZ309 R: RestoreStream, AcceptVersion",
            "DNZ309 R: RestoreStream, AcceptVersion, DNZ309 R: RestoreStream, AcceptVersion", "DNZ309 R: RestoreStream, AcceptVersion, DNZ309 R: RestoreStream, AcceptVersion")
        {
            Fixed = { ["RestoreStream"] = "[Stream(\"r\", Topic = \"r\", Table = \"r\")] public partial record R(int A);" },
        },
        new("retention", "[Stream, Retention(400)] public partial record R([property: EventTime] DateTime A);", "[Stream, Retention(7)] public partial record R([property: EventTime] DateTime A);",
            "DNZ307 R: AcceptVersion", "DNZ307 R: AcceptVersion", "DNZ307 R: AcceptVersion", "DNZ307 R: AcceptVersion"),
        Members("another order", "int A, int B", "int B, int A", Released, Released, Released, Released),
        Members("nothing", "int A, string B", "int A, string B", "", "", "", ""),
    ];

    public static TheoryData<string> Kinds => [.. s_rows.Select(r => r.Kind)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_change(string kind)
    {
        Row row = s_rows.Single(r => r.Kind == kind);
        StreamLock @lock = LockedCode.Lock(row.Before);
        var results = new HashSet<string>();
        foreach (CompatibilityMode mode in new[] { None, Backward, Forward, Full })
        {
            using var code = new FixedCode(row.After, @lock.With(mode).Print());
            var said = new List<string>();
            foreach (Diagnostic diagnostic in await FixedCode.DriftAsync(code.Project, compile: false))
            {
                IReadOnlyDictionary<string, CodeAction> offered = await FixedCode.OfferedAsync(code.Project, diagnostic);
                string text = (await diagnostic.Location.SourceTree!.GetTextAsync()).ToString(diagnostic.Location.SourceSpan);
                said.Add($"{diagnostic.Id} {text}: {string.Join(", ", offered.Keys)}");
                foreach ((string fix, CodeAction action) in offered.Where(o => results.Add(o.Key))) // the same in each mode
                {
                    await CheckAsync(row, fix, await FixedCode.ApplyAsync(code.Project, action));
                }
            }

            Assert.Equal((mode, row.Said(mode)), (mode, string.Join(", ", said)));
        }

        Assert.Superset(row.Fixed.Keys.ToHashSet(), results);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void With_one_version_the_transitive_modes_say_the_same(string kind)
    {
        Row row = s_rows.Single(r => r.Kind == kind);
        StreamLock @lock = LockedCode.Lock(row.Before);
        StreamShape shape = LockedCode.Shape(row.After).Shape;
        foreach ((CompatibilityMode last, CompatibilityMode all) in new[] { (Backward, BackwardTransitive), (Forward, ForwardTransitive), (Full, FullTransitive) })
        {
            Assert.Equal(Found(last), Found(all));
        }

        IEnumerable<(DriftKind, string)> Found(CompatibilityMode mode) => Drift.Check(@lock.With(mode), shape).Select(f => (f.Kind, f.Path));
    }

    /// <summary>The code is what the row says, or the lock is what the code says; nothing breaks any more.</summary>
    private static async Task CheckAsync(Row row, string fix, Project changed)
    {
        ImmutableArray<Diagnostic> said = await FixedCode.DriftAsync(changed);
        string[] left = [.. said.Where(d => d.Descriptor.DefaultSeverity == DiagnosticSeverity.Error).Select(d => d.ToString())];
        Assert.True(left.Length == 0, $"{row.Kind}, {fix}: {string.Join('\n', left)}");
        string text = await FixedCode.TextAsync(changed);
        if (fix == "AcceptVersion")
        {
            Assert.Equal(row.After, text);
            Assert.Empty(said);
        }
        else
        {
            Assert.Equal(Tokens(row.Fixed[fix]), Tokens(text));
        }
    }

    /// <summary>Code without its layout, which is the editor's.</summary>
    private static string Tokens(string code) => string.Join(' ', CSharpSyntaxTree.ParseText(code).GetRoot().DescendantTokens().Select(t => t.Text));
}
