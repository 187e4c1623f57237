using Denormalized.ParquetFormat;

namespace Denormalized;

/// <summary>
/// Which rows of a Parquet file are wanted, by the values of columns. Row groups and pages that have no such row are not read:
/// statistics, the page index and bloom filters say so.
/// </summary>
/// <remarks>
/// Columns are named by their paths with dots (<c>user_id</c>, <c>tags.list.element</c>). Values are C# values of the type that the
/// column has: numbers, <c>decimal</c>, <c>bool</c>, <c>string</c>, <c>byte[]</c>, <c>Guid</c>, <c>DateOnly</c>, <c>DateTimeOffset</c> or
/// <c>DateTime</c>. Of a list, some element must fit. A null or NaN fits no comparison.
/// </remarks>
public abstract class ParquetFilter
{
    private protected ParquetFilter()
    {
    }

    /// <summary>The column has this value.</summary>
    public static ParquetFilter Equal<TValue>(string column, TValue value)
        where TValue : notnull => new ColumnCondition(column, FilterOperator.Equal, value);

    /// <summary>The column has another value than this: no null, and no NaN, which no comparison of a filter takes.</summary>
    public static ParquetFilter NotEqual<TValue>(string column, TValue value)
        where TValue : notnull => new ColumnCondition(column, FilterOperator.NotEqual, value);

    /// <summary>The column has one of these values.</summary>
    public static ParquetFilter In<TValue>(string column, params IReadOnlyList<TValue> values)
        where TValue : notnull
    {
        ArgumentNullException.ThrowIfNull(values);
        return values.Count == 0
            ? throw new ArgumentException("There is no value: nothing could be found.", nameof(values))
            : values.Select(v => Equal(column, v)).Aggregate((a, b) => a | b);
    }

    /// <summary>The column has a smaller value: texts by their UTF-8 bytes.</summary>
    public static ParquetFilter Less<TValue>(string column, TValue value)
        where TValue : notnull => new ColumnCondition(column, FilterOperator.Less, value);

    /// <summary>The column has this value or a smaller one.</summary>
    public static ParquetFilter AtMost<TValue>(string column, TValue value)
        where TValue : notnull => new ColumnCondition(column, FilterOperator.AtMost, value);

    /// <summary>The column has a larger value.</summary>
    public static ParquetFilter Greater<TValue>(string column, TValue value)
        where TValue : notnull => new ColumnCondition(column, FilterOperator.Greater, value);

    /// <summary>The column has this value or a larger one.</summary>
    public static ParquetFilter AtLeast<TValue>(string column, TValue value)
        where TValue : notnull => new ColumnCondition(column, FilterOperator.AtLeast, value);

    /// <summary>The column, which is in no list, has no value.</summary>
    public static ParquetFilter IsNull(string column) => new ColumnCondition(column, FilterOperator.IsNull, null);

    /// <summary>The column, which is in no list, has a value.</summary>
    public static ParquetFilter IsNotNull(string column) => new ColumnCondition(column, FilterOperator.IsNotNull, null);

    /// <summary>Both must hold.</summary>
    public static ParquetFilter operator &(ParquetFilter left, ParquetFilter right) => new FilterPair(left, right, isBoth: true);

    /// <summary>One of them must hold.</summary>
    public static ParquetFilter operator |(ParquetFilter left, ParquetFilter right) => new FilterPair(left, right, isBoth: false);

    /// <summary>Both must hold.</summary>
    public static ParquetFilter BitwiseAnd(ParquetFilter left, ParquetFilter right) => left & right;

    /// <summary>One of them must hold.</summary>
    public static ParquetFilter BitwiseOr(ParquetFilter left, ParquetFilter right) => left | right;

    /// <summary>Finds the columns in a file.</summary>
    /// <exception cref="ArgumentException">There is no such column, or the value is of another type.</exception>
    internal abstract BoundFilter Bind(IReadOnlyList<ParquetLeaf> leaves);
}
