using Denormalized.Schema;
using Denormalized.Tool.Infer.Decide;

namespace Denormalized.Tool.Infer.Emit.CSharp;

/// <summary>The identifier of a member and the attributes that tie it to its key.</summary>
internal sealed record MemberName(string Identifier, IReadOnlyList<string> Attributes);

/// <summary>
/// Names the members of one record. The stream's style makes key and column from the identifier; a member whose key
/// comes out otherwise gets a [Name]. Names must also be unique as columns and in Avro, where fewer characters count.
/// </summary>
internal sealed class MemberNames
{
    // What attribute arguments would bind to.
    private const string TimeUnit = "TimeUnit";

    // System columns, and what ClickHouse does not take as the name of a Tuple's element.
    private static readonly HashSet<string> ReservedColumns =
        [.. ClickHousePlan.SystemColumns.Select(c => c.Name), ClickHousePlan.PresenceElement, "null", ""];

    private readonly NameStyle _style;
    private readonly IReadOnlyCollection<string> _typeNames;
    private readonly HashSet<string> _identifiers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _columns = new(StringComparer.Ordinal);
    private readonly HashSet<string> _avro = new(StringComparer.Ordinal);

    private MemberNames(NameStyle style, IReadOnlyCollection<string> typeNames, string[] columns)
    {
        _style = style;
        _typeNames = typeNames;
        _columns.UnionWith(columns);
        _avro.UnionWith(columns);
    }

    /// <param name="typeNames">Types that the members stand in: none can be called so.</param>
    /// <param name="columns">Columns that are taken.</param>
    public static IReadOnlyDictionary<Decision, MemberName> Assign(IReadOnlyList<Decision> members, NameStyle style, IReadOnlyCollection<string> typeNames, params string[] columns)
    {
        IReadOnlyDictionary<string, MemberName> names = Assign(members.Select(m => m.Key!).ToArray(), new MemberNames(style, typeNames, columns));
        return members.ToDictionary(m => m, m => names[m.Key!]);
    }

    /// <summary>Names for keys, which differ from one another.</summary>
    public static IReadOnlyDictionary<string, MemberName> Assign(IReadOnlyList<string> keys, NameStyle style, string typeName) =>
        Assign(keys, new MemberNames(style, [typeName], []));

    private static IReadOnlyDictionary<string, MemberName> Assign(IReadOnlyList<string> keys, MemberNames names)
    {
        // Keys that follow the style come first: of "platform" and "Platform" the exception gets the number.
        return keys.OrderBy(key => Follows(key, names._style) ? 0 : 1).ToDictionary(key => key, names.Name);
    }

    /// <summary>The style that most keys follow.</summary>
    public static NameStyle DominantStyle(IEnumerable<string> keys)
    {
        string[] all = keys.ToArray();
        return Enum.GetValues<NameStyle>().MaxBy(style => all.Count(key => Follows(key, style)));
    }

    private static bool Follows(string key, NameStyle style) => Names.Apply(style, Identifiers.Pascal(key)) == key;

    private MemberName Name(string key)
    {
        string identifier = Identifiers.Unique(Identifiers.Pascal(key), n => _typeNames.Contains(n) || n == TimeUnit || TypeNames.RecordMembers.Contains(n) || _identifiers.Contains(n));
        _identifiers.Add(identifier);

        string wire = Names.Apply(_style, identifier);
        if (wire == key && Take(Names.Apply(NameStyle.SnakeCase, identifier), Avro(wire, identifier)))
        {
            return new MemberName(identifier, []);
        }

        if (Take(key, Avro(key, identifier)))
        {
            return new MemberName(identifier, [$"Name({SafeText.Literal(key)})"]);
        }

        // The key is taken or impossible as a column or in Avro: it counts in JSON alone.
        string column = Identifiers.Unique(Names.ToAvro(Names.Apply(NameStyle.SnakeCase, identifier)), n => !IsFree(n, n));
        Take(column, column);
        return new MemberName(identifier, [$"JsonPropertyName({SafeText.Literal(key)})", $"Name({SafeText.Literal(column)})"]);
    }

    /// <summary>The name in Avro: the one on the wire where Avro allows it, else the nearest to the identifier.</summary>
    private string Avro(string wire, string identifier) =>
        Names.ToAvro(wire) == wire ? wire : Names.ToAvro(Names.Apply(_style, identifier));

    private bool Take(string column, string avro)
    {
        if (!IsFree(column, avro))
        {
            return false;
        }

        _columns.Add(column);
        _avro.Add(avro);
        return true;
    }

    private bool IsFree(string column, string avro) =>
        !ReservedColumns.Contains(column) && !_columns.Contains(column) && !_avro.Contains(avro);
}
