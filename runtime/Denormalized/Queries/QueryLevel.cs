using System.Text;
using Denormalized.Schema;

namespace Denormalized.CompilerServices;

/// <summary>
/// One SELECT under construction. Columns of the source are always qualified, because in ClickHouse an alias shadows a
/// column of its name (<c>SELECT lower(country) AS country ... WHERE country = 'DE'</c> filters on the alias).
/// </summary>
/// <param name="source">A table, or a SELECT in parentheses.</param>
/// <param name="columns">What it has.</param>
/// <param name="modifier">Stands behind the source: <see cref="Final"/>, or nothing.</param>
internal sealed class QueryLevel(string source, IReadOnlyList<string> columns, string modifier = "")
{
    /// <summary>Of the rows that replace each other the last alone, whether ClickHouse has merged them yet or not.</summary>
    public const string Final = " FINAL";

    public const string Source = "_t";
    private const string HiddenPrefix = "__order";

    private readonly List<string> _where = [];
    private readonly List<string> _having = [];
    private readonly List<(string Key, string Direction)> _order = [];
    private int _primary;
    private readonly List<(string Name, string Text)> _hidden = [];
    private IReadOnlyList<(string Name, string Text)>? _select;

    /// <summary>Key parts by name, once rows are grouped.</summary>
    public IReadOnlyList<(string Name, string Text)>? Keys { get; private set; }

    public string? Limit { get; private set; }

    public string? Offset { get; private set; }

    public bool IsDistinct { get; private set; }

    public bool IsProjected => _select is not null;

    public bool IsGrouped => Keys is not null;

    public bool IsCut => Limit is not null || Offset is not null;

    public void Where(string condition) => (IsGrouped ? _having : _where).Add(condition);

    public void GroupBy(IReadOnlyList<(string, string)> keys)
    {
        Keys = keys;
        _order.Clear(); // rows lose their order in groups
    }

    public void Select(IReadOnlyList<(string, string)> items) => _select = items;

    /// <summary>Earlier sorts decide between equal keys: LINQ's sorts are stable.</summary>
    public void OrderBy(string key, string direction)
    {
        _primary = 0;
        ThenBy(key, direction);
    }

    public void ThenBy(string key, string direction) => _order.Insert(_primary++, (key, direction));

    public void Take(string limit) => Limit = limit;

    public void Skip(string offset) => Offset = offset;

    public void Distinct()
    {
        IsDistinct = true;
        _order.Clear();
    }

    /// <summary>
    /// This SELECT as the source of another. A sub-query has no order for ClickHouse, so its sort keys go out as hidden
    /// columns by which the outer query sorts again.
    /// </summary>
    public QueryLevel Wrap(bool keepOrder)
    {
        bool carriesOrder = keepOrder && _order.Count > 0;
        if (carriesOrder)
        {
            _hidden.AddRange(_order.Select((order, i) => ($"{HiddenPrefix}{i}", order.Key)));
        }

        var outer = new QueryLevel($"(\n{Indent(ToSql(withOrder: IsCut))}\n)", OutputNames());
        if (carriesOrder)
        {
            outer._order.AddRange(_order.Select((order, i) => ($"{Source}.`{HiddenPrefix}{i}`", order.Direction)));
            outer._primary = outer._order.Count;
        }

        return outer;
    }

    public string ToSql() => ToSql(withOrder: true);

    /// <summary>The number of rows, where they need not be made to be counted.</summary>
    public string ToCount()
        => IsGrouped || IsCut || IsDistinct ? Wrap(keepOrder: false).ToCount() : Statement("count() AS `count`", withOrder: false);

    /// <summary>One row where there is any.</summary>
    public string ToAny()
    {
        if (IsGrouped || IsCut || IsDistinct)
        {
            return Wrap(keepOrder: false).ToAny();
        }

        Limit = "1";
        return Statement("1 AS `any`", withOrder: false);
    }

    private string ToSql(bool withOrder)
        => Statement(string.Join(", ", SelectList().Concat(_hidden.Select(h => $"{h.Text} AS `{h.Name}`"))), withOrder);

    private string Statement(string list, bool withOrder)
    {
        var sql = new StringBuilder(IsDistinct ? "SELECT DISTINCT " : "SELECT ").Append(list)
            .Append("\nFROM ").Append(source).Append(" AS ").Append(Source).Append(modifier);
        Append(sql, "\nWHERE ", " AND ", _where);
        Append(sql, "\nGROUP BY ", ", ", Keys?.Select(k => k.Text).Distinct() ?? []);
        Append(sql, "\nHAVING ", " AND ", _having);
        Append(sql, "\nORDER BY ", ", ", withOrder ? _order.Select(o => o.Key + o.Direction) : []);
        if (Limit is not null)
        {
            sql.Append("\nLIMIT ").Append(Limit);
        }

        if (Offset is not null)
        {
            sql.Append("\nOFFSET ").Append(Offset);
        }

        return sql.ToString();
    }

    private static void Append(StringBuilder sql, string keyword, string separator, IEnumerable<string> parts)
    {
        string text = string.Join(separator, parts);
        if (text.Length > 0)
        {
            sql.Append(keyword).Append(text);
        }
    }

    private IEnumerable<string> SelectList() => _select is not null
        ? _select.Select(item => $"{item.Text} AS {ClickHouseText.Identifier(item.Name)}")
        : IsGrouped ? ["1 AS `group`"] : columns.Select(c => $"{Source}.{ClickHouseText.Identifier(c)} AS {ClickHouseText.Identifier(c)}");

    private IReadOnlyList<string> OutputNames() => _select?.Select(item => item.Name).ToArray() ?? columns;

    private static string Indent(string sql) => "    " + sql.Replace("\n", "\n    ", StringComparison.Ordinal);
}
