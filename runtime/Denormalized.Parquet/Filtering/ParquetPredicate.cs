using System.ComponentModel;
using Denormalized.ParquetFormat;

namespace Denormalized.CompilerServices;

/// <summary>
/// What generated code says of a predicate over records: conditions on columns that hold wherever the predicate does. The
/// predicate itself decides about each row, so that null, "nothing is known", is always a right answer.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ParquetPredicate
{
    /// <summary>The records for which a predicate holds.</summary>
    /// <param name="reader">The file.</param>
    /// <param name="predicate">The predicate.</param>
    /// <param name="known">What is known of it, asked when the reading begins.</param>
    public static IAsyncEnumerable<T> Where<T>(ParquetReader<T> reader, Func<T, bool> predicate, Func<Delegate, ParquetFilter?> known)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(predicate);
        return reader.Where(predicate, known);
    }

    /// <summary>A member is compared with a value: null is compared as C# does.</summary>
    public static ParquetFilter? Equal(string column, object? value) => value switch
    {
        null => IsNull(column),

        // The member is the instant floored to its unit or to ticks: the column may hold a little more.
        DateTimeOffset or DateTime => And(AtLeast(column, value), AtMost(column, value)),
        _ => Condition(column, FilterOperator.Equal, value),
    };

    /// <summary>See <see cref="Equal"/>.</summary>
    public static ParquetFilter? NotEqual(string column, object? value) => value switch
    {
        null => new ColumnCondition(column, FilterOperator.IsNotNull, null, isHint: true),
        Half or float or double or DateTimeOffset or DateTime => null, // NaN differs from all, and has no place in statistics
        _ => Condition(column, FilterOperator.NotEqual, value) | IsNull(column),
    };

    /// <summary>See <see cref="Equal"/>.</summary>
    public static ParquetFilter? Less(string column, object? value) => value is null ? null : Condition(column, FilterOperator.Less, value);

    /// <summary>See <see cref="Equal"/>.</summary>
    public static ParquetFilter? AtMost(string column, object? value) => value switch
    {
        null => null,
        DateTimeOffset at => at.UtcTicks == DateTimeOffset.MaxValue.UtcTicks ? null : Less(column, new DateTimeOffset(at.UtcTicks + 1, TimeSpan.Zero)),
        DateTime at => at.Ticks == DateTime.MaxValue.Ticks ? null : Less(column, at.AddTicks(1)),
        _ => Condition(column, FilterOperator.AtMost, value),
    };

    /// <summary>See <see cref="Equal"/>.</summary>
    public static ParquetFilter? Greater(string column, object? value) => value switch
    {
        null => null,
        DateTimeOffset or DateTime => AtLeast(column, value),
        _ => Condition(column, FilterOperator.Greater, value),
    };

    /// <summary>See <see cref="Equal"/>.</summary>
    public static ParquetFilter? AtLeast(string column, object? value) => value is null ? null : Condition(column, FilterOperator.AtLeast, value);

    /// <summary>A member is one of these values, in a list or in a set that compares as <c>==</c> does.</summary>
    public static ParquetFilter? In<TValue>(string column, IEnumerable<TValue>? values, Func<TValue, object?>? convert = null)
    {
        if (values is HashSet<TValue> { Comparer: { } comparer } && !comparer.Equals(EqualityComparer<TValue>.Default))
        {
            return null;
        }

        ParquetFilter?[] conditions = [.. (values ?? []).Select(v => Equal(column, convert is null ? v : convert(v)))];
        return conditions.Length == 0 ? null : Any(conditions);
    }

    /// <summary>A member is null.</summary>
    public static ParquetFilter IsNull(string column) => new ColumnCondition(column, FilterOperator.IsNull, null, isHint: true);

    /// <summary>Both hold.</summary>
    public static ParquetFilter? And(ParquetFilter? left, ParquetFilter? right) => left is null ? right : right is null ? left : left & right;

    /// <summary>One of them holds.</summary>
    public static ParquetFilter? Or(ParquetFilter? left, ParquetFilter? right) => left is null || right is null ? null : left | right;

    /// <summary>C# compares instants by their ticks, whatever their kind; columns hold them in UTC.</summary>
    public static DateTimeOffset? Instant(DateTime? value) => value is { } at ? new DateTimeOffset(at.Ticks, TimeSpan.Zero) : null;

    /// <summary>C# compares times by their ticks, whatever their kind; columns hold them without a zone.</summary>
    public static DateTime? Local(DateTime? value) => value is { } at ? DateTime.SpecifyKind(at, DateTimeKind.Unspecified) : null;

    /// <summary>In halves, so that long lists make no deep trees.</summary>
    private static ParquetFilter? Any(ReadOnlySpan<ParquetFilter?> conditions) => conditions.Length == 1
        ? conditions[0]
        : Or(Any(conditions[..(conditions.Length / 2)]), Any(conditions[(conditions.Length / 2)..]));

    private static ColumnCondition Condition(string column, FilterOperator op, object value) => new(column, op, value, isHint: true);
}
