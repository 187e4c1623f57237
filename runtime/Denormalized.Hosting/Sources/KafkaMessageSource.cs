using System.Text;
using Denormalized.Kafka;
using Denormalized.Kafka.SchemaRegistry;

namespace Denormalized.Hosting;

/// <summary>The batch consumer of Denormalized.Kafka as a source.</summary>
internal sealed class KafkaMessageSource : IMessageSource, IRebalanceHandler
{
    private static readonly byte[] s_schemaHeader = Encoding.UTF8.GetBytes(SchemaFraming.ValueHeader);

    private readonly KafkaConsumer _consumer;
    private readonly Func<string, string?> _incarnation;
    private ISourceHandler? _handler;

    /// <param name="options">Settings; the handlers are set here.</param>
    /// <param name="incarnation">Asks the broker for the identity of a topic.</param>
    public KafkaMessageSource(KafkaConsumerOptions options, Func<string, string?> incarnation)
    {
        _incarnation = incarnation;
        SessionTimeout = TimeSpan.FromMilliseconds(int.TryParse(options.Settings["session.timeout.ms"], out var ms) ? ms : 45_000);
        _consumer = new KafkaConsumer(new KafkaConsumerOptions
        {
            Settings = options.Settings,
            Logger = options.Logger,
            BatchSize = options.BatchSize,
            StartAtZero = options.StartAtZero,
            RequestTimeout = options.RequestTimeout,
            Rebalances = this,
            Events = OnEvent,
        });
    }

    public TimeSpan SessionTimeout { get; }

    public void Subscribe(IReadOnlyCollection<string> topics, ISourceHandler handler)
    {
        _handler = handler;
        _consumer.Subscribe(topics);
    }

    public int Poll(int max, TimeSpan timeout)
    {
        var adapter = new Adapter(_handler!);
        return _consumer.ConsumeBatch(timeout, max, ref adapter);
    }

    public IReadOnlyList<CommittedOffset> Committed(IReadOnlyList<TopicPartition> partitions) =>
        [.. _consumer.Committed(partitions).Select(c => new CommittedOffset(c.TopicPartition, c.Offset, c.Metadata ?? ""))];

    public void Commit(IReadOnlyList<CommittedOffset> offsets)
    {
        try
        {
            _consumer.Commit([.. offsets.Select(o => new TopicPartitionOffset(o.Partition, o.Offset) { Metadata = o.Incarnation })]);
        }
        catch (KafkaException error) when (error.Code is KafkaErrorCode.LocalAssignmentLost or KafkaErrorCode.IllegalGeneration
            or KafkaErrorCode.UnknownMemberId or KafkaErrorCode.FencedInstanceId or KafkaErrorCode.LocalFenced or KafkaErrorCode.StaleMemberEpoch)
        {
            throw new FencedException(error.Message, error);
        }
    }

    public Watermarks Watermarks(TopicPartition partition) => _consumer.QueryWatermarks(partition);

    public IReadOnlyList<TopicPartitionOffset> OffsetsForTime(IReadOnlyList<TopicPartition> partitions, DateTimeOffset time) => _consumer.OffsetsForTime(partitions, time);

    public long? Lag(TopicPartition partition) => _consumer.Lag(partition);

    public string? Incarnation(string topic) => _incarnation(topic);

    public void Seek(IReadOnlyList<TopicPartitionOffset> positions)
    {
        foreach (var position in positions)
        {
            _consumer.Seek(position);
        }
    }

    public void Pause(IReadOnlyList<TopicPartition> partitions) => _consumer.Pause(partitions);

    public void Resume(IReadOnlyList<TopicPartition> partitions) => _consumer.Resume(partitions);

    public void Close() => _consumer.Close();

    public void Dispose() => _consumer.Dispose();

    void IRebalanceHandler.Assigned(PartitionAssignment assignment)
    {
        foreach (var start in _handler!.Assigned([.. assignment.Committed.Select(c => c.TopicPartition)]))
        {
            assignment.StartAt(start.TopicPartition, start.Offset);
        }
    }

    void IRebalanceHandler.Revoked(IReadOnlyList<TopicPartition> partitions) => _handler!.Revoked(partitions, false);

    void IRebalanceHandler.Lost(IReadOnlyList<TopicPartition> partitions) => _handler!.Revoked(partitions, true);

    private void OnEvent(KafkaEvent kafkaEvent)
    {
        if (kafkaEvent is MessagesLost lost)
        {
            _handler?.MessagesLost(lost.Partition, lost.First, lost.Next);
        }
    }

    private readonly struct Adapter(ISourceHandler handler) : IMessageHandler
    {
        private readonly bool _readsHeaders = handler.ReadsSchemaHeaders;

        public void Handle(in KafkaMessage message) => handler.Message(new SourceMessage
        {
            Topic = message.Topic,
            Partition = message.Partition,
            Offset = message.Offset,
            Timestamp = message.TimestampMs,
            HasKey = message.HasKey,
            Key = message.Key,
            IsTombstone = message.IsTombstone,
            Value = message.Payload,
            SchemaHeader = _readsHeaders && message.Headers.TryGetLast(s_schemaHeader, out var header) ? header : default,
        });
    }
}
