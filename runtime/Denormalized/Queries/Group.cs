namespace Denormalized;

/// <summary>
/// Rows with one key. In a query its members become ClickHouse's aggregate functions; over rows in memory (in tests) they
/// compute the same. A group has at least one row, so Min, Max and Average always have an answer.
/// </summary>
/// <typeparam name="TKey">What the rows were grouped by.</typeparam>
/// <typeparam name="T">What a row is.</typeparam>
/// <param name="key">The key.</param>
/// <param name="rows">The rows.</param>
public sealed class Group<TKey, T>(TKey key, IReadOnlyList<T> rows)
{
    /// <summary>What the rows have in common.</summary>
    public TKey Key { get; } = key;

    /// <summary>Number of rows. SQL: <c>count()</c>.</summary>
    public long Count() => rows.Count;

    /// <summary>Number of rows for which <paramref name="predicate"/> holds. SQL: <c>countIf</c>.</summary>
    public long CountIf(Func<T, bool> predicate) => rows.LongCount(predicate);

    /// <summary>Whether <paramref name="predicate"/> holds for a row. SQL: <c>countIf(...) > 0</c>.</summary>
    public bool Any(Func<T, bool> predicate) => rows.Any(predicate);

    /// <summary>Whether <paramref name="predicate"/> holds for every row. SQL: <c>countIf(NOT ...) = 0</c>.</summary>
    public bool All(Func<T, bool> predicate) => rows.All(predicate);

    /// <summary>Sum; wraps around where it leaves 64 bits. SQL: <c>sum</c>.</summary>
    public long Sum(Func<T, long> selector) => rows.Aggregate(0L, (sum, row) => unchecked(sum + selector(row)));

    /// <summary>Sum of the values that are not null, 0 when all are. SQL: <c>sum</c>.</summary>
    public long Sum(Func<T, long?> selector) => Sum(row => selector(row) ?? 0);

    /// <summary>Sum; wraps around where it leaves 64 bits. SQL: <c>sum</c>.</summary>
    public ulong Sum(Func<T, ulong> selector) => rows.Aggregate(0UL, (sum, row) => unchecked(sum + selector(row)));

    /// <summary>Sum; the last digits depend on the order in which rows are added. SQL: <c>sum</c>.</summary>
    public double Sum(Func<T, double> selector) => rows.Sum(selector);

    /// <summary>Sum of the values that are not null, 0 when all are. SQL: <c>sum</c>.</summary>
    public double Sum(Func<T, double?> selector) => rows.Sum(selector) ?? 0;

    /// <summary>Exact sum. SQL: <c>sum</c>.</summary>
    public decimal Sum(Func<T, decimal> selector) => rows.Sum(selector);

    /// <summary>Exact sum of the values that are not null, 0 when all are. SQL: <c>sum</c>.</summary>
    public decimal Sum(Func<T, decimal?> selector) => rows.Sum(selector) ?? 0;

    /// <summary>Least value; null is left out; strings are compared by their UTF-8 bytes; NaN is less than every number. SQL: <c>min</c>.</summary>
    public TValue Min<TValue>(Func<T, TValue> selector) => rows.Select(selector).Min(SqlComparer<TValue>.Instance)!;

    /// <summary>Greatest value; null is left out; strings are compared by their UTF-8 bytes; NaN is less than every number. SQL: <c>max</c>.</summary>
    public TValue Max<TValue>(Func<T, TValue> selector) => rows.Select(selector).Max(SqlComparer<TValue>.Instance)!;

    /// <summary>Arithmetic mean. SQL: <c>avg</c>.</summary>
    public double Average(Func<T, double> selector) => rows.Average(selector);

    /// <summary>Arithmetic mean of the values that are not null; null when all are. SQL: <c>avg</c>.</summary>
    public double? Average(Func<T, double?> selector) => rows.Average(selector);

    /// <summary>
    /// The value below which a share of the values lies, interpolated between neighbours. ClickHouse estimates it from a
    /// sample of 8192 values where there are more. SQL: <c>quantile(level)</c>.
    /// </summary>
    /// <param name="level">0 to 1, a constant.</param>
    /// <param name="selector">The value of a row.</param>
    public double Quantile(double level, Func<T, double> selector)
    {
        double[] sorted = rows.Select(selector).Where(v => !double.IsNaN(v)).Order().ToArray();
        if (sorted.Length == 0)
        {
            return double.NaN;
        }

        double position = level * (sorted.Length - 1);
        int below = (int)position;
        double share = position - below;
        return below + 1 < sorted.Length ? (sorted[below] * (1 - share)) + (sorted[below + 1] * share) : sorted[below];
    }

    /// <summary>
    /// Number of different values, null left out. ClickHouse estimates it (about 0.5 % off) above some 65,000. SQL: <c>uniq</c>.
    /// </summary>
    public long Uniq<TValue>(Func<T, TValue> selector) => rows.Select(selector).Where(v => v is not null).Distinct().LongCount();

    private sealed class SqlComparer<TValue> : IComparer<TValue>
    {
        public static readonly SqlComparer<TValue> Instance = new();

        public int Compare(TValue? x, TValue? y) => x is string a && y is string b
            ? string.CompareOrdinal(a, b)
            : Comparer<TValue>.Default.Compare(x, y);
    }
}
