using System.Buffers;
using Denormalized.Kafka;

namespace Denormalized.Tool.Infer.Input;

/// <summary>The newest messages of a Kafka topic, as many as asked for or as there were at the start. Commits nothing.</summary>
internal sealed class TopicStream : RowStream
{
    private const byte Framed = 0;
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly KafkaConsumer _consumer;
    private readonly string _topic;
    private readonly CancellationToken _cancellation;
    private readonly Dictionary<int, long> _ends;
    private long _left;

    private TopicStream(KafkaConsumer consumer, string topic, IReadOnlyList<TopicPartitionOffset> starts, Dictionary<int, long> ends, long count, CancellationToken cancellation)
    {
        _consumer = consumer;
        _topic = topic;
        _ends = ends;
        _left = count;
        _cancellation = cancellation;
        consumer.Assign([.. starts]);
    }

    /// <exception cref="InputException">There is no such topic, or it is empty.</exception>
    public static TopicStream Open(KafkaSettings settings, string topic, long count, CancellationToken cancellation)
    {
        try
        {
            using var admin = new KafkaAdmin(settings);
            IReadOnlyList<Watermarks> marks = admin.WatermarksAsync(topic, cancellation).GetAwaiter().GetResult();
            long each = Math.Max(1, (count + marks.Count - 1) / Math.Max(1, marks.Count));
            TopicPartitionOffset[] starts = [.. marks
                .Select((m, partition) => new TopicPartitionOffset(topic, partition, Math.Max(m.Low, m.High - each)))
                .Where(s => s.Offset < marks[s.Partition].High)];
            return starts.Length > 0
                ? new TopicStream(new KafkaConsumer(new KafkaConsumerOptions { Settings = settings }), topic, starts, starts.ToDictionary(s => s.Partition, s => marks[s.Partition].High), count, cancellation)
                : throw new InputException($"topic {topic}: no message in it.");
        }
        catch (KafkaException error)
        {
            throw new InputException($"topic {topic}: {error.Message}", error);
        }
    }

    protected override bool Next(IBufferWriter<byte> lines)
    {
        long until = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        bool written = false;
        while (!written && _left > 0 && _ends.Count > 0)
        {
            _cancellation.ThrowIfCancellationRequested();
            int count = _consumer.ConsumeBatch(Wait, (in KafkaMessage message) => written |= Take(message, lines));
            if (count == 0 && Environment.TickCount64 > until)
            {
                throw new InputException($"topic {_topic}: no message for {Patience.TotalSeconds:N0} s, with {_left:N0} still to come.");
            }
        }

        return written;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _consumer.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool Take(in KafkaMessage message, IBufferWriter<byte> lines)
    {
        if (message.Offset + 1 >= _ends.GetValueOrDefault(message.Partition))
        {
            _ends.Remove(message.Partition);
        }

        if (_left == 0 || message.Payload.IsEmpty)
        {
            return false;
        }

        _left--;
        if (message.Payload[0] == Framed)
        {
            throw new InputException($"topic {_topic}: the message at partition {message.Partition}, offset {message.Offset} is framed for a schema registry: take the registry's schema, it says more than its messages.");
        }

        // One line each, for --skip-errors: a line break can only stand between tokens of JSON, where a blank is as good.
        Span<byte> line = lines.GetSpan(message.Payload.Length + 1);
        message.Payload.CopyTo(line);
        line[..message.Payload.Length].Replace((byte)'\n', (byte)' ');
        line[message.Payload.Length] = (byte)'\n';
        lines.Advance(message.Payload.Length + 1);
        return true;
    }
}
