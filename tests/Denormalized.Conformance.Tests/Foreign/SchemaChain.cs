using Denormalized.Schema;
using Denormalized.Tests.Avro;

namespace Denormalized.Conformance.Tests.Foreign;

/// <summary>Three versions of a schema, each made from the one before by the changes people make, and data of each.</summary>
internal sealed record SchemaChain(string First, string Second, string Third)
{
    private const int Data = 8;

    private SchemaPairs? _pairs;
    private SchemaPairs.Node[] _nodes = [];

    public static SchemaChain Make(int seed)
    {
        var pairs = new SchemaPairs(seed, everyRule: seed % 2 == 0, anyLong: false);
        SchemaPairs.Node first = pairs.Writer(), second = pairs.Reader(first), third = pairs.Reader(second);
        return new SchemaChain(pairs.Json(first), pairs.Json(second), pairs.Json(third)) { _pairs = pairs, _nodes = [first, second, third] };
    }

    /// <summary>The modes in which a lock with the first two lets the third pass.</summary>
    public string Allowed()
    {
        var @lock = new StreamLock("chain", CompatibilityMode.None, [Version([], First)]);
        @lock = @lock.With(Shape(Second), isBreaking: false);
        return string.Join(" ", Enum.GetValues<CompatibilityMode>()
            .Where(mode => !Drift.Check(@lock.With(mode), Shape(Third)).Any(f => f.IsBreaking))
            .Select(CompatibilityNames.Of));
    }

    /// <summary>The same from verdicts on pairs: whether what the first of them wrote can be read as the second.</summary>
    public string Allowed(Func<string, string, bool> canRead)
    {
        bool backward = canRead(Second, Third), forward = canRead(Third, Second);
        bool backwardAll = backward && canRead(First, Third), forwardAll = forward && canRead(Third, First);
        (CompatibilityMode Mode, bool IsAllowed)[] modes =
        [
            (CompatibilityMode.None, true), (CompatibilityMode.Backward, backward), (CompatibilityMode.BackwardTransitive, backwardAll), (CompatibilityMode.Forward, forward),
            (CompatibilityMode.ForwardTransitive, forwardAll), (CompatibilityMode.Full, backward && forward), (CompatibilityMode.FullTransitive, backwardAll && forwardAll),
        ];
        return string.Join(" ", modes.Where(m => m.IsAllowed).Select(m => CompatibilityNames.Of(m.Mode)));
    }

    /// <summary>Messages of the one version, in hexadecimal digits.</summary>
    public IEnumerable<string> Messages(int version) => Enumerable.Range(0, Data).Select(_ => Convert.ToHexStringLower(_pairs!.Data(_nodes[version])));

    public string this[int version] => version == 0 ? First : version == 1 ? Second : Third;

    private static StreamShape Shape(string avro) => new("chain", default, avro, new TableShape("chain", "MergeTree", "tuple()", "", "", default));

    private static LockVersion Version(string[] parents, string avro) => LockVersion.Of(parents.ToEquatableArray(), isBreaking: false, Shape(avro));
}
