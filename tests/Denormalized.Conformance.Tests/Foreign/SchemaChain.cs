using System.Text.RegularExpressions;
using Denormalized.Schema;
using Denormalized.Tests.Avro;

namespace Denormalized.Conformance.Tests.Foreign;

/// <summary>Three versions of a schema, made from each other by the changes people make, and data of each.</summary>
internal sealed partial record SchemaChain(string First, string Second, string Third)
{
    private SchemaPairs? _pairs;
    private SchemaPairs.Node[] _nodes = [];

    public static SchemaChain Make(int seed)
    {
        var pairs = new SchemaPairs(seed, everyRule: seed % 2 == 0, anyLong: false);
        SchemaPairs.Node first = pairs.Writer(), second = Next(first), third = Next(second);
        if (seed % 3 == 1)
        {
            (first, third) = (third, first);
        }

        return new SchemaChain(pairs.Json(first), pairs.Json(second), pairs.Json(third)) { _pairs = pairs, _nodes = [first, second, third] };

        // What is as it was is no version: a lock does not judge it again. A third of the chains look for changes that break
        // nothing, because by chance alone hardly any three versions would get along; a third run backward in time.
        SchemaPairs.Node Next(SchemaPairs.Node before)
        {
            for (int tries = seed % 3 == 0 ? 12 : 0; ; tries--)
            {
                SchemaPairs.Node next = pairs.Reader(before);
                (string old, string @new) = (pairs.Json(before), pairs.Json(next));
                if (old != @new && (tries <= 0 || (CanRead(old, @new) && CanRead(@new, old))))
                {
                    return next;
                }
            }
        }
    }

    private static bool CanRead(string writer, string reader)
    {
        AvroResolution.Of(AvroSchema.Parse(writer), AvroSchema.Parse(reader), out IReadOnlyList<AvroConflict> conflicts);
        return conflicts.Count == 0;
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

    public SchemaChain WithoutEnumDefaults() => new(EnumDefault.Replace(First, ""), EnumDefault.Replace(Second, ""), EnumDefault.Replace(Third, ""));

    /// <summary>Messages of the one version, in hexadecimal digits, as many as one wants.</summary>
    public IEnumerable<string> Messages(int version)
    {
        while (true)
        {
            yield return Convert.ToHexStringLower(_pairs!.Data(_nodes[version]));
        }
    }

    public string this[int version] => version == 0 ? First : version == 1 ? Second : Third;

    [GeneratedRegex("""(?<="symbols":\[[^]]*\]),"default":"\w*["]""")]
    private static partial Regex EnumDefault { get; }

    private static StreamShape Shape(string avro) => new("chain", default, avro, new TableShape("chain", "MergeTree", "tuple()", "", "", default));

    private static LockVersion Version(string[] parents, string avro) => LockVersion.Of(parents.ToEquatableArray(), isBreaking: false, Shape(avro));
}
