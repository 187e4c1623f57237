using System.Runtime.CompilerServices;

namespace Denormalized.ClickHouse.Chdb;

/// <summary>A query on a session, as a stream of bytes where the format and the statement allow it.</summary>
internal static class ChdbQuery
{
    // Formats without a prefix or suffix: chunks written one by one and put together are the whole. The others
    // (JSON, Parquet, ...) would come as a document for each chunk and are therefore made whole by the engine.
    private static readonly HashSet<string> s_streamedFormats = new(StringComparer.Ordinal)
    {
        "Native", "RowBinary", "TSV", "TabSeparated", "TSVRaw", "TabSeparatedRaw", "CSV", "JSONEachRow", "JSONStringsEachRow",
        "JSONCompactEachRow", "JSONCompactStringsEachRow", "LineAsString", "RawBLOB", "Values", "MsgPack", "Null",
    };

    /// <summary>Runs a query and reads its result; a chunk is valid until the next is asked for.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        ChdbSession session,
        string sql,
        string format,
        IReadOnlyList<QueryParameter>? parameters,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ChdbResult? stream = s_streamedFormats.Contains(format)
            ? await session.RunAsync(c => TryStartStream(c, sql, format, parameters), cancellationToken).ConfigureAwait(false)
            : null;
        if (stream is null)
        {
            using ChdbResult whole = await session.RunAsync(c => c.Query(sql, format, parameters), cancellationToken).ConfigureAwait(false);
            foreach (ReadOnlyMemory<byte> part in whole.Parts())
            {
                yield return part;
            }

            yield break;
        }

        bool atEnd = false;
        try
        {
            while (!atEnd)
            {
                using ChdbResult chunk = await session.RunAsync(c => c.Fetch(stream), cancellationToken).ConfigureAwait(false);
                atEnd = chunk.Length == 0;
                foreach (ReadOnlyMemory<byte> part in chunk.Parts())
                {
                    yield return part;
                }
            }
        }
        finally
        {
            await session.PostAsync(c =>
            {
                c.EndStream(stream, atEnd);
                return true;
            }).ConfigureAwait(false);
        }
    }

    // SHOW, DESCRIBE, EXISTS and the like return rows but cannot be streamed; null says so.
    private static ChdbResult? TryStartStream(ChdbConnection connection, string sql, string format, IReadOnlyList<QueryParameter>? parameters)
    {
        try
        {
            return connection.StartStream(sql, format, parameters);
        }
        catch (ClickHouseException e) when (e.Code == ClickHouseErrorCodes.BadArguments && e.Message.Contains("Streaming query is not supported", StringComparison.Ordinal))
        {
            return null;
        }
    }
}
