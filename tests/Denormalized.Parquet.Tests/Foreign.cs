using System.Text;
using Denormalized.ClickHouse;
using DuckDB.NET.Data;

namespace Denormalized.Parquet.Tests;

/// <summary>The other programs that write and read Parquet: DuckDB and ClickHouse, both in the process.</summary>
internal static class Foreign
{
    private static readonly Lazy<EmbeddedClickHouse> s_clickHouse = new(() => EmbeddedClickHouse.Open());

    /// <summary>The bytes of a file that DuckDB writes.</summary>
    public static byte[] DuckDb(string select, string options = "") => Written(path => DuckDbRun($"COPY ({select}) TO '{path}' (FORMAT parquet{(options.Length > 0 ? ", " : "")}{options})"));

    /// <summary>The bytes of a file that ClickHouse writes.</summary>
    public static async Task<byte[]> ClickHouseAsync(string select, string settings = "output_format_parquet_row_group_size=1000000")
    {
        string path = NewPath();
        try
        {
            await s_clickHouse.Value.ExecuteAsync($"INSERT INTO FUNCTION file('{path}', Parquet) SETTINGS {settings} {select}");
            return await File.ReadAllBytesAsync(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>What a query over a file gives in DuckDB, one line a row, columns with tabs.</summary>
    public static string DuckDbReads(byte[] file, string query, string function = "read_parquet", string arguments = "") =>
        Reads(file, path => DuckDbQuery(query.Replace("FILE", $"{function}('{path}'{(arguments.Length > 0 ? ", " : "")}{arguments})", StringComparison.Ordinal)));

    /// <summary>What a query over a file gives in ClickHouse.</summary>
    public static async Task<string> ClickHouseReadsAsync(byte[] file, string query, string structure = "auto")
    {
        string path = NewPath();
        await File.WriteAllBytesAsync(path, file);
        try
        {
            return await ClickHouseQueryAsync(query.Replace("FILE", $"file('{path}', Parquet, '{structure}')", StringComparison.Ordinal));
        }
        finally
        {
            File.Delete(path);
        }
    }

    public static async Task<string> ClickHouseQueryAsync(string sql) => Encoding.UTF8.GetString(await ClickHouseBytesAsync(sql, "TSVRaw")).TrimEnd('\n');

    /// <summary>The rows of a query, in ClickHouse's Native format.</summary>
    public static Task<byte[]> ClickHouseNativeAsync(string sql) => ClickHouseBytesAsync(sql, "Native");

    /// <summary>Rows in Native format, as ClickHouse reads them.</summary>
    public static async Task<string> ClickHouseRowsAsync(byte[] native, string structure)
    {
        string path = NewPath();
        await File.WriteAllBytesAsync(path, native);
        try
        {
            // One thread: several blocks on several threads come in any order.
            return await ClickHouseQueryAsync($"SELECT * FROM file('{path}', Native, '{structure}') SETTINGS max_threads = 1");
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>The bytes of a Parquet file that ClickHouse writes of rows in Native format.</summary>
    public static async Task<byte[]> ClickHouseParquetAsync(byte[] native, string structure, string columns = "*")
    {
        string path = NewPath();
        await File.WriteAllBytesAsync(path, native);
        try
        {
            return await ClickHouseAsync($"SELECT {columns} FROM file('{path}', Native, '{structure}')", "output_format_parquet_row_group_size=1000, max_threads=1");
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>The bytes of a file that DuckDB writes of what it reads in a file.</summary>
    public static byte[] DuckDbRewrites(byte[] file) => Written(target => Reads(file, path => DuckDbQuery($"COPY (SELECT * FROM read_parquet('{path}')) TO '{target}' (FORMAT parquet)")));

    private static async Task<byte[]> ClickHouseBytesAsync(string sql, string format)
    {
        using var bytes = new MemoryStream();
        await foreach (ReadOnlyMemory<byte> chunk in s_clickHouse.Value.QueryAsync(sql, format))
        {
            bytes.Write(chunk.Span);
        }

        return bytes.ToArray();
    }

    public static string DuckDbQuery(string sql)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = sql;
        using DuckDBDataReader reader = command.ExecuteReader();
        var lines = new List<string>();
        while (reader.Read())
        {
            lines.Add(string.Join('\t', Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "NULL" : Convert.ToString(reader.GetValue(i), System.Globalization.CultureInfo.InvariantCulture))));
        }

        return string.Join('\n', lines);
    }

    /// <summary>All rows that we read of a file, as JSON.</summary>
    public static async Task<List<string>> RowsAsync(byte[] file, ParquetReadOptions? options = null)
    {
        ParquetFile parquet = await ParquetFile.OpenAsync(new MemoryStream(file), options);
        var rows = new List<string>();
        await foreach (ReadOnlyMemory<byte> row in parquet.ReadJsonAsync())
        {
            rows.Add(Encoding.UTF8.GetString(row.Span));
        }

        return rows;
    }

    private static void DuckDbRun(string sql) => DuckDbQuery(sql);

    private static byte[] Written(Action<string> write)
    {
        string path = NewPath();
        try
        {
            write(path);
            return File.ReadAllBytes(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string Reads(byte[] file, Func<string, string> read)
    {
        string path = NewPath();
        File.WriteAllBytes(path, file);
        try
        {
            return read(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string NewPath() => Path.Combine(Path.GetTempPath(), $"denormalized-{Guid.NewGuid():N}.parquet");
}
