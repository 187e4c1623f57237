using Apache.Arrow;
using Denormalized.Schema;
using DuckDB.NET.Data;
using ParquetSharp;
using ParquetSharp.Arrow;

namespace Denormalized.Conformance.Tests.Foreign;

/// <summary>The other programs in this process that read and write Parquet: Arrow C++ (ParquetSharp), DuckDB and ClickHouse.</summary>
internal static class ForeignParquet
{
    /// <summary>Files of ours: every row of the type table with its edge values, and every nesting.</summary>
    public static async Task<string> WriteAsync(string folder, string name, ParquetWriteOptions? options = null)
    {
        string path = Path.Combine(folder, $"{name}-{Guid.NewGuid():N}.parquet");
        await using FileStream file = File.Create(path);
        await (name == "everything" ? WriteAsync(file, Corpus.Cases.Select(c => c.Row), options) : WriteAsync(file, Nesting.Make(400, seed: 1), options));
        return path;
    }

    public static async Task WriteAsync<T>(Stream file, IEnumerable<T> rows, ParquetWriteOptions? options = null)
    {
        await using var writer = new ParquetWriter<T>(file, options);
        foreach (T row in rows)
        {
            await writer.WriteAsync(row);
        }
    }

    /// <summary>Rows that Arrow C++ reads.</summary>
    public static async Task<string[]> ArrowReadsAsync(string path)
    {
        var rows = new List<string>();
        await ArrowAsync(path, (_, batch) => rows.AddRange(ArrowText.Rows(batch)));
        return [.. rows];
    }

    /// <summary>Arrow C++ reads a file and writes its rows into another.</summary>
    public static async Task ArrowRewritesAsync(string path, string target, WriterProperties properties)
    {
        FileWriter? writer = null;
        await ArrowAsync(path, (schema, batch) => (writer ??= new FileWriter(target, schema, properties)).WriteRecordBatch(batch));
        writer!.Close();
        writer.Dispose();
    }

    /// <summary>DuckDB reads a file and writes its rows into another.</summary>
    public static void DuckDbRewrites(string path, string target, string select = "*", string options = "")
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = $"COPY (SELECT {select} FROM read_parquet('{path}')) TO '{target}' (FORMAT parquet{options})";
        command.ExecuteNonQuery();
    }

    /// <summary>Leaves by their physical type, each to an encoding that has it.</summary>
    public static IEnumerable<(ParquetLeaf Leaf, string Encoding)> Encodings(ParquetFile file, int choice) => file.Leaves.Select(l => (l, Choices(l)[choice % Choices(l).Length]));

    private static string[] Choices(ParquetLeaf leaf) => leaf.Node.Type switch
    {
        ParquetPhysicalType.Boolean => ["Plain", "Rle"],
        ParquetPhysicalType.Int32 or ParquetPhysicalType.Int64 => ["Plain", "DeltaBinaryPacked", "ByteStreamSplit"],
        ParquetPhysicalType.Float or ParquetPhysicalType.Double => ["Plain", "ByteStreamSplit"],
        ParquetPhysicalType.ByteArray => ["Plain", "DeltaLengthByteArray", "DeltaByteArray"],
        _ => ["Plain", "ByteStreamSplit", "DeltaByteArray"],
    };

    private static async Task ArrowAsync(string path, Action<Apache.Arrow.Schema, RecordBatch> take)
    {
        using var reader = new FileReader(path);
        using Apache.Arrow.Ipc.IArrowArrayStream batches = reader.GetRecordBatchReader();
        while (await batches.ReadNextRecordBatchAsync() is { } batch)
        {
            using (batch)
            {
                take(batches.Schema, batch);
            }
        }
    }
}
