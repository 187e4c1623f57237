using Denormalized.Bench.EndToEnd;
using Denormalized.ClickHouse;

namespace Denormalized.Bench.ParquetFiles;

/// <summary>The same rows in a file of each writer, to compare their sizes.</summary>
internal sealed class ParquetFolder : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("denormalized-bench").FullName;

    public string Ours => Path.Combine(_folder, "ours.parquet");

    public string ByHand => Path.Combine(_folder, "by-hand.parquet");

    public string DuckDb => Path.Combine(_folder, "duckdb.parquet");

    public string ParquetNet => Path.Combine(_folder, "parquet-net.parquet");

    public string ParquetSharp => Path.Combine(_folder, "parquet-sharp.parquet");

    private string ClickHouse => Path.Combine(_folder, "clickhouse.parquet");

    /// <summary>Ours against each, after DuckDB has read all of them and found the same rows.</summary>
    public List<Result> Sizes(DuckDbPeer duck, int rows)
    {
        WriteClickHouse().GetAwaiter().GetResult();
        (string Name, string Path, string? Target)[] files =
        [
            ("DuckDB's", DuckDb, "<=1"), ("ClickHouse's", ClickHouse, "<=1"), ("ParquetSharp's", ParquetSharp, "<=1"), ("Parquet.Net's", ParquetNet, null), ("the hand-written one, not compressed", ByHand, null),
        ];
        double ours = new FileInfo(Ours).Length;
        Console.WriteLine(FormattableString.Invariant($"  Parquet file: {ours / rows:F2} bytes a row"));
        var results = new List<Result>();
        string expected = Sums(duck, Ours);
        foreach ((string name, string path, string? target) in files)
        {
            string sums = Sums(duck, path);
            if (sums != expected)
            {
                throw new InvalidOperationException($"DuckDB finds {sums} in {name}, and {expected} in our file.");
            }

            double size = new FileInfo(path).Length;
            Console.WriteLine(FormattableString.Invariant($"  Parquet file, {name}: {size / rows:F2} bytes a row"));
            results.Add(new Result("Parquet file, size", 0, 0, name, ours / size, target) { IsShare = true });
        }

        return results;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Libraries for classes name columns as their properties.</summary>
    private static string Sums(DuckDbPeer duck, string path)
    {
        bool isDeclared = path.Contains("parquet-", StringComparison.Ordinal);
        (string user, string url) = isDeclared ? ("UserId", "Url") : ("user_id", "url");
        return string.Join(' ', duck.Row($"SELECT count(*), sum({user})::VARCHAR, sum(hash({url})::HUGEINT)::VARCHAR FROM read_parquet('{path}')"));
    }

    private async Task WriteClickHouse()
    {
        await using EmbeddedClickHouse clickHouse = Lab.Connect();
        await clickHouse.ExecuteAsync(
            $"INSERT INTO FUNCTION file('{ClickHouse}', Parquet) SETTINGS output_format_parquet_row_group_size={ParquetBench.RowGroupRows}, output_format_parquet_row_group_size_bytes=1073741824, output_format_parquet_compression_method='snappy', output_format_parquet_parallel_encoding=0, max_threads=1, max_insert_threads=1, max_block_size=1048576 SELECT * FROM file('{Ours}', Parquet)");
    }
}
