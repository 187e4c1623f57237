using System.Collections.Concurrent;

namespace Denormalized.CompilerServices;

/// <summary>How the rows of a query are asked for.</summary>
internal enum QueryEnd
{
    Rows,
    First,
    Count,
    Any,
}

/// <summary>
/// The chain of fragments so far, and which parameters are null. Interned: the same chain gives the same object, so
/// its SQL is put together once however often the query runs.
/// </summary>
internal sealed class QueryShape
{
    // A loop over operators makes a shape for each length, a program a shape for each call site: bounded, or a query
    // that is composed at random would fill memory. Beyond the bounds shapes are made anew each time.
    private const int MaxDepth = 64;
    private const int MaxFollowers = 256;

    private readonly RenderedQuery?[] _rendered = new RenderedQuery?[4];
    private readonly int _depth;
    private ConcurrentDictionary<(QueryFragment Fragment, ulong Nulls), QueryShape>? _followers;

    public QueryShape(QueryShape? previous, QueryFragment fragment, ulong nulls)
    {
        Previous = previous;
        Fragment = fragment;
        Nulls = nulls;
        _depth = previous is null ? 0 : previous._depth + 1;
        FirstParameter = previous is null ? 0 : previous.FirstParameter + previous.Fragment.Parameters;
    }

    public QueryShape? Previous { get; }

    public QueryFragment Fragment { get; }

    /// <summary>Bit n is set where the fragment's parameter n is null.</summary>
    public ulong Nulls { get; }

    /// <summary>Number of the fragment's first parameter in the query.</summary>
    public int FirstParameter { get; }

    public QueryShape Then(QueryFragment fragment, ulong nulls)
    {
        if (_depth >= MaxDepth)
        {
            return new QueryShape(this, fragment, nulls);
        }

        ConcurrentDictionary<(QueryFragment, ulong), QueryShape> followers =
            _followers ?? Interlocked.CompareExchange(ref _followers, new(), null) ?? _followers;
        if (followers.TryGetValue((fragment, nulls), out QueryShape? known))
        {
            return known;
        }

        var shape = new QueryShape(this, fragment, nulls);
        return followers.Count < MaxFollowers ? followers.GetOrAdd((fragment, nulls), shape) : shape;
    }

    public RenderedQuery Render(QueryEnd end) => _rendered[(int)end] ??= QueryRenderer.Render(this, end);

    /// <summary>The fragments, first to last.</summary>
    public IReadOnlyList<QueryShape> Chain()
    {
        var chain = new List<QueryShape>(_depth + 1);
        for (QueryShape? shape = this; shape is not null; shape = shape.Previous)
        {
            chain.Add(shape);
        }

        chain.Reverse();
        return chain;
    }

    /// <summary>The delegate that makes the reader of a row: of the last projection, or of the table.</summary>
    public Delegate Reader()
    {
        for (QueryShape? shape = this; shape is not null; shape = shape.Previous)
        {
            if (shape.Fragment.Operator == QueryOperator.GroupBy)
            {
                throw new InvalidOperationException("The query ends in groups, which cannot be read: say with Select what is made of each group.");
            }

            if (shape.Fragment.Reader is { } reader)
            {
                return reader;
            }
        }

        throw new InvalidOperationException("The query has no source.");
    }
}

/// <summary>The values of one call's parameters, after those of the calls before it. Null is NULL.</summary>
internal sealed record QueryArguments(QueryArguments? Previous, int First, string?[] Values);

/// <summary>SQL with the parameters that occur in it: their numbers and types.</summary>
internal sealed record RenderedQuery(string Sql, IReadOnlyList<(int Index, string Name, string Type)> Parameters);
