namespace Denormalized.Conformance.Tests.Foreign;

public sealed record Twig(string? Name, int? Length, IReadOnlyList<double?> Sizes);

public sealed record Branch(Twig Main, Twig? Other, List<Twig?> Twigs, Dictionary<string, Twig?> ByName, Dictionary<int, List<string?>> Notes);

/// <summary>Lists, maps and records within each other, with nulls wherever one can be.</summary>
[Stream("nestings")]
public sealed partial record Nesting
{
    [SortKey] public required int Case { get; init; }
    public List<List<List<int?>>> Cube { get; init; } = [];
    public List<Twig?> Twigs { get; init; } = [];
    public List<List<Twig?>> Bundles { get; init; } = [];
    public Branch? Branch { get; init; }
    public List<Branch?> Branches { get; init; } = [];
    public Dictionary<string, Branch?> ByName { get; init; } = [];
    public List<Dictionary<string, Branch?>> Trees { get; init; } = [];
    public Dictionary<string, Dictionary<int, List<Twig?>>> Forest { get; init; } = [];

    /// <summary>Rows of every size from nothing on, the same for the same seed.</summary>
    public static Nesting[] Make(int rows, int seed, bool hasNullRecords = true)
    {
        var random = new Nested(seed) { HasNullRecords = hasNullRecords };
        return [.. Enumerable.Range(0, rows).Select(i => i == 0 && hasNullRecords ? new Nesting { Case = 0 } : Make(i, random))];
    }

    private static Nesting Make(int i, Nested random) => new()
    {
        Case = i,
        Cube = List(random, () => List(random, () => List(random, () => Sometimes<int?>(random, () => random.Next())))),
        Twigs = List(random, () => SomeTwig(random)),
        Bundles = List(random, () => List(random, () => SomeTwig(random))),
        Branch = SomeBranch(random),
        Branches = List(random, () => SomeBranch(random)),
        ByName = Map(random, k => "n" + k, () => SomeBranch(random)),
        Trees = List(random, () => Map(random, k => "t" + k, () => SomeBranch(random))),
        Forest = Map(random, k => "f" + k, () => Map(random, k => k - 1, () => List(random, () => SomeTwig(random)))),
    };

    private static Branch? SomeBranch(Nested random) => random.HasNullRecords && random.Next(4) == 0 ? null : new Branch(
        OneTwig(random), SomeTwig(random), List(random, () => SomeTwig(random)), Map(random, k => "m" + k, () => SomeTwig(random)), Map(random, k => k, () => List(random, () => Text(random))));

    private static Twig? SomeTwig(Nested random) => random.HasNullRecords && random.Next(4) == 0 ? null : OneTwig(random);

    private static Twig OneTwig(Random random) => new(Text(random), Sometimes<int?>(random, () => random.Next(100)), List(random, () => Sometimes<double?>(random, () => random.Next(100) / 8.0)));

    private static string? Text(Random random) => Sometimes(random, () => random.Next(8) == 0 ? "" : $"tëxt {random.Next(20)}");

    private static T? Sometimes<T>(Random random, Func<T> make) => random.Next(4) == 0 ? default : make();

    private static List<T> List<T>(Random random, Func<T> make) => [.. Enumerable.Range(0, random.Next(4)).Select(_ => make())];

    private static Dictionary<TKey, T> Map<TKey, T>(Random random, Func<int, TKey> key, Func<T> make)
        where TKey : notnull => Enumerable.Range(0, random.Next(4)).ToDictionary(key, _ => make());

    private sealed class Nested(int seed) : Random(seed)
    {
        public bool HasNullRecords { get; init; }
    }
}
