using System.Text;
using Denormalized;

namespace Flights.Demo;

/// <summary>Plain SQL for what the demo checks behind the back of the library.</summary>
internal static class SqlText
{
    /// <summary>The rows of a result, each split into its columns.</summary>
    public static async Task<IReadOnlyList<string[]>> RowsAsync(this IClickHouse db, string sql, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var decoder = Encoding.UTF8.GetDecoder();
        char[] chars = new char[4096];
        await foreach (ReadOnlyMemory<byte> chunk in db.QueryAsync(sql, "TSV", null, cancellationToken))
        {
            ReadOnlyMemory<byte> rest = chunk;
            while (!rest.IsEmpty)
            {
                decoder.Convert(rest.Span, chars, false, out int used, out int made, out _);
                text.Append(chars, 0, made);
                rest = rest[used..];
            }
        }

        return [.. text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('\t'))];
    }

    public static async Task<long> NumberAsync(this IClickHouse db, string sql, CancellationToken cancellationToken)
        => long.Parse((await db.RowsAsync(sql, cancellationToken))[0][0], System.Globalization.CultureInfo.InvariantCulture);
}
