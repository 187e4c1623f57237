namespace Denormalized.Parquet.Tests;

/// <summary>Records to the bytes of a file, and back.</summary>
internal static class TestFiles
{
    public static async Task<byte[]> WriteAsync<T>(IEnumerable<T> rows, ParquetWriteOptions? options = null)
    {
        using var stream = new MemoryStream();
        await using (var writer = new ParquetWriter<T>(stream, options))
        {
            foreach (T row in rows)
            {
                await writer.WriteAsync(row);
            }
        }

        return stream.ToArray();
    }

    public static async Task<List<T>> ListAsync<T>(IAsyncEnumerable<T> rows)
    {
        var list = new List<T>();
        await foreach (T row in rows)
        {
            list.Add(row);
        }

        return list;
    }
}
