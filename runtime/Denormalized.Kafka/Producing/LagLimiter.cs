using System.Collections.Concurrent;

namespace Denormalized.Kafka;

/// <summary>
/// Holds a producer back while its consumer lags, for a broker that keeps only a little of each partition: the mock cluster of
/// librdkafka drops whole batches beyond 5 MiB or 100,000 messages a partition, read or not, and cannot see who has read what.
/// </summary>
/// <remarks>
/// The limiter knows what was produced through it and asks the application for what was consumed; it must be the topic's only
/// producer, and the topic must have been empty. With one limiter in a process and the consumer in another, let the delegate return
/// the committed offsets.
/// </remarks>
public sealed class LagLimiter
{
    /// <summary>Bytes that a message costs the broker beside key and payload, when it travels alone in its batch.</summary>
    internal const int Overhead = 96;

    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(2);

    private readonly ConcurrentDictionary<TopicPartition, Outstanding> partitions = new();
    private readonly Func<TopicPartition, long> position;
    private readonly long maxBytes;
    private readonly long maxMessages;

    /// <summary>Makes a limiter.</summary>
    /// <param name="position">
    /// The offset up to which everything of a partition is consumed (committed, when the consumer may have to start over): the next one
    /// to read; 0 or less when nothing is. Called from the producing thread, seldom.
    /// </param>
    /// <param name="maxBytes">Most bytes of a partition that are produced and not consumed; below the broker's 5 MiB.</param>
    /// <param name="maxMessages">Most messages of a partition that are produced and not consumed; below the broker's 100,000.</param>
    public LagLimiter(Func<TopicPartition, long> position, long maxBytes = 4 * 1024 * 1024, long maxMessages = 80_000)
    {
        ArgumentNullException.ThrowIfNull(position);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxMessages, 1);
        this.position = position;
        this.maxBytes = maxBytes;
        this.maxMessages = maxMessages;
    }

    /// <summary>Whether a message may be produced now; counts it if so.</summary>
    internal bool TryPass(TopicPartition partition, long bytes)
    {
        var outstanding = partitions.GetOrAdd(partition, static _ => new Outstanding());
        lock (outstanding)
        {
            if (outstanding.Fits(bytes + Overhead, maxBytes, maxMessages))
            {
                outstanding.Add(bytes + Overhead);
                return true;
            }

            outstanding.Consume(position(partition));
            if (!outstanding.Fits(bytes + Overhead, maxBytes, maxMessages))
            {
                return false;
            }

            outstanding.Add(bytes + Overhead);
            return true;
        }
    }

    /// <summary>Waits until a message may be produced; counts it.</summary>
    internal void Pass(TopicPartition partition, long bytes, CancellationToken cancellation)
    {
        while (!TryPass(partition, bytes))
        {
            cancellation.WaitHandle.WaitOne(AskAgain);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <inheritdoc cref="Pass"/>
    internal async ValueTask PassAsync(TopicPartition partition, long bytes, CancellationToken cancellation)
    {
        while (!TryPass(partition, bytes))
        {
            await Task.Delay(AskAgain, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>What was produced to a partition and is not consumed, in steps of some ten kilobytes.</summary>
    private sealed class Outstanding
    {
        private const long Step = 32 * 1024;

        private readonly Queue<(long EndOffset, long Bytes)> steps = new();
        private long next;          // offset that the next message will get
        private long consumed;      // offset up to which everything is consumed
        private long bytes;         // of all steps and the open one
        private long openBytes;

        /// <summary>A message larger than the limit passes when nothing else is outstanding.</summary>
        public bool Fits(long size, long maxBytes, long maxMessages) =>
            next == consumed || (bytes + size <= maxBytes && next - consumed < maxMessages);

        public void Add(long size)
        {
            next++;
            bytes += size;
            openBytes += size;
            if (openBytes >= Step)
            {
                steps.Enqueue((next, openBytes));
                openBytes = 0;
            }
        }

        public void Consume(long position)
        {
            consumed = Math.Clamp(position, consumed, next);
            while (steps.TryPeek(out var step) && step.EndOffset <= consumed)
            {
                bytes -= step.Bytes;
                steps.Dequeue();
            }

            if (consumed == next)
            {
                bytes = 0;
                openBytes = 0;
                steps.Clear();
            }
        }
    }
}
