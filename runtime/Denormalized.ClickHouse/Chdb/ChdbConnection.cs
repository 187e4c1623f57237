using System.Runtime.InteropServices;
using System.Text;

namespace Denormalized.ClickHouse.Chdb;

/// <summary>
/// One connection to the engine. It runs one statement at a time and blocks the calling thread for as long as that takes;
/// <see cref="ChdbSession"/> puts it on a thread of its own.
/// </summary>
internal sealed unsafe class ChdbConnection : IDisposable
{
    // Pieces in which a body is handed over, so that a cancelled insert stops within one of them.
    private const int AppendSize = 1 << 20;

    private nint* _connection;

    private ChdbConnection(nint* connection) => _connection = connection;

    private nint Handle => _connection is null ? throw new ObjectDisposedException(nameof(ChdbConnection)) : *_connection;

    /// <summary>Connects with <c>--name=value</c> arguments; null when the engine refuses, its reason is then on stderr.</summary>
    public static ChdbConnection? TryOpen(IReadOnlyList<string> arguments)
    {
        // argv[0] is a program name, as for clickhouse itself.
        nint* argv = stackalloc nint[arguments.Count + 1];
        argv[0] = Marshal.StringToCoTaskMemUTF8("clickhouse");
        for (int i = 0; i < arguments.Count; i++)
        {
            argv[i + 1] = Marshal.StringToCoTaskMemUTF8(arguments[i]);
        }

        try
        {
            nint* connection = ChdbNative.Connect(arguments.Count + 1, (byte**)argv);
            return connection is null ? null : new ChdbConnection(connection);
        }
        finally
        {
            for (int i = 0; i <= arguments.Count; i++)
            {
                Marshal.FreeCoTaskMem(argv[i]);
            }
        }
    }

    /// <summary>Runs a statement to its end and returns the whole result.</summary>
    public ChdbResult Query(string sql, string format, IReadOnlyList<QueryParameter>? parameters = null)
    {
        using var statement = new ChdbStatement(sql, format, parameters);
        return ChdbResult.Take(ChdbNative.Query(
            Handle, statement.Sql, statement.SqlLength, statement.Format, statement.FormatLength,
            statement.Names, statement.NameLengths, statement.Values, statement.ValueLengths, statement.ParameterCount));
    }

    /// <summary>Starts a SELECT whose result is fetched in chunks. The result is the handle of the stream.</summary>
    public ChdbResult StartStream(string sql, string format, IReadOnlyList<QueryParameter>? parameters)
    {
        using var statement = new ChdbStatement(sql, format, parameters);
        return ChdbResult.Take(ChdbNative.StreamQuery(
            Handle, statement.Sql, statement.SqlLength, statement.Format, statement.FormatLength,
            statement.Names, statement.NameLengths, statement.Values, statement.ValueLengths, statement.ParameterCount));
    }

    /// <summary>Next chunk of a stream; one of length 0 is the end.</summary>
    public ChdbResult Fetch(ChdbResult stream) => ChdbResult.Take(ChdbNative.StreamFetch(Handle, stream.Handle));

    /// <summary>Ends a stream, read to its end or not.</summary>
    public void EndStream(ChdbResult stream, bool atEnd)
    {
        if (!atEnd)
        {
            ChdbNative.StreamCancel(Handle, stream.Handle);
        }

        stream.Dispose();
    }

    /// <summary>
    /// Inserts a body of any size and content. The binary stream is the only safe way in: a statement with inline data loses
    /// leading bytes that look like white space and cuts large blocks.
    /// </summary>
    public long Insert(string sql, string format, IEnumerable<ReadOnlyMemory<byte>> body, CancellationToken cancellationToken)
    {
        using var statement = new ChdbStatement(sql, format, null);
        nint insert = ChdbNative.InsertStart(Handle, statement.Sql, statement.SqlLength, statement.Format, statement.FormatLength);
        try
        {
            ThrowOnInsertError(insert);
            foreach (ReadOnlyMemory<byte> part in body)
            {
                Append(insert, part.Span, cancellationToken);
            }

            using ChdbResult result = ChdbResult.Take(ChdbNative.InsertDone(insert));
            return result.RowsWritten;
        }
        finally
        {
            // Cancels first when InsertDone has not run.
            ChdbNative.InsertDestroy(insert);
        }
    }

    public void Dispose()
    {
        if (_connection is not null)
        {
            ChdbNative.CloseConnection(_connection);
            _connection = null;
        }
    }

    private static void Append(nint insert, ReadOnlySpan<byte> data, CancellationToken cancellationToken)
    {
        while (!data.IsEmpty)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                ChdbNative.InsertCancel(insert);
                cancellationToken.ThrowIfCancellationRequested();
            }

            int length = Math.Min(data.Length, AppendSize);
            fixed (byte* start = data)
            {
                if (ChdbNative.InsertAppend(insert, start, (nuint)length) != 0)
                {
                    AppendFailed(insert);
                }
            }

            data = data[length..];
        }
    }

    // The stream knows only that it has failed; the reason for data that does not parse comes with InsertDone.
    private static void AppendFailed(nint insert)
    {
        ThrowOnInsertError(insert);
        ChdbResult.Take(ChdbNative.InsertDone(insert)).Dispose();
        throw new ClickHouseException(0, "", "The embedded engine refused a part of the insert and gave no reason.");
    }

    private static void ThrowOnInsertError(nint insert)
    {
        byte* error = ChdbNative.InsertError(insert);
        if (error is not null)
        {
            throw ClickHouseErrorText.Parse(Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(error)));
        }
    }
}
