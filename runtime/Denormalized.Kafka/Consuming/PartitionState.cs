namespace Denormalized.Kafka;

/// <summary>
/// What the consumer knows of an assigned partition: above all the offset of the next message that was not handed out yet. Messages
/// that do not fit (left in librdkafka's queue from before a pause, seek or rebalance) are discarded here, so that none is skipped
/// or doubled whatever the library's queues still hold.
/// </summary>
internal sealed class PartitionState(TopicPartition partition, long start)
{
    public TopicPartition Partition { get; } = partition;

    /// <summary>Offset of the next message to hand out; none until the first message when reading starts at a logical offset.</summary>
    public long Next { get; private set; } = start >= 0 ? start : KafkaOffset.None;

    /// <summary>The logical offset that a partition without a position starts at.</summary>
    public long Start { get; } = start;

    public bool Paused { get; private set; }

    /// <summary>librdkafka must be told to fetch from <see cref="Next"/>; until it has, everything is discarded.</summary>
    public bool SeekPending { get; private set; }

    /// <summary>The broker does not have <see cref="Next"/>: the watermarks must be asked for.</summary>
    public bool OutOfRange { get; private set; }

    /// <summary>librdkafka has stopped fetching after an offset out of range, and then no longer takes a seek.</summary>
    public bool Stopped { get; private set; }

    /// <summary>Offsets that had no message: compaction and transaction markers.</summary>
    public long Missing { get; private set; }

    /// <summary>Messages that came from before a pause, seek or rebalance and were dropped.</summary>
    public long Discarded { get; private set; }

    /// <summary>
    /// After an assignment or seek the first message may be a late one with too high an offset, which looks like a compacted topic.
    /// So a first gap is answered with one more seek; when the gap is still there it is real.
    /// </summary>
    private bool gapUnconfirmed = true;

    private long match = start >= 0 ? start : KafkaOffset.None;

    /// <summary>Whether a message is the one that comes next; the common case is one comparison.</summary>
    public bool Accept(long offset)
    {
        if (offset == match)
        {
            match = offset + 1;
            Next = offset + 1;
            gapUnconfirmed = false;
            return true;
        }

        return AcceptOther(offset);
    }

    /// <summary>A message that was read, perhaps accepted, was not taken by the handler: go back to it. Idempotent over a batch.</summary>
    public void GiveBack(long offset)
    {
        if (Next == offset + 1 || Next < 0)
        {
            Next = offset;
        }

        RequestSeek();
    }

    public void Pause()
    {
        Paused = true;
        match = KafkaOffset.None;
    }

    public void Resume()
    {
        if (!Paused)
        {
            return;
        }

        Paused = false;
        RequestSeek();
    }

    public void SeekTo(long offset)
    {
        Next = offset;
        OutOfRange = false;
        RequestSeek();
    }

    public void RequestSeek()
    {
        SeekPending = true;
        gapUnconfirmed = true;
        match = KafkaOffset.None;
    }

    public void SeekDone()
    {
        SeekPending = false;
        Stopped = false;
        match = Paused ? KafkaOffset.None : Next;
    }

    public void ReportOutOfRange()
    {
        OutOfRange = true;
        Stopped = true;
        match = KafkaOffset.None;
    }

    private bool AcceptOther(long offset)
    {
        if (Next < 0)
        {
            Next = offset; // the first message of a partition whose start could not be resolved to an offset
        }

        if (Paused || SeekPending || OutOfRange || offset < Next)
        {
            Discarded++;
            return false;
        }

        if (offset > Next && gapUnconfirmed)
        {
            RequestSeek();
            gapUnconfirmed = false;
            Discarded++;
            return false;
        }

        Missing += offset - Next;
        gapUnconfirmed = false;
        match = offset + 1;
        Next = offset + 1;
        return true;
    }
}
