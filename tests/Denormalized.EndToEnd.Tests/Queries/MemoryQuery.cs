namespace Denormalized.EndToEnd.Tests.Queries;

/// <summary>The operators of <see cref="Query{T}"/> over a list: what the C# of a query says.</summary>
public class MemoryQuery<T>(IEnumerable<T> rows)
{
    public IEnumerable<T> Rows { get; } = rows;

    public MemoryQuery<T> Where(Func<T, bool> predicate) => new(Rows.Where(predicate));

    public MemoryQuery<T> Where<TArgs>(TArgs args, Func<T, TArgs, bool> predicate) => new(Rows.Where(r => predicate(r, args)));

    public MemoryQuery<TResult> Select<TResult>(Func<T, TResult> selector) => new(Rows.Select(selector));

    public MemoryQuery<TResult> Select<TArgs, TResult>(TArgs args, Func<T, TArgs, TResult> selector) => new(Rows.Select(r => selector(r, args)));

    public MemoryQuery<Group<TKey, T>> GroupBy<TKey>(Func<T, TKey> key) => new(Rows.GroupBy(key).Select(g => new Group<TKey, T>(g.Key, [.. g])));

    public MemoryQuery<Group<TKey, T>> GroupBy<TArgs, TKey>(TArgs args, Func<T, TArgs, TKey> key)
        => new(Rows.GroupBy(r => key(r, args)).Select(g => new Group<TKey, T>(g.Key, [.. g])));

    public OrderedMemoryQuery<T> OrderBy<TKey>(Func<T, TKey> key) => new(Rows.OrderBy(key, Ordinal<TKey>()));

    public OrderedMemoryQuery<T> OrderByDescending<TKey>(Func<T, TKey> key) => new(Rows.OrderByDescending(key, Ordinal<TKey>()));

    public MemoryQuery<T> Take(int count) => new(Rows.Take(count));

    public MemoryQuery<T> Skip(int count) => new(Rows.Skip(count));

    public MemoryQuery<T> Distinct() => new(Rows.Distinct());

    /// <summary>Strings sort by code points, as documented; everything else as C# compares it.</summary>
    protected static IComparer<TKey>? Ordinal<TKey>()
        => typeof(TKey) == typeof(string) ? (IComparer<TKey>)(object)new CodePointComparer() : null;

    private sealed class CodePointComparer : IComparer<string>
    {
        public int Compare(string? x, string? y)
            => x is null || y is null ? (x is null ? 0 : 1) - (y is null ? 0 : 1) : System.Text.Encoding.UTF8.GetBytes(x).AsSpan().SequenceCompareTo(System.Text.Encoding.UTF8.GetBytes(y));
    }
}

public sealed class OrderedMemoryQuery<T>(IOrderedEnumerable<T> rows) : MemoryQuery<T>(rows)
{
    public OrderedMemoryQuery<T> ThenBy<TKey>(Func<T, TKey> key) => new(rows.ThenBy(key, Ordinal<TKey>()));

    public OrderedMemoryQuery<T> ThenByDescending<TKey>(Func<T, TKey> key) => new(rows.ThenByDescending(key, Ordinal<TKey>()));
}
