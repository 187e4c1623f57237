using System.Runtime.CompilerServices;
using Denormalized.CompilerServices;

namespace Denormalized;

/// <summary>
/// A query against ClickHouse. Immutable: every operator returns a new query, so queries may be composed, kept and shared.
/// The lambdas never run: each call of an operator is replaced at compile time by one that adds SQL, and what cannot be
/// translated is a compile error. Values of captured variables are read when the operator is called and travel as typed
/// parameters, never as text.
/// </summary>
/// <remarks>
/// Not an <see cref="IQueryable{T}"/>, which promises operators that no database can answer. Rows come in no particular
/// order unless one is asked for.
/// </remarks>
/// <typeparam name="T">What a row is read as.</typeparam>
public class Query<T>
{
    internal Query(IClickHouse database, QueryShape shape, QueryArguments? arguments)
    {
        Database = database;
        Shape = shape;
        Arguments = arguments;
    }

    internal IClickHouse Database { get; }

    internal QueryShape Shape { get; }

    internal QueryArguments? Arguments { get; }

    /// <summary>Keeps the rows for which <paramref name="predicate"/> holds.</summary>
    /// <param name="predicate">A lambda, written in place.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public Query<T> Where(Func<T, bool> predicate, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => throw NotTranslated(nameof(Where), file, line);

    /// <summary>Keeps the rows for which <paramref name="predicate"/> holds; values come through <paramref name="args"/>, without reflection.</summary>
    /// <param name="args">Values for the lambda, e.g. a tuple.</param>
    /// <param name="predicate">A static lambda, written in place.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public Query<T> Where<TArgs>(TArgs args, Func<T, TArgs, bool> predicate, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => throw NotTranslated(nameof(Where), file, line);

    /// <summary>Turns each row into another: a record, an anonymous type, a tuple or a single value.</summary>
    /// <param name="selector">A lambda, written in place.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public Query<TResult> Select<TResult>(Func<T, TResult> selector, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => throw NotTranslated(nameof(Select), file, line);

    /// <summary>Turns each row into another; values come through <paramref name="args"/>, without reflection.</summary>
    /// <param name="args">Values for the lambda, e.g. a tuple.</param>
    /// <param name="selector">A static lambda, written in place.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public Query<TResult> Select<TArgs, TResult>(TArgs args, Func<T, TArgs, TResult> selector, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => throw NotTranslated(nameof(Select), file, line);

    /// <summary>Groups rows by a value, an anonymous type, a tuple or a record; <c>Select</c> says what is made of each group.</summary>
    /// <param name="key">A lambda, written in place.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public Query<Group<TKey, T>> GroupBy<TKey>(Func<T, TKey> key, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => throw NotTranslated(nameof(GroupBy), file, line);

    /// <summary>Groups rows; values come through <paramref name="args"/>, without reflection.</summary>
    /// <param name="args">Values for the lambda, e.g. a tuple.</param>
    /// <param name="key">A static lambda, written in place.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public Query<Group<TKey, T>> GroupBy<TArgs, TKey>(TArgs args, Func<T, TArgs, TKey> key, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => throw NotTranslated(nameof(GroupBy), file, line);

    /// <summary>
    /// Sorts ascending, null first, strings by their UTF-8 bytes. An earlier order decides between equal keys, as in LINQ,
    /// whose sorts are stable.
    /// </summary>
    /// <param name="key">A lambda, written in place.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public OrderedQuery<T> OrderBy<TKey>(Func<T, TKey> key, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => throw NotTranslated(nameof(OrderBy), file, line);

    /// <summary>Sorts descending, null last, strings by their UTF-8 bytes.</summary>
    /// <param name="key">A lambda, written in place.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public OrderedQuery<T> OrderByDescending<TKey>(Func<T, TKey> key, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => throw NotTranslated(nameof(OrderByDescending), file, line);

    /// <summary>At most <paramref name="count"/> rows; zero or less is none.</summary>
    public Query<T> Take(int count) => QueryOperators.Take(this, count);

    /// <summary>Leaves out the first <paramref name="count"/> rows.</summary>
    public Query<T> Skip(int count) => QueryOperators.Skip(this, count);

    /// <summary>Leaves out repeated rows.</summary>
    public Query<T> Distinct() => QueryOperators.Distinct(this);

    /// <summary>Reads all rows into a list.</summary>
    /// <exception cref="ClickHouseException">ClickHouse refused the query.</exception>
    /// <exception cref="SchemaMismatchException">The table's columns are not those of the record.</exception>
    public Task<List<T>> ToListAsync(CancellationToken cancellationToken = default) => QueryExecution.ToListAsync(this, cancellationToken);

    /// <summary>The first row, or default (null, zero) when there is none. Without an order that is any row.</summary>
    /// <exception cref="ClickHouseException">ClickHouse refused the query.</exception>
    /// <exception cref="SchemaMismatchException">The table's columns are not those of the record.</exception>
    public Task<T?> FirstOrDefaultAsync(CancellationToken cancellationToken = default) => QueryExecution.FirstOrDefaultAsync(this, cancellationToken);

    /// <summary>Counts the rows in ClickHouse.</summary>
    /// <exception cref="ClickHouseException">ClickHouse refused the query.</exception>
    public Task<long> CountAsync(CancellationToken cancellationToken = default) => QueryExecution.CountAsync(this, cancellationToken);

    /// <summary>Whether there is a row.</summary>
    /// <exception cref="ClickHouseException">ClickHouse refused the query.</exception>
    public Task<bool> AnyAsync(CancellationToken cancellationToken = default) => QueryExecution.AnyAsync(this, cancellationToken);

    /// <summary>Streams the rows, block by block, each time it is enumerated.</summary>
    public IAsyncEnumerable<T> AsAsyncEnumerable() => QueryExecution.Stream(this);

    /// <summary>The SQL and its parameters, as they are sent; usable without this library.</summary>
    public QueryText ToSql() => QueryExecution.Text(this, QueryEnd.Rows);

    /// <summary>The SQL.</summary>
    public override string ToString() => ToSql().Sql;

    private protected static InvalidOperationException NotTranslated(string method, string file, int line) => new(
        $"{method} at {file}:{line} was not translated to SQL at compile time. Call it directly with a lambda written in place; "
        + "a call through reflection, dynamic, a method group, query syntax or another generator's output cannot be translated. "
        + "The project must reference the Denormalized package, which brings the generator and sets InterceptorsNamespaces.");
}

/// <summary>A query with an order, to which <c>ThenBy</c> adds.</summary>
/// <typeparam name="T">What a row is read as.</typeparam>
public sealed class OrderedQuery<T> : Query<T>
{
    internal OrderedQuery(IClickHouse database, QueryShape shape, QueryArguments? arguments)
        : base(database, shape, arguments)
    {
    }

    /// <summary>Sorts rows that are equal so far, ascending.</summary>
    /// <param name="key">A lambda, written in place.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public OrderedQuery<T> ThenBy<TKey>(Func<T, TKey> key, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => throw NotTranslated(nameof(ThenBy), file, line);

    /// <summary>Sorts rows that are equal so far, descending.</summary>
    /// <param name="key">A lambda, written in place.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public OrderedQuery<T> ThenByDescending<TKey>(Func<T, TKey> key, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => throw NotTranslated(nameof(ThenByDescending), file, line);
}
