using System.Text;

namespace Denormalized.ClickHouse.Tests;

internal static class ClickHouseQueries
{
    /// <summary>The whole result as TSV, without the last line break.</summary>
    public static async Task<string> TextAsync(this IClickHouse db, string sql, params QueryParameter[] parameters) =>
        Encoding.UTF8.GetString(await db.BytesAsync(sql, "TSV", parameters)).TrimEnd('\n');

    public static async Task<byte[]> BytesAsync(this IClickHouse db, string sql, string format, params QueryParameter[] parameters)
    {
        var output = new MemoryStream();
        await foreach (ReadOnlyMemory<byte> chunk in db.QueryAsync(sql, format, parameters))
        {
            output.Write(chunk.Span);
        }

        return output.ToArray();
    }

    public static Task<long> InsertAsync(this IClickHouse db, string table, string[] columns, params byte[][] body) =>
        db.InsertAsync(new InsertCommand(table, columns), [.. body.Select(b => (ReadOnlyMemory<byte>)b)]);
}
