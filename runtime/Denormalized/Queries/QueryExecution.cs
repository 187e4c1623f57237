using System.Runtime.CompilerServices;

namespace Denormalized.CompilerServices;

/// <summary>Sends queries and reads their answers.</summary>
internal static class QueryExecution
{
    // Native blocks then hold plain strings, which is what readers are generated for.
    private const string Settings = "\nSETTINGS low_cardinality_allow_in_native_format = 0";

    public static QueryText Text<T>(Query<T> query, QueryEnd end)
    {
        RenderedQuery rendered = query.Shape.Render(end);
        var parameters = new QueryParameter[rendered.Parameters.Count];
        for (int i = 0; i < parameters.Length; i++)
        {
            (int index, string name, string type) = rendered.Parameters[i];
            parameters[i] = new QueryParameter(name, type, Value(query.Arguments, index));
        }

        return new QueryText(rendered.Sql, parameters);
    }

    public static async Task<List<T>> ToListAsync<T>(Query<T> query, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        RowReader<T> reader = Reader(query);
        using var native = new NativeReader();
        var block = new ColumnBlock();
        await foreach (ReadOnlyMemory<byte> chunk in Send(query, QueryEnd.Rows, cancellationToken).ConfigureAwait(false))
        {
            native.Feed(chunk.Span);
            while (native.TryRead(block))
            {
                rows.EnsureCapacity(rows.Count + block.Rows);
                reader.Bind(block);
                for (int i = 0; i < block.Rows; i++)
                {
                    rows.Add(reader.Read());
                }
            }
        }

        native.Complete();
        return rows;
    }

    public static IAsyncEnumerable<T> Stream<T>(Query<T> query) => Stream(query, QueryEnd.Rows, Reader(query));

    public static async Task<T?> FirstOrDefaultAsync<T>(Query<T> query, CancellationToken cancellationToken)
    {
        await foreach (T row in Stream(query, QueryEnd.First, Reader(query), cancellationToken).ConfigureAwait(false))
        {
            return row;
        }

        return default;
    }

    public static async Task<long> CountAsync<T>(Query<T> query, CancellationToken cancellationToken)
    {
        await foreach (long count in Stream(query, QueryEnd.Count, new CountReader(), cancellationToken).ConfigureAwait(false))
        {
            return count;
        }

        throw new InvalidDataException("ClickHouse answered count() without a row.");
    }

    public static async Task<bool> AnyAsync<T>(Query<T> query, CancellationToken cancellationToken)
    {
        await foreach (bool any in Stream(query, QueryEnd.Any, new AnyReader(), cancellationToken).ConfigureAwait(false))
        {
            return any;
        }

        return false;
    }

    private static async IAsyncEnumerable<TRow> Stream<T, TRow>(
        Query<T> query, QueryEnd end, RowReader<TRow> reader, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var native = new NativeReader();
        var block = new ColumnBlock();
        await foreach (ReadOnlyMemory<byte> chunk in Send(query, end, cancellationToken).ConfigureAwait(false))
        {
            native.Feed(chunk.Span);
            while (native.TryRead(block))
            {
                reader.Bind(block);
                for (int i = 0; i < block.Rows; i++)
                {
                    yield return reader.Read();
                }
            }
        }

        native.Complete();
    }

    private static IAsyncEnumerable<ReadOnlyMemory<byte>> Send<T>(Query<T> query, QueryEnd end, CancellationToken cancellationToken)
    {
        QueryText text = Text(query, end);
        return query.Database.QueryAsync(text.Sql + Settings, "Native", text.Parameters, cancellationToken);
    }

    private static RowReader<T> Reader<T>(Query<T> query) => ((Func<RowReader<T>>)query.Shape.Reader())();

    private static string? Value(QueryArguments? arguments, int index)
    {
        while (arguments is not null && index < arguments.First)
        {
            arguments = arguments.Previous;
        }

        return arguments?.Values[index - arguments.First];
    }

    private sealed class CountReader : RowReader<long>
    {
        private FixedCursor<ulong> _count;

        public override void Bind(ColumnBlock block) => _count = block.Open(0, "UInt64").Fixed<ulong>();

        public override long Read() => (long)_count.Next();
    }

    private sealed class AnyReader : RowReader<bool>
    {
        public override void Bind(ColumnBlock block)
        {
        }

        public override bool Read() => true;
    }
}
