using System.Security.Cryptography;
using System.Text;
using Denormalized.CompilerServices;

namespace Denormalized.Hosting;

/// <summary>What was processed since the last flush: rows in the outputs' columns, where they come from, dead letters.</summary>
internal sealed class PendingBatch : IDisposable
{
    private readonly PipelineRuntime _runtime;
    private readonly PipelineInfo _info;
    private readonly TimeProvider _time;
    private readonly RecordColumns[] _columns;
    private readonly SystemColumns[] _system;
    private readonly long[] _stored;
    private readonly ColumnBlock _recordBlock = new();
    private readonly ColumnBlock _systemBlock = new();
    private BatchCounts _counts;

    public PendingBatch(PipelineRuntime runtime, TimeProvider time)
    {
        _runtime = runtime;
        _info = runtime.Info;
        _time = time;
        _columns = [.. Enumerable.Range(0, _info.Outputs.Count).Select(runtime.Output)];
        _system = [.. _info.Outputs.Select(_ => new SystemColumns(_info.Provenance))];
        _stored = new long[_info.Outputs.Count];
    }

    /// <summary>Messages processed, whatever became of them.</summary>
    public int Messages { get; private set; }

    /// <summary>Rows of the output that has most.</summary>
    public int Rows { get; private set; }

    /// <summary>Bytes of payload.</summary>
    public long PayloadBytes { get; private set; }

    /// <summary>When the first message came, as <see cref="TimeProvider.GetTimestamp"/>.</summary>
    public long Started { get; private set; }

    /// <summary>Kafka timestamp of the oldest message; <see cref="long.MaxValue"/> when there is none.</summary>
    public long OldestTimestamp { get; private set; } = long.MaxValue;

    public List<DeadLetter> DeadLetters { get; private set; } = [];

    public BatchCounts Counts => _counts;

    /// <summary>Bytes in the columns and dead letters.</summary>
    public long Bytes => _columns.Sum(c => c.Bytes) + DeadLetters.Sum(d => d.Size);

    /// <summary>Counts a message in, before its outcome is known.</summary>
    public void Begin(PartitionState state, in SourceMessage message)
    {
        if (Messages++ == 0)
        {
            Started = _time.GetTimestamp();
        }

        _counts.Read++;
        PayloadBytes += message.Value.Length;
        if (state.BatchFirst < 0)
        {
            state.BatchFirst = message.Offset;
        }

        if (message.Timestamp >= 0 && message.Timestamp < OldestTimestamp)
        {
            OldestTimestamp = message.Timestamp;
        }
    }

    /// <summary>Notes for which outputs the message's row is stored already.</summary>
    public void StoredBefore(ulong wanted)
    {
        for (var i = 0; i < _stored.Length; i++)
        {
            _stored[i] += (wanted >> i & 1) == 0 ? 1 : 0;
        }
    }

    /// <summary>Gives the rows that the message made their system columns.</summary>
    public void Stored(PartitionState state, long offset)
    {
        for (var i = 0; i < _columns.Length; i++)
        {
            var system = _system[i];
            var rows = _columns[i].Rows;
            if (rows == system.Rows)
            {
                continue;
            }

            for (uint row = 0; system.Rows < rows; row++)
            {
                system.Add(state.Partition.Topic, state.Incarnation, state.Partition.Partition, offset, row);
                _counts.Rows++;
            }

            Rows = Math.Max(Rows, rows);
        }
    }

    public void Filtered() => _counts.Filtered++;

    public void Skipped() => _counts.Skipped++;

    public void Dead(DeadLetter letter)
    {
        DeadLetters.Add(letter);
        _counts.Dead++;
    }

    /// <summary>The outputs' rows as inserts, serialised: afterwards the columns can be used again.</summary>
    /// <param name="partitions">All that are owned.</param>
    /// <param name="epoch">Part of the deduplication tokens.</param>
    public List<InsertUnit> Serialise(IEnumerable<PartitionState> partitions, string epoch)
    {
        var ranges = partitions.Where(p => p.BatchFirst >= 0)
            .Select(p => new OffsetRange(p.Partition, p.Incarnation, p.BatchFirst, p.Next - 1))
            .OrderBy(r => r.Partition.Topic, StringComparer.Ordinal).ThenBy(r => r.Partition.Partition)
            .ToList();
        var units = new List<InsertUnit>();
        for (var i = 0; i < _columns.Length; i++)
        {
            var rows = _columns[i].Rows;
            if (rows == 0)
            {
                continue;
            }

            _recordBlock.Begin(rows);
            _columns[i].Describe(_recordBlock);
            _systemBlock.Begin(rows);
            _system[i].Describe(_systemBlock);
            var body = new ChunkedBuffer();
            NativeWriter.Write(body, _recordBlock, _systemBlock);
            units.Add(new InsertUnit(_info.Outputs[i], rows, body, Token(i, ranges, epoch), ranges, _stored[i]));
        }

        return units;
    }

    /// <summary>Forgets everything; the dead letters' list is left to whom it was handed.</summary>
    public void Clear()
    {
        _runtime.Clear();
        foreach (var system in _system)
        {
            system.Clear();
        }

        Array.Clear(_stored);
        Messages = 0;
        Rows = 0;
        PayloadBytes = 0;
        OldestTimestamp = long.MaxValue;
        DeadLetters = [];
        _counts = default;
    }

    public void Dispose()
    {
        foreach (var system in _system)
        {
            system.Dispose();
        }
    }

    // Every attempt to insert this batch has the same token, so that a block that arrives twice is stored once where the table
    // keeps a deduplication window. The epoch changes whenever messages are read again: their rows may then be others (some are
    // stored by now), and a server that crashed may know the token of a part that it never committed.
    //   enrichment@00c1d2e3f4a5b697/enriched/<hash of topic, partition, first, last ...>/<epoch>
    private string Token(int output, List<OffsetRange> ranges, string epoch)
    {
        var text = new StringBuilder();
        foreach (var range in ranges)
        {
            text.Append(range.Partition.Topic).Append('\n').Append(range.Incarnation).Append('\n')
                .Append(range.Partition.Partition).Append(' ').Append(range.First).Append(' ').Append(range.Last).Append('\n');
        }

        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
        return $"{_info.Provenance}/{_info.Outputs[output].Table}/{Convert.ToHexStringLower(hash.AsSpan(0, 16))}/{epoch}";
    }
}
