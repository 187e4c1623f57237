using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Denormalized.Schema;

namespace Denormalized.SourceGen.Plan;

/// <summary>
/// Stems of the names that generated code makes for a record's members, <c>UrlColumn</c> and <c>_UrlFlags</c>: the member's
/// own, with underscores where two would meet, as those of a nullable <c>Url</c> beside a <c>UrlFlags</c>, or one that of its
/// class, <c>EventColumns</c>.
/// </summary>
internal static class Stems
{
    /// <summary>With <c>Items</c> behind it each of these is a member of every scope.</summary>
    private static readonly HashSet<string> s_taken = new(StringComparer.Ordinal) { "Has", "Drop", "Mark", "Rollback" };

    /// <summary>By member; every emitter asks for all of them.</summary>
    private static readonly ConditionalWeakTable<RecordModel, ConcurrentDictionary<string, string>> s_records = new();

    public static string Of(FieldModel field, RecordModel record)
        => s_records.GetOrCreateValue(record).GetOrAdd(field.Member, _ => Make(field, record));

    private static string Make(FieldModel field, RecordModel record)
    {
        string own = field.Member.TrimStart('@');
        string stem = own;
        while (stem == record.Name || s_taken.Contains(stem) || record.Fields.Any(f => Meets(f.Member.TrimStart('@'))))
        {
            stem += "_";
        }

        return stem;

        bool Meets(string other) => other != own && other.StartsWith(stem, StringComparison.Ordinal)
            && (other == stem || Suffixes(field.Type).Any(s => other.StartsWith(stem + s, StringComparison.Ordinal)));
    }

    /// <summary>How the cursors of a value are called in readers, see ReadExpression.</summary>
    private static IEnumerable<string> Suffixes(TypeUse use) => use.Type switch
    {
        ArrayType => ["Lengths", "Item"],
        MapType => ["Lengths", "Key", "Item"],
        NestedType => ["Flags", "Record"],
        _ => use.IsNullable ? ["Flags"] : [],
    };
}
