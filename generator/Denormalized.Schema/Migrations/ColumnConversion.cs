using System.Globalization;

namespace Denormalized.Schema;

/// <summary>How a copy fills a column from one of another type, and which rows would not be what they were.</summary>
/// <param name="Expression">The new value, in SQL over the old table; null where the new column begins empty.</param>
/// <param name="IsLost">True for a row whose value is not kept; null where every value is.</param>
internal sealed record ColumnConversion(string? Expression, string? IsLost)
{
    /// <param name="column">Name of the old column.</param>
    /// <param name="from">Its type.</param>
    /// <param name="to">Type of the new one.</param>
    public static ColumnConversion Of(string column, string from, string to)
    {
        string value = ClickHouseText.Identifier(column);
        switch (ColumnChange.Of(from, to).Cost)
        {
            case ColumnChangeCost.None:
                return new ColumnConversion(value, null);
            case ColumnChangeCost.Metadata or ColumnChangeCost.Rewrite:
                return new ColumnConversion(Cast(value, to), null);
            case ColumnChangeCost.Impossible:
                return new ColumnConversion(null, null);
        }

        ClickHouseTypeText before = ClickHouseTypeText.Parse(Inner(from));
        ClickHouseTypeText after = ClickHouseTypeText.Parse(Inner(to));
        bool canBeNull = to.Contains("Nullable(") && after.Name is not ("Array" or "Map" or "Tuple");
        if (after.Name.StartsWith("Enum", StringComparison.Ordinal) && (before.Name == "String" || before.Name.StartsWith("Enum", StringComparison.Ordinal)))
        {
            return Enum(value, after, to, canBeNull);
        }

        string expression = after.Name is "Array" or "Map" or "Tuple" ? $"accurateCast({value}, {ClickHouseText.Literal(to)})"
            : IsAccurate(before, after) ? Cast($"{(canBeNull ? "accurateCastOrNull" : "accurateCastOrDefault")}({value}, {ClickHouseText.Literal(Inner(to))})", to)
            : canBeNull ? Cast(value, to)
            : Cast($"ifNull({value}, defaultValueOfTypeName({ClickHouseText.Literal(Inner(from))}))", to);
        string back = canBeNull ? $"Nullable({Inner(from)})" : from; // a text that is no number became null
        return new ColumnConversion(expression, $"{Text(Cast(expression, back))} != {Text(value)}");
    }

    /// <summary>By name: numbers may be others.</summary>
    private static ColumnConversion Enum(string value, ClickHouseTypeText after, string to, bool canBeNull)
    {
        string names = string.Join(", ", after.Arguments.Select(a => ClickHouseText.Literal(a.Label!)));
        string otherwise = canBeNull ? "NULL" : ClickHouseText.Literal(after.Arguments[0].Label!);
        string name = $"toString({value})";
        return new ColumnConversion(Cast($"if({name} IN ({names}), {name}, {otherwise})", to), $"ifNull({name} NOT IN ({names}), {(canBeNull ? "0" : "1")})");
    }

    /// <summary>Numbers that do not fit and texts that are no such value become the default, and do not wrap around or stop the copy.</summary>
    private static bool IsAccurate(ClickHouseTypeText from, ClickHouseTypeText to)
        => (IsInteger(from) && IsInteger(to)) || (from.Name == "String" && to.Name is not ("String" or "FixedString" or "LowCardinality"));

    private static bool IsInteger(ClickHouseTypeText type)
    {
        string digits = type.Name.TrimStart('U').StartsWith("Int", StringComparison.Ordinal) ? type.Name.TrimStart('U').Substring(3) : "";
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out _);
    }

    /// <summary>Without Nullable and LowCardinality around it.</summary>
    private static string Inner(string type)
    {
        foreach (string wrapper in new[] { "Nullable(", "LowCardinality(" })
        {
            if (type.StartsWith(wrapper, StringComparison.Ordinal))
            {
                return Inner(type.Substring(wrapper.Length, type.Length - wrapper.Length - 1));
            }
        }

        return type;
    }

    private static string Cast(string value, string type) => $"CAST({value}, {ClickHouseText.Literal(type)})";

    // Null as TSV has it, which no other value is.
    private static string Text(string value) => $"ifNull(toString({value}), '\\\\N')";
}
