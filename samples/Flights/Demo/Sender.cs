using System.Diagnostics;
using Denormalized.Kafka;

namespace Flights.Demo;

/// <summary>Sends rows to a topic, spread over its partitions, at a rate or as fast as they are taken.</summary>
internal sealed class Sender(KafkaProducer producer, string topic, int partitions, Visibility? visibility = null)
{
    private int _next;

    /// <param name="rate">Rows a second; 0 for as fast as they are taken.</param>
    public void Send(IReadOnlyList<byte[]> rows, int count, int rate, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
        {
            // A thousandth of a second's rows at a time: sleeping is coarser than rows are.
            if (rate > 0 && i % Math.Max(1, rate / 200) == 0)
            {
                TimeSpan ahead = TimeSpan.FromSeconds((double)i / rate) - Stopwatch.GetElapsedTime(start);
                if (ahead > TimeSpan.Zero)
                {
                    Thread.Sleep(ahead);
                }
            }

            SendOne(rows[i % rows.Count], timed: rate > 0, cancellationToken);
        }
    }

    public void SendOne(ReadOnlySpan<byte> row, bool timed, CancellationToken cancellationToken)
    {
        int partition = _next++ % partitions;
        producer.Produce(topic, partition, row, default, cancellationToken);
        visibility?.Sent(partition, timed);
    }
}
