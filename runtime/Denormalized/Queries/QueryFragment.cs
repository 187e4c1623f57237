using System.ComponentModel;

namespace Denormalized.CompilerServices;

/// <summary>Operators that a query is made of.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum QueryOperator : byte
{
    /// <summary>The table.</summary>
    From,

    /// <summary>A condition on rows, or on groups.</summary>
    Where,

    /// <summary>Group keys.</summary>
    GroupBy,

    /// <summary>Result columns.</summary>
    Select,

    /// <summary>A sort before which earlier sorts step back.</summary>
    OrderBy,

    /// <summary>A sort among equals.</summary>
    ThenBy,

    /// <summary>A limit.</summary>
    Take,

    /// <summary>An offset.</summary>
    Skip,

    /// <summary>Without repeated rows.</summary>
    Distinct,
}

/// <summary>What one call site adds to a query, made at compile time: its SQL and, for a projection, how rows are read.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class QueryFragment
{
    /// <summary>A fragment.</summary>
    /// <param name="operator">The operator.</param>
    /// <param name="parameters">How many parameters its pieces use.</param>
    /// <param name="items">Its expressions.</param>
    /// <param name="reader">For a projection: a <c>Func&lt;RowReader&lt;TResult&gt;&gt;</c>.</param>
    public QueryFragment(QueryOperator @operator, int parameters, SqlItem[] items, Delegate? reader = null)
    {
        Operator = @operator;
        Parameters = parameters;
        Items = items;
        Reader = reader;
    }

    internal QueryOperator Operator { get; }

    internal int Parameters { get; }

    internal SqlItem[] Items { get; }

    internal Delegate? Reader { get; }
}
