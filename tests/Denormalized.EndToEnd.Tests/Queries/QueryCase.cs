using System.Collections;
using System.Globalization;
using System.Reflection;

namespace Denormalized.EndToEnd.Tests.Queries;

/// <summary>One query: its name and how its rows are had, as texts that show every bit of their values.</summary>
public sealed class QueryCase
{
    private readonly Func<Task<IReadOnlyList<string>>> _run;

    private QueryCase(string name, Func<Task<IReadOnlyList<string>>> run)
    {
        Name = name;
        _run = run;
    }

    public string Name { get; }

    public string Sql { get; private init; } = "";

    /// <summary>The order of the rows is part of the answer.</summary>
    public bool IsOrdered { get; init; }

    public async Task<IReadOnlyList<string>> RunAsync()
    {
        IReadOnlyList<string> rows = await _run();
        return IsOrdered ? rows : [.. rows.Order(StringComparer.Ordinal)];
    }

    public static QueryCase Of<T>(string name, Query<T> query, bool ordered = false)
        => new(name, async () => Show(await query.ToListAsync())) { Sql = query.ToSql().Sql, IsOrdered = ordered };

    public static QueryCase Of<T>(string name, MemoryQuery<T> query, bool ordered = false)
        => new(name, () => Task.FromResult(Show(query.Rows))) { IsOrdered = ordered };

    private static IReadOnlyList<string> Show<T>(IEnumerable<T> rows) => [.. rows.Select(r => Show(r))];

    private static string Show(object? value)
    {
        switch (value)
        {
            case null:
                return "null";
            case string text:
                return "\"" + text + "\"";
            case double or float:
                double number = Convert.ToDouble(value, CultureInfo.InvariantCulture);
                return number == 0 ? "0" : number.ToString("R", CultureInfo.InvariantCulture);
            case decimal money:
                return money.ToString("0.############################", CultureInfo.InvariantCulture);
            case DateTimeOffset instant:
                return instant.ToString("O", CultureInfo.InvariantCulture);
            case DateTime time:
                return time.ToString("O", CultureInfo.InvariantCulture);
            case DateOnly or TimeOnly:
                return ((IFormattable)value).ToString("O", CultureInfo.InvariantCulture);
            case IFormattable plain:
                return plain.ToString(null, CultureInfo.InvariantCulture);
            case bool flag:
                return flag ? "true" : "false";
            case IDictionary map:
                return "{" + string.Join(", ", map.Keys.Cast<object>().Select(k => $"{Show(k)}: {Show(map[k])}").Order(StringComparer.Ordinal)) + "}";
            case IEnumerable list:
                return "[" + string.Join(", ", list.Cast<object?>().Select(Show)) + "]";
            default:
                IEnumerable<string> members = value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetIndexParameters().Length == 0)
                    .Select(p => $"{p.Name} = {Show(p.GetValue(value))}")
                    .Concat(value.GetType().GetFields(BindingFlags.Public | BindingFlags.Instance).Select(f => $"{f.Name} = {Show(f.GetValue(value))}"));
                return "(" + string.Join(", ", members) + ")";
        }
    }
}
