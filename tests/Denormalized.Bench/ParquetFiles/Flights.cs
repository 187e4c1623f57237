using System.Numerics;
using System.Runtime.InteropServices;

namespace Denormalized.Bench.ParquetFiles;

/// <summary>What the flights come to.</summary>
internal sealed record FlightSums(int Rows, long Delay, long Distance, long LastDate, long FromLax, long Nulls);

/// <summary>Every column of every flight, added up.</summary>
internal static class Flights
{
    /// <summary>The file as it comes: zstd.</summary>
    public static string Original { get; } = Path.Combine(Locate(), ".native", "node_modules", "vega-datasets", "data", "flights-3m.parquet");

    public static FlightSums Scan(DuckDbPeer duck, string path)
    {
        object[] row = duck.Row($"SELECT count(*), sum(delay)::BIGINT, sum(distance)::BIGINT, epoch_us(max(date)), count(*) FILTER (origin = 'LAX'), count(*) - count(destination) FROM read_parquet('{path}')");
        long[] sums = [.. row.Select(v => Convert.ToInt64(v, System.Globalization.CultureInfo.InvariantCulture))];
        return new FlightSums((int)sums[0], sums[1], sums[2], sums[3], sums[4], sums[5]);
    }

    public static async Task<FlightSums> Scan(string path)
    {
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        ParquetFile file = await ParquetFile.OpenAsync(stream);
        int[] leaves = [.. new[] { "delay", "distance", "date", "origin", "destination" }.Select(n => file.Leaves.Single(l => l.Name == n).Index)];
        var sums = new FlightSums(0, 0, 0, long.MinValue, 0, 0);
        await foreach (ParquetBatch batch in file.ReadBatchesAsync(leaves))
        {
            sums = new FlightSums(
                sums.Rows + batch.Rows,
                sums.Delay + Sum(batch.Columns[0].As<long>()),
                sums.Distance + Sum(batch.Columns[1].As<long>()),
                Math.Max(sums.LastDate, Max(batch.Columns[2].As<long>())),
                sums.FromLax + Count(batch.Columns[3], "LAX"u8),
                sums.Nulls + batch.Columns[4].Count - batch.Columns[4].ValueCount);
        }

        return sums;
    }

    private static long Sum(ReadOnlySpan<long> values)
    {
        ReadOnlySpan<Vector<long>> vectors = MemoryMarshal.Cast<long, Vector<long>>(values);
        Vector<long> sums = default;
        foreach (Vector<long> vector in vectors)
        {
            sums += vector;
        }

        long sum = Vector.Sum(sums);
        foreach (long value in values[(vectors.Length * Vector<long>.Count)..])
        {
            sum += value;
        }

        return sum;
    }

    private static long Max(ReadOnlySpan<long> values)
    {
        ReadOnlySpan<Vector<long>> vectors = MemoryMarshal.Cast<long, Vector<long>>(values);
        var most = new Vector<long>(long.MinValue);
        foreach (Vector<long> vector in vectors)
        {
            most = Vector.Max(most, vector);
        }

        long max = long.MinValue;
        for (int i = 0; i < Vector<long>.Count; i++)
        {
            max = Math.Max(max, most[i]);
        }

        foreach (long value in values[(vectors.Length * Vector<long>.Count)..])
        {
            max = Math.Max(max, value);
        }

        return max;
    }

    /// <summary>How often the text comes: its number in the dictionary is looked for, where there is one.</summary>
    private static int Count(ParquetColumn column, ReadOnlySpan<byte> text)
    {
        ParquetColumn values = column.Dictionary ?? column;
        int count = 0;
        for (int i = 0; i < values.ValueCount; i++)
        {
            if (values.Bytes(i).SequenceEqual(text))
            {
                count += column.Dictionary is null ? 1 : column.Keys.Count(i);
            }
        }

        return count;
    }

    private static string Locate()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Denormalized.SourceGen.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("The bench does not lie below the solution.");
    }
}
