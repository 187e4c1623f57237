using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Denormalized.CompilerServices;
using Denormalized.Schema;
using Microsoft.Extensions.Logging;

namespace Denormalized.Hosting;

/// <summary>
/// The outputs of a pipeline as Parquet files: a batch is a file, written under a name that readers pass over, flushed to the disk,
/// and moved when it is complete. So a file is there wholly or not at all, and what is stored is known from the files themselves.
/// </summary>
/// <remarks>
/// <code>
/// path/visits/date=2026-03-01/hour=12/20260301T120459123-9f86d081884c7d65.parquet
/// path/visits/date=2026-03-01/hour=12/.20260301T120559007-60303ae22b998861.tmp       under way, or left behind by a crash
/// </code>
/// </remarks>
internal sealed class ParquetFiles(
    ParquetOptions options, PipelineInfo pipeline, Ownership ownership, PipelineStatus status, ILogger logger, TimeProvider time) : IInserter, IStoredOffsets
{
    private const string Extension = ".parquet";
    private const string Unfinished = ".tmp";

    private static readonly TimeSpan s_leftBehind = TimeSpan.FromHours(1);

    // The system columns in the Parquet schema, as message types write them.
    private static readonly ParquetNode[] s_systemNodes = [.. ParquetSchema.Parse("""
        message system {
          required binary _topic (STRING);
          required int32 _partition;
          required int64 _offset;
          required int32 _row (INTEGER(32,false));
          required binary _source (STRING);
          required binary _pipeline (STRING);
        }
        """).Fields];

    private static readonly StreamColumn[] s_systemColumns =
        [new("_topic", "String"), new("_partition", "Int32"), new("_offset", "Int64"), new("_row", "UInt32"), new("_source", "String"), new("_pipeline", "String")];

    /// <summary>Makes the folders and removes what crashes have left behind.</summary>
    /// <exception cref="PipelineStartException">A folder cannot be written, or an output has no Parquet form.</exception>
    public static void Prepare(ParquetOptions options, PipelineInfo pipeline)
    {
        foreach (var output in pipeline.Outputs)
        {
            if (output.ParquetSchema.Length == 0)
            {
                throw new PipelineStartException($"Output {output.Name} of pipeline '{pipeline.Name}' has no Parquet schema: compile it with this version.");
            }

            var folder = Folder(options, output.Table);
            try
            {
                Directory.CreateDirectory(folder);
                foreach (var file in Directory.EnumerateFiles(folder, ".*" + Unfinished, SearchOption.AllDirectories).Where(f => File.GetLastWriteTimeUtc(f) < DateTime.UtcNow - s_leftBehind))
                {
                    File.Delete(file);
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new PipelineStartException($"Folder '{folder}' of pipeline '{pipeline.Name}' cannot be used: {error.Message} Set Denormalized:Pipelines:{pipeline.Name}:Parquet:Path to one that can.", error);
            }
        }
    }

    public async Task<(InsertOutcome Outcome, ClickHouseException? Error)> InsertAsync(InsertUnit unit, CancellationToken cancellationToken)
    {
        var step = $"write a file of {unit.Stream.Table}";
        var retry = Retries.Create(time, error => error is IOException or UnauthorizedAccessException, (error, attempt, delay) =>
        {
            status.Problem(step, $"A file of {unit.Stream.Table} cannot be written: {error.Message}");
            status.Metrics.Error(status.Pipeline, "insert");
            Log.InsertRetried(logger, status.Pipeline, attempt, delay, error);
        });
        var path = NewPath(unit);
        try
        {
            await retry.ExecuteAsync(async token => await WriteAsync(unit, path, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            return (InsertOutcome.Stored, null);
        }
        finally
        {
            status.Solved(step);
        }
    }

    public async Task<Dictionary<int, SkipSet>> LoadAsync(
        string table, string topic, string incarnation, IReadOnlyList<(int Partition, long From)> partitions, CancellationToken cancellationToken)
    {
        var from = partitions.ToDictionary(p => p.Partition, p => p.From);
        var open = from.Keys.ToHashSet();
        var offsets = partitions.ToDictionary(p => p.Partition, _ => new SortedSet<long>());

        // Their names begin with the time they were made, and offsets of a partition only ascend: what is older than a file below
        // the committed offset is below it too.
        var files = Directory.EnumerateFiles(Folder(options, table), "*" + Extension, SearchOption.AllDirectories).OrderByDescending(f => Path.GetFileName(f), StringComparer.Ordinal);
        foreach (var path in files)
        {
            await using var stream = File.OpenRead(path);
            var file = await ParquetFile.OpenAsync(stream, cancellationToken: cancellationToken).ConfigureAwait(false);
            if (!file.Metadata.TryGetValue(FileOrigins.Key, out var text) || FileOrigins.Parse(text) is not { } origins
                || !origins.Provenance.StartsWith(pipeline.Name + "@", StringComparison.Ordinal))
            {
                continue;
            }

            var ranges = origins.Ranges.Where(r => r.Partition.Topic == topic && r.Incarnation == incarnation && open.Contains(r.Partition.Partition)).ToList();
            if (ranges.Exists(r => r.Last >= from[r.Partition.Partition]))
            {
                await AddAsync(file, topic, incarnation, from, offsets, cancellationToken).ConfigureAwait(false);
            }

            open.ExceptWith(ranges.Where(r => r.Last < from[r.Partition.Partition]).Select(r => r.Partition.Partition));
            if (open.Count == 0)
            {
                break;
            }
        }

        return offsets.ToDictionary(o => o.Key, o => Set(o.Value));
    }

    private static string Folder(ParquetOptions options, string table) => Path.Combine(options.Path, Uri.EscapeDataString(table));

    private static SkipSet Set(SortedSet<long> offsets)
    {
        var set = new SkipSet();
        foreach (var offset in offsets)
        {
            set.Add(offset);
        }

        return set;
    }

    private static async Task AddAsync(
        ParquetFile file, string topic, string incarnation, Dictionary<int, long> from, Dictionary<int, SortedSet<long>> offsets, CancellationToken cancellationToken)
    {
        int[] leaves = [.. ((string[])["_topic", "_source", "_partition", "_offset"]).Select(n => file.Leaves.Single(l => l.Name == n).Index)];
        var (wantedTopic, wantedSource) = (Encoding.UTF8.GetBytes(topic), Encoding.UTF8.GetBytes(incarnation));
        await foreach (var batch in file.ReadBatchesAsync(leaves, cancellationToken).ConfigureAwait(false))
        {
            var (topics, sources) = (batch.Columns[0], batch.Columns[1]);
            var partitions = batch.Columns[2].As<int>();
            var positions = batch.Columns[3].As<long>();
            for (var i = 0; i < batch.Rows; i++)
            {
                if (from.TryGetValue(partitions[i], out var first) && positions[i] >= first
                    && topics.Bytes(i).SequenceEqual(wantedTopic) && sources.Bytes(i).SequenceEqual(wantedSource))
                {
                    offsets[partitions[i]].Add(positions[i]);
                }
            }
        }
    }

    // The same for every attempt, so that one whose answer was lost is seen to have been done.
    private string NewPath(InsertUnit unit)
    {
        var now = time.GetUtcNow();
        var name = $"{now.ToString("yyyyMMdd'T'HHmmssfff", CultureInfo.InvariantCulture)}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(unit.Token)).AsSpan(0, 8))}";
        return Path.Combine(Folder(options, unit.Stream.Table), now.ToString(options.Folders, CultureInfo.InvariantCulture), name + Extension);
    }

    private async Task WriteAsync(InsertUnit unit, string path, CancellationToken cancellationToken)
    {
        if (File.Exists(path))
        {
            return;
        }

        var folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        var unfinished = Path.Combine(folder, "." + Path.GetFileNameWithoutExtension(path) + Unfinished);
        await using (var stream = new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20, FileOptions.Asynchronous))
        {
            await WriteAsync(unit, stream, cancellationToken).ConfigureAwait(false);
            FaultPoints.Pass(FaultPoints.MidInsert);
            stream.Flush(flushToDisk: true);
        }

        await ownership.SureAsync(cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        File.Move(unfinished, path);
    }

    private async Task WriteAsync(InsertUnit unit, FileStream stream, CancellationToken cancellationToken)
    {
        var settings = new ParquetWriteOptions
        {
            Compression = options.Compression,
            Metadata = { [FileOrigins.Key] = new FileOrigins(pipeline.Provenance, unit.Ranges).ToString() },
        };
        await using var writer = new ParquetWriter(stream, WithOrigins(unit.Stream), settings);
        using var reader = new NativeReader();
        var block = new ColumnBlock();
        foreach (var chunk in unit.Body.Chunks)
        {
            reader.Feed(chunk.Span);
        }

        while (reader.TryRead(block))
        {
            await writer.WriteAsync(block, cancellationToken).ConfigureAwait(false);
        }

        reader.Complete();
    }

    /// <summary>The stream with the system columns behind its own.</summary>
    private static StreamInfo WithOrigins(StreamInfo stream)
    {
        var schema = ParquetSchema.Parse(stream.ParquetSchema);
        return stream with
        {
            Columns = [.. stream.Columns, .. s_systemColumns],
            ParquetSchema = (schema with { Fields = schema.Fields.Concat(s_systemNodes).ToEquatableArray() }).ToString(),
        };
    }
}
