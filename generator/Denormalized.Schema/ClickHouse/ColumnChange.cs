namespace Denormalized.Schema;

/// <summary>What it takes to get a column from one type to another, cheapest first.</summary>
public enum ColumnChangeCost
{
    /// <summary>Nothing: the same type.</summary>
    None,

    /// <summary>ALTER TABLE ... MODIFY COLUMN, of which no data is touched.</summary>
    Metadata,

    /// <summary>MODIFY COLUMN, which writes the column anew; every value stays what it was.</summary>
    Rewrite,

    /// <summary>MODIFY COLUMN may change values or fail on them.</summary>
    Lossy,

    /// <summary>ClickHouse does not do it: a new column or a new table.</summary>
    Impossible,
}

/// <summary>The rules of ALTER TABLE ... MODIFY COLUMN, each proven by the engine in the tests.</summary>
/// <param name="Cost">What it takes.</param>
/// <param name="Reason">Why, for people.</param>
public sealed record ColumnChange(ColumnChangeCost Cost, string Reason)
{
    private static readonly ColumnChange s_none = new(ColumnChangeCost.None, "the same type");

    public bool IsBreaking => Cost >= ColumnChangeCost.Lossy;

    /// <summary>From one type to another, both as ClickHouse spells them.</summary>
    /// <param name="from">The type of the column.</param>
    /// <param name="to">The type that it is to have.</param>
    /// <param name="isKey">The column stands in the sorting key, the partition key or the TTL.</param>
    public static ColumnChange Of(string from, string to, bool isKey = false)
    {
        if (from == to)
        {
            return s_none;
        }

        ClickHouseTypeText before = ClickHouseTypeText.Parse(from);
        ClickHouseTypeText after = ClickHouseTypeText.Parse(to);
        ColumnChange change = Of(before, after);
        bool keepsOrder = change.Cost <= ColumnChangeCost.Metadata || Inside(before, "LowCardinality").ToString() == Inside(after, "LowCardinality").ToString();
        return isKey && !keepsOrder
            ? new ColumnChange(ColumnChangeCost.Impossible, "the column is part of a key, whose order the files are in")
            : change;
    }

    private static ColumnChange Of(ClickHouseTypeText from, ClickHouseTypeText to)
    {
        if (from.Name == "LowCardinality" || to.Name == "LowCardinality")
        {
            return AtLeastRewrite(Of(Inside(from, "LowCardinality"), Inside(to, "LowCardinality")), "a dictionary of values is another layout");
        }

        if (from.Name == "Nullable" && to.Name != "Nullable")
        {
            return Lossy("rows that have null have no value any more");
        }

        if (to.Name == "Nullable")
        {
            return AtLeastRewrite(Of(Inside(from, "Nullable"), Inside(to, "Nullable")), "a column that can be null is another layout");
        }

        return (from.Name, to.Name) switch
        {
            ("Array", "Array") => Of(from.Arguments[0].Type!, to.Arguments[0].Type!),
            ("Map", "Map") => Worse(Of(from.Arguments[0].Type!, to.Arguments[0].Type!), Of(from.Arguments[1].Type!, to.Arguments[1].Type!)),
            ("Tuple", "Tuple") => Tuple(from, to),
            ("Array" or "Map" or "Tuple", _) or (_, "Array" or "Map" or "Tuple") => new(ColumnChangeCost.Impossible, "one is a list, map or record, the other is not"),
            _ when from.ToString() == to.ToString() => s_none,
            _ => ScalarChange.Of(from, to),
        };
    }

    /// <summary>Elements are matched by name; one that is missing is dropped, a new one is filled with its default.</summary>
    private static ColumnChange Tuple(ClickHouseTypeText from, ClickHouseTypeText to)
    {
        ColumnChange change = s_none;
        foreach (ClickHouseArgument element in from.Arguments)
        {
            ClickHouseArgument? same = to.Arguments.FirstOrDefault(a => a.Label == element.Label);
            change = Worse(change, same is null ? Lossy($"its element '{element.Label}' would be dropped") : Of(element.Type!, same.Type!));
        }

        bool sameElements = from.Arguments.Select(a => a.Label).SequenceEqual(to.Arguments.Select(a => a.Label));
        return sameElements ? change : AtLeastRewrite(change, "the elements of the record change");
    }

    private static ClickHouseTypeText Inside(ClickHouseTypeText type, string wrapper) => type.Name == wrapper ? type.Arguments[0].Type! : type;

    private static ColumnChange AtLeastRewrite(ColumnChange change, string reason) => change.Cost >= ColumnChangeCost.Rewrite ? change : new(ColumnChangeCost.Rewrite, reason);

    private static ColumnChange Worse(ColumnChange left, ColumnChange right) => right.Cost > left.Cost ? right : left;

    private static ColumnChange Lossy(string reason) => new(ColumnChangeCost.Lossy, reason);
}
