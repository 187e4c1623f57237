using System.ComponentModel;
using System.Globalization;

namespace Denormalized.CompilerServices;

/// <summary>What translated call sites call.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class QueryOperators
{
    // Small constants are text of their own, as in Take(10); above, the number is a parameter, or paging would make a shape a page.
    private const int LiteralLimit = 1000;

    private static readonly QueryFragment?[] s_take = new QueryFragment?[LiteralLimit + 1];
    private static readonly QueryFragment s_takeParameter = new(QueryOperator.Take, 1, [new("", [SqlPiece.Parameter(0, "UInt64")])]);
    private static readonly QueryFragment s_skipParameter = new(QueryOperator.Skip, 1, [new("", [SqlPiece.Parameter(0, "UInt64")])]);
    private static readonly QueryFragment s_distinct = new(QueryOperator.Distinct, 0, []);

    /// <summary>Adds a fragment that keeps the element.</summary>
    public static Query<T> Append<T>(Query<T> query, QueryFragment fragment, params string?[] values)
        => Append<T, T>(query, fragment, values);

    /// <summary>Adds a fragment that changes the element.</summary>
    public static Query<TResult> Append<T, TResult>(Query<T> query, QueryFragment fragment, params string?[] values)
    {
        ArgumentNullException.ThrowIfNull(query);
        return new Query<TResult>(query.Database, Shape(query, fragment, values), Arguments(query, values));
    }

    /// <summary>Adds a sort.</summary>
    public static OrderedQuery<T> AppendOrder<T>(Query<T> query, QueryFragment fragment, params string?[] values)
    {
        ArgumentNullException.ThrowIfNull(query);
        return new OrderedQuery<T>(query.Database, Shape(query, fragment, values), Arguments(query, values));
    }

    internal static Query<T> Take<T>(Query<T> query, int count)
    {
        count = Math.Max(count, 0);
        return count <= LiteralLimit
            ? Append(query, s_take[count] ??= new(QueryOperator.Take, 0, [new("", [Text(count)])]))
            : Append(query, s_takeParameter, Text(count));
    }

    internal static Query<T> Skip<T>(Query<T> query, int count)
        => count <= 0 ? query : Append(query, s_skipParameter, Text(count));

    internal static Query<T> Distinct<T>(Query<T> query) => Append(query, s_distinct);

    private static string Text(int count) => count.ToString(CultureInfo.InvariantCulture);

    private static QueryShape Shape<T>(Query<T> query, QueryFragment fragment, string?[] values)
    {
        ulong nulls = 0;
        for (int i = 0; i < values.Length; i++)
        {
            nulls |= values[i] is null ? 1UL << i : 0;
        }

        return query.Shape.Then(fragment, nulls);
    }

    private static QueryArguments? Arguments<T>(Query<T> query, string?[] values)
        => values.Length == 0 ? query.Arguments : new QueryArguments(query.Arguments, query.Shape.FirstParameter + query.Shape.Fragment.Parameters, values);
}
