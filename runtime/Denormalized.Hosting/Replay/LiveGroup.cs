using Denormalized.Kafka;

namespace Denormalized.Hosting;

/// <summary>
/// The consumer group of the pipeline's workers, entered without reading a message: who holds all partitions knows that nobody
/// else stores rows, and what was committed last.
/// </summary>
/// <remarks>Every call on one thread.</remarks>
internal sealed class LiveGroup(IMessageSource source, IReadOnlyList<TopicPartition> partitions) : ISourceHandler, IDisposable
{
    private static readonly TimeSpan s_wait = TimeSpan.FromMilliseconds(100);

    private readonly HashSet<TopicPartition> _owned = [];
    private bool _pause;

    /// <summary>Partitions that workers hold.</summary>
    public int Elsewhere => partitions.Count(p => !_owned.Contains(p));

    bool ISourceHandler.ReadsSchemaHeaders => false;

    public void Join() => source.Subscribe([.. partitions.Select(p => p.Topic).Distinct(StringComparer.Ordinal)], this);

    /// <summary>Stays a member for a moment; partitions come and go meanwhile.</summary>
    public void Stay()
    {
        source.Poll(1, s_wait);
        if (_pause)
        {
            _pause = false;
            source.Pause([.. _owned]);
        }
    }

    public IReadOnlyList<CommittedOffset> Committed() => source.Committed(partitions);

    /// <summary>Says where the workers go on.</summary>
    /// <exception cref="FencedException">Others hold the partitions.</exception>
    public void Commit(IReadOnlyList<CommittedOffset> positions) => source.Commit(positions);

    public void Dispose()
    {
        source.Close();
        source.Dispose();
    }

    IReadOnlyList<TopicPartitionOffset> ISourceHandler.Assigned(IReadOnlyList<TopicPartition> assigned)
    {
        _owned.UnionWith(assigned);
        _pause = true;
        return [];
    }

    void ISourceHandler.Revoked(IReadOnlyList<TopicPartition> revoked, bool lost) => _owned.ExceptWith(revoked);

    void ISourceHandler.Message(in SourceMessage message)
    {
    }

    void ISourceHandler.MessagesLost(TopicPartition partition, long first, long next)
    {
    }
}
