namespace Denormalized.Schema;

/// <summary>A field before and after; one of both is null for what came or went.</summary>
internal sealed class FieldChange(ShapeField? before, ShapeField? after)
{
    public ShapeField? Before { get; } = before;

    public ShapeField? After { get; } = after;

    public List<string> Breaks { get; } = [];

    /// <summary>Set where it only looks like another field with another name.</summary>
    public bool IsGuess { get; set; }

    public ShapeField Any => After ?? Before!;

    public DriftKind Kind
    {
        get
        {
            if (Before is null || After is null)
            {
                return Before is null ? DriftKind.RequiredAdded : DriftKind.Removed;
            }

            if (Before.Name != After.Name || Before.JsonName != After.JsonName || Before.ColumnName != After.ColumnName)
            {
                return DriftKind.Renamed;
            }

            return Before.Type != After.Type ? KindOf(Before.Type, After.Type)
                : Before.JsonForm != After.JsonForm ? DriftKind.UnitChanged
                : Before.IsEventTime != After.IsEventTime || Before.SortKey != After.SortKey ? DriftKind.KeyChanged
                : Before.IsRequired != After.IsRequired ? DriftKind.NullabilityChanged
                : DriftKind.TypeChanged;
        }
    }

    public string What
    {
        get
        {
            if (Before is null || After is null)
            {
                return After is null ? $"was removed ({Before!.Type})" : $"is new ({After.Type}{(After.IsRequired ? ", required" : "")})";
            }

            return Kind switch
            {
                DriftKind.Renamed when IsGuess => $"looks like '{Before.Name}' under another name",
                DriftKind.Renamed => $"is another name for '{Before.Name}'" + (Before.Type == After.Type ? "" : $", and changed from {Before.Type} to {After.Type}"),
                DriftKind.KeyChanged => Before.IsEventTime != After.IsEventTime
                    ? After.IsEventTime ? "became the event time" : "is the event time no more"
                    : $"has {Position(After.SortKey)} in the sorting key, which was {Position(Before.SortKey)}",
                DriftKind.NullabilityChanged when Before.Type == After.Type => After.IsRequired ? "became required" : "is required no more",
                DriftKind.UnitChanged when Before.Type == After.Type => $"changed in JSON from {Form(Before)} to {Form(After)}",
                _ when Before.Type != After.Type => $"changed from {Before.Type} to {After.Type}",
                _ => "changed",
            };
        }
    }

    /// <summary>Pairs what is called the same, then what says what it was called; the rest came or went.</summary>
    public static IReadOnlyList<FieldChange> Between(StreamShape before, StreamShape after)
    {
        var changes = new List<FieldChange>();
        var gone = new List<ShapeField>(before.Fields);
        var came = new List<ShapeField>();
        foreach (ShapeField field in after.Fields)
        {
            ShapeField? same = gone.FirstOrDefault(g => g.Path == field.Path);
            if (same is null)
            {
                came.Add(field);
                continue;
            }

            gone.Remove(same);
            if (same with { Id = 0, Aliases = field.Aliases } != field)
            {
                changes.Add(new FieldChange(same, field));
            }
        }

        foreach (ShapeField field in came)
        {
            ShapeField? former = gone.FirstOrDefault(g => g.Parent == field.Parent && field.Aliases.Contains(g.Name));
            gone.RemoveAll(g => g == former);
            changes.Add(new FieldChange(former, field));
        }

        changes.AddRange(gone.Select(g => new FieldChange(g, null)));
        return Guessed(WithoutInner(changes));
    }

    /// <summary>A record that came or went stands for its members.</summary>
    private static List<FieldChange> WithoutInner(List<FieldChange> changes) => changes
        .Where(c => (c.Before is null) == (c.After is null)
            || !changes.Any(o => o != c && (o.Before is null) == (c.Before is null) && (o.After is null) == (c.After is null)
                && IsWithin(c.Any.Path, o.Any.Path)))
        .ToList();

    /// <summary>One field went and one of the very same type came, in the same record: most likely it was renamed.</summary>
    private static List<FieldChange> Guessed(List<FieldChange> changes)
    {
        foreach (IGrouping<(string, string), FieldChange> group in changes
            .Where(c => c.Before is null || c.After is null)
            .GroupBy(c => (c.Any.Parent, c.Any.Type))
            .ToArray())
        {
            if (group.Count() == 2 && group.SingleOrDefault(c => c.After is null) is { } gone && group.SingleOrDefault(c => c.Before is null) is { } came)
            {
                changes[changes.IndexOf(came)] = new FieldChange(gone.Before, came.After) { IsGuess = true };
                changes.Remove(gone);
            }
        }

        return changes;
    }

    public static bool IsWithin(string path, string outer)
        => path.Length > outer.Length && path.StartsWith(outer, StringComparison.Ordinal) && path[outer.Length] is '.' or '[' or '{';

    private static DriftKind KindOf(string before, string after)
    {
        if (before.TrimEnd('?') == after.TrimEnd('?'))
        {
            return DriftKind.NullabilityChanged;
        }

        string head = Head(before);
        return head != Head(after) ? DriftKind.TypeChanged
            : head == "enum" ? DriftKind.EnumChanged
            : head is "decimal" or "instant" or "local_time" ? DriftKind.UnitChanged
            : DriftKind.TypeChanged;
    }

    private static string Head(string type) => type.IndexOf('(') is >= 0 and var end ? type.Substring(0, end) : type.TrimEnd('?');

    private static string Form(ShapeField field) => field.JsonForm.Length > 0 ? field.JsonForm : "the usual form";

    private static string Position(int? position) => position is { } place ? $"place {place}" : "no place";
}
