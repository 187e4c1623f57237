namespace Denormalized.Hosting;

/// <summary>
/// Parquet files in place of ClickHouse tables for the outputs of a pipeline. Bound from the configuration section
/// <c>Denormalized:Pipelines:&lt;name&gt;:Parquet</c>; see docs/lake.md.
/// </summary>
public sealed class ParquetOptions
{
    /// <summary>Folder of the files; relative to the content root. Each output has a folder of its table's name in it.</summary>
    public string Path { get; set; } = "";

    /// <summary>
    /// Folders of a file below that of its output, by the time it was made in UTC, as a format of <see cref="DateTimeOffset"/> with
    /// literals in quotes. The names are those that Hive, Spark, DuckDB and ClickHouse take for partitions.
    /// </summary>
    public string Folders { get; set; } = "'date='yyyy-MM-dd/'hour='HH";

    /// <summary>Time from a file's first message until it is complete: what is in it can be read no earlier.</summary>
    public TimeSpan FileAge { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Rows at which a file is complete before its time.</summary>
    public int FileRows { get; set; } = 1_000_000;

    /// <summary>Bytes of columns, in memory, at which a file is complete before its time. Memory is at most three times as much.</summary>
    public long FileBytes { get; set; } = 256L << 20;

    /// <summary>Compression of the pages.</summary>
    public ParquetCompression Compression { get; set; } = ParquetCompression.Zstd;
}
