namespace Denormalized.Schema;

/// <summary>What the columns of a stream were called before.</summary>
public static class FormerNames
{
    /// <summary>By the aliases that the record declares, and by the numbers that a lock gives fields.</summary>
    /// <param name="shape">The record.</param>
    /// <param name="lock">Its lock; null where there is none.</param>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Of(StreamShape shape, StreamLock? @lock)
    {
        ShapeField[] released = @lock is null ? [] : [.. @lock.Versions.Reverse().SelectMany(v => v.Shape.Fields).Where(f => f.Parent.Length == 0)];
        var names = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (ShapeField field in shape.Fields.Where(f => f.Parent.Length == 0))
        {
            ShapeField? last = released.FirstOrDefault(r => r.Name == field.Name) ?? released.FirstOrDefault(r => field.Aliases.Contains(r.Name));
            string[] former =
            [
                .. released.Where(r => (last is not null && r.Id == last.Id) || field.Aliases.Contains(r.Name)).Select(r => r.ColumnName)
                    .Concat(field.Aliases)
                    .Where(n => n != field.ColumnName)
                    .Distinct(),
            ];
            if (former.Length > 0)
            {
                names[field.ColumnName] = former;
            }
        }

        return names;
    }
}
