using System.Collections;
using System.Globalization;

namespace Denormalized.Conformance.Tests;

/// <summary>One row of the corpus, and the condition by which ClickHouse says that it holds the same values.</summary>
/// <param name="Name">What the row shows.</param>
/// <param name="Row">The record.</param>
/// <param name="Condition">True in SQL for this row; column names are its operands.</param>
public sealed record Case(string Name, Everything Row, string Condition);

/// <summary>The corpus: every type with its edge values.</summary>
public static partial class Corpus
{
    private static readonly List<Case> s_cases = [];

    /// <summary>Lazy: the tables of the other files are there by then.</summary>
    private static readonly Lazy<IReadOnlyList<Case>> s_built = new(Build);

    public static IReadOnlyList<Case> Cases => s_built.Value;

    private static IReadOnlyList<Case> Build()
    {
        AddNumbers();
        AddTexts();
        AddTimes();
        AddCollections();
        return s_cases;
    }

    /// <summary>
    /// One row for each value: alone, in the column that can be null, and around a null in a list.
    /// </summary>
    /// <param name="column">Name of the column; <c>_or_null</c> and <c>_items</c> stand beside it.</param>
    /// <param name="set">Makes the row.</param>
    /// <param name="values">Each with the SQL that says the same: a literal, or a condition in which <c>{}</c> is the column.</param>
    private static void Add<T>(string column, Func<Everything, T, Everything> set, params (T Value, string Sql)[] values)
    {
        foreach ((T value, string sql) in values)
        {
            string condition = sql.Contains("{}", StringComparison.Ordinal) ? sql : "{} = " + sql;
            string[] places = [column, column + "_or_null", $"{column}_items[1]", $"{column}_items[3]"];
            IEnumerable<string> conditions = places.Select(p => "ifNull(" + condition.Replace("{}", p, StringComparison.Ordinal) + ", false)");
            Add($"{column}: {sql}", e => set(e, value), string.Join(" AND ", conditions) + $" AND {column}_items[2] IS NULL AND length({column}_items) = 3");
        }
    }

    private static void Add(string name, Func<Everything, Everything> set, string condition)
        => s_cases.Add(new Case(name, set(new Everything { Case = s_cases.Count }), condition));

    /// <summary>The value and its invariant text as the SQL.</summary>
    private static (T Value, string Sql)[] Same<T>(params T[] values)
        where T : IFormattable
        => [.. values.Select(v => (v, v.ToString(null, CultureInfo.InvariantCulture)))];

    /// <summary>As <see cref="Same"/>, within a conversion function: wide literals would be floating point.</summary>
    private static (T Value, string Sql)[] Typed<T>(string function, params T[] values)
        where T : IFormattable
        => [.. values.Select(v => (v, $"{function}('{v.ToString(null, CultureInfo.InvariantCulture)}')"))];
}
