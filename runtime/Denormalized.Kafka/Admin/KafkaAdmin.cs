using System.Text;
using Denormalized.Kafka.Native;
using Microsoft.Extensions.Logging;

namespace Denormalized.Kafka;

/// <summary>A topic with its identity.</summary>
/// <param name="Name">Name of the topic.</param>
/// <param name="Partitions">Number of partitions.</param>
/// <param name="ReplicationFactor">Copies of each partition.</param>
/// <param name="TopicId">
/// The id that a topic gets when it is made (KIP-516, brokers from 2.8 on; 22 characters of base64), null where the broker has none.
/// A topic that was deleted and made again has another one.
/// </param>
public sealed record TopicDescription(string Name, int Partitions, int ReplicationFactor, string? TopicId);

/// <summary>Makes, deletes and describes topics. The calls wait on thread-pool threads; they are for starting up, not for hot paths.</summary>
public sealed class KafkaAdmin : IDisposable
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(15);
    private static readonly Version DescribeTopicsSince = new(2, 3, 0);

    private readonly nint handle;
    private readonly int timeoutMs;
    private readonly bool oldBroker;
    private int disposed;

    /// <summary>Makes a client; it connects in the background.</summary>
    /// <param name="settings">Brokers and security.</param>
    /// <param name="logger">Where the native library's file and version are logged.</param>
    /// <param name="timeout">Longest wait for one answer; 15 seconds when left out.</param>
    public KafkaAdmin(KafkaSettings settings, ILogger? logger = null, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        LibrdkafkaLoader.Load(logger);
        ClientConf.RequireBrokers(settings);
        timeoutMs = (int)(timeout ?? DefaultTimeout).TotalMilliseconds;
        oldBroker = settings.IsFalse("api.version.request");
        // nobody polls this handle, so its log lines would only pile up; failures are told by the calls
        handle = ClientConf.NewHandle(ClientConf.Create(settings, KafkaRole.Producer, ("log_level", "0"), ("allow.auto.create.topics", "false")), KafkaRole.Producer, "admin client");
    }

    /// <summary>Makes a topic.</summary>
    /// <param name="name">Name of the topic.</param>
    /// <param name="partitions">Number of partitions, or -1 for the broker's default (brokers from 2.4 on).</param>
    /// <param name="replicationFactor">Copies, or -1 for the broker's default (brokers from 2.4 on).</param>
    /// <param name="topicSettings">Settings of the topic, such as <c>retention.ms</c>.</param>
    /// <param name="cancellation">Ends the waiting; the topic may be made all the same.</param>
    /// <returns>False when the topic was there already (it stays as it is).</returns>
    /// <exception cref="KafkaException">The broker refused, or cannot make topics this way (before 0.10.1, and the mock cluster).</exception>
    public async Task<bool> CreateTopicAsync(
        string name,
        int partitions = -1,
        int replicationFactor = -1,
        IEnumerable<KeyValuePair<string, string>>? topicSettings = null,
        CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        RequireTopicRequests($"creating topic '{name}'");
        var code = await RunAsync(() => CreateTopic(name, partitions, replicationFactor, topicSettings ?? []), cancellation).ConfigureAwait(false);
        return code != KafkaErrorCode.TopicAlreadyExists;
    }

    /// <summary>Deletes a topic with its messages.</summary>
    /// <param name="name">Name of the topic.</param>
    /// <param name="cancellation">Ends the waiting; the topic may be deleted all the same.</param>
    /// <returns>False when there was no such topic.</returns>
    public async Task<bool> DeleteTopicAsync(string name, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        RequireTopicRequests($"deleting topic '{name}'");
        var code = await RunAsync(() => DeleteTopic(name), cancellation).ConfigureAwait(false);
        return code != KafkaErrorCode.UnknownTopicOrPartition;
    }

    /// <summary>All topics that the client may see.</summary>
    /// <param name="cancellation">Ends the waiting.</param>
    public Task<IReadOnlyList<TopicMetadata>> ListTopicsAsync(CancellationToken cancellation = default) =>
        RunAsync<IReadOnlyList<TopicMetadata>>(() => KafkaMetadata.Read(handle, null, timeoutMs, out _), cancellation);

    /// <summary>A topic's partitions and id, or null when there is no such topic.</summary>
    /// <param name="name">Name of the topic.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public Task<TopicDescription?> DescribeTopicAsync(string name, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return RunAsync(() => DescribeTopic(name), cancellation);
    }

    /// <summary>The cluster's id, or null when the broker has none (before 0.10.1).</summary>
    /// <param name="cancellation">Ends the waiting.</param>
    public Task<string?> ClusterIdAsync(CancellationToken cancellation = default) => RunAsync(ClusterId, cancellation);

    /// <summary>Both ends of every partition of a topic, by the partition's number.</summary>
    /// <param name="topic">Name of the topic.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="KafkaException">There is no such topic, or a partition has no leader.</exception>
    public Task<IReadOnlyList<Watermarks>> WatermarksAsync(string topic, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(topic);
        return RunAsync<IReadOnlyList<Watermarks>>(
            () =>
            {
                var found = KafkaMetadata.Read(handle, topic, timeoutMs, out var error).FirstOrDefault()
                    ?? throw new KafkaException(error == KafkaErrorCode.None ? KafkaErrorCode.UnknownTopicOrPartition : error, $"reading the watermarks of topic '{topic}'");
                return [.. Enumerable.Range(0, found.Partitions).Select(p => KafkaMetadata.ReadWatermarks(handle, new TopicPartition(topic, p), timeoutMs))];
            },
            cancellation);
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 0)
        {
            Librdkafka.rd_kafka_destroy(handle);
        }
    }

    /// <summary>librdkafka would wait in vain for a broker that can do it.</summary>
    private void RequireTopicRequests(string what)
    {
        if (oldBroker)
        {
            throw new KafkaException(KafkaErrorCode.LocalUnsupportedFeature, what, "brokers before 0.10.1 (api.version.request=false) cannot do that; use the broker's own kafka-topics.sh");
        }
    }

    private Task<T> RunAsync<T>(Func<T> call, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(disposed != 0, this);
        return Task.Run(call, cancellation).WaitAsync(cancellation);
    }

    private unsafe KafkaErrorCode CreateTopic(string name, int partitions, int replicationFactor, IEnumerable<KeyValuePair<string, string>> settings)
    {
        var what = $"creating topic '{name}'";
        var error = stackalloc byte[NativeText.ErrorSize];
        var topic = Librdkafka.rd_kafka_NewTopic_new(name, partitions, replicationFactor, error, NativeText.ErrorSize);
        if (topic == 0)
        {
            throw new KafkaException(KafkaErrorCode.LocalInvalidArgument, what, NativeText.Of(error));
        }

        try
        {
            foreach (var (key, value) in settings)
            {
                KafkaException.ThrowIf(Librdkafka.rd_kafka_NewTopic_set_config(topic, key, value), what);
            }

            using var request = new AdminRequest(handle, timeoutMs);
            Librdkafka.rd_kafka_CreateTopics(handle, &topic, 1, request.Options, request.Queue);
            var result = request.Wait(what);
            nuint count;
            var topics = Librdkafka.rd_kafka_CreateTopics_result_topics(Librdkafka.rd_kafka_event_CreateTopics_result(result), &count);
            return TopicResult(topics, count, what, KafkaErrorCode.TopicAlreadyExists);
        }
        finally
        {
            Librdkafka.rd_kafka_NewTopic_destroy(topic);
        }
    }

    private unsafe KafkaErrorCode DeleteTopic(string name)
    {
        var what = $"deleting topic '{name}'";
        var topic = Librdkafka.rd_kafka_DeleteTopic_new(name);
        try
        {
            using var request = new AdminRequest(handle, timeoutMs);
            Librdkafka.rd_kafka_DeleteTopics(handle, &topic, 1, request.Options, request.Queue);
            var result = request.Wait(what);
            nuint count;
            var topics = Librdkafka.rd_kafka_DeleteTopics_result_topics(Librdkafka.rd_kafka_event_DeleteTopics_result(result), &count);
            return TopicResult(topics, count, what, KafkaErrorCode.UnknownTopicOrPartition);
        }
        finally
        {
            Librdkafka.rd_kafka_DeleteTopic_destroy(topic);
        }
    }

    private static unsafe KafkaErrorCode TopicResult(nint* topics, nuint count, string what, KafkaErrorCode harmless)
    {
        for (nuint i = 0; i < count; i++)
        {
            var code = Librdkafka.rd_kafka_topic_result_error(topics[i]);
            if (code == harmless)
            {
                return code;
            }

            if (code != KafkaErrorCode.None)
            {
                throw new KafkaException(code, what, NativeText.Of(Librdkafka.rd_kafka_topic_result_error_string(topics[i])));
            }
        }

        return KafkaErrorCode.None;
    }

    private TopicDescription? DescribeTopic(string name)
    {
        var found = KafkaMetadata.Read(handle, name, timeoutMs, out var error).FirstOrDefault();
        if (found is not null)
        {
            return new TopicDescription(name, found.Partitions, found.ReplicationFactor, TopicId(name));
        }

        if (error is KafkaErrorCode.UnknownTopicOrPartition or KafkaErrorCode.LeaderNotAvailable or KafkaErrorCode.None)
        {
            return null;
        }

        throw new KafkaException(error, $"describing topic '{name}'");
    }

    /// <summary>A broker without topic ids answers with an error or with the zero id: both mean that there is none.</summary>
    private unsafe string? TopicId(string name)
    {
        const string zero = "AAAAAAAAAAAAAAAAAAAAAA";
        if (oldBroker || LibrdkafkaLoader.Version < DescribeTopicsSince)
        {
            return null;
        }

        var utf8 = Encoding.UTF8.GetBytes(name + '\0');
        fixed (byte* text = utf8)
        {
            var names = text;
            var collection = Librdkafka.rd_kafka_TopicCollection_of_topic_names(&names, 1);
            try
            {
                using var request = new AdminRequest(handle, timeoutMs);
                Librdkafka.rd_kafka_DescribeTopics(handle, collection, request.Options, request.Queue);
                if (!request.TryWait(out var result, out var code, out var reason))
                {
                    return code is KafkaErrorCode.LocalUnsupportedFeature or KafkaErrorCode.UnsupportedVersion
                        ? null
                        : throw new KafkaException(code, $"describing topic '{name}'", reason);
                }

                nuint count;
                var topics = Librdkafka.rd_kafka_DescribeTopics_result_topics(Librdkafka.rd_kafka_event_DescribeTopics_result(result), &count);
                var id = count == 0 ? 0 : Librdkafka.rd_kafka_TopicDescription_topic_id(topics[0]);
                return id == 0 || NativeText.Of(Librdkafka.rd_kafka_Uuid_base64str(id)) is not { Length: > 0 } found || found == zero ? null : found;
            }
            finally
            {
                Librdkafka.rd_kafka_TopicCollection_destroy(collection);
            }
        }
    }

    private unsafe string? ClusterId()
    {
        if (oldBroker)
        {
            return null;
        }

        var id = Librdkafka.rd_kafka_clusterid(handle, timeoutMs);
        if (id == null)
        {
            return null;
        }

        var text = NativeText.Of(id);
        Librdkafka.rd_kafka_mem_free(handle, id);
        return text;
    }
}
