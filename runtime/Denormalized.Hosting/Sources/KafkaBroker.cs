using Denormalized.Kafka;
using Microsoft.Extensions.Logging;

namespace Denormalized.Hosting;

/// <summary>Kafka: the configured cluster, or the one inside the process.</summary>
internal sealed class KafkaBroker : IBroker, IDisposable
{
    private const int Looks = 50;
    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_requestTimeout = TimeSpan.FromSeconds(15);

    // Records with headers came with 0.11.
    private static readonly Version s_headersSince = new(0, 11);

    private readonly DenormalizedOptions _options;
    private readonly EmbeddedKafka? _embedded;
    private readonly ILogger<KafkaBroker> _logger;
    private readonly KafkaSettings _settings;
    private readonly Lazy<KafkaProducer> _producer;
    private readonly Lazy<KafkaAdmin> _admin;

    public KafkaBroker(DenormalizedOptions options, EmbeddedKafka? embedded, ILogger<KafkaBroker> logger)
    {
        _options = options;
        _embedded = embedded;
        _logger = logger;
        _settings = options.Kafka.Clone();
        if (embedded is not null)
        {
            _settings.BootstrapServers = embedded.BootstrapServers;
        }

        _producer = new Lazy<KafkaProducer>(() => new KafkaProducer(new KafkaProducerOptions { Settings = ProducerSettings(), Logger = logger }));
        _admin = new Lazy<KafkaAdmin>(() => new KafkaAdmin(_settings, logger, s_requestTimeout));
        DeadLetters = new KafkaDeadLetterTopic(_producer, !options.DeadLetterEnvelope && KeepsHeaders(_settings));
    }

    public string Description => _embedded is null ? _settings.BootstrapServers ?? "" : $"embedded Kafka ({_embedded.BootstrapServers})";

    public IDeadLetterTopic DeadLetters { get; }

    public async Task<bool> HasTopicAsync(string topic, CancellationToken cancellationToken) =>
        (await PartitionsAsync(topic, cancellationToken).ConfigureAwait(false)).Count > 0;

    public async Task<IReadOnlyList<TopicPartition>> PartitionsAsync(string topic, CancellationToken cancellationToken)
    {
        try
        {
            var description = await _admin.Value.DescribeTopicAsync(topic, cancellationToken).ConfigureAwait(false);
            return [.. Enumerable.Range(0, description?.Partitions ?? 0).Select(p => new TopicPartition(topic, p))];
        }
        catch (KafkaException error)
        {
            throw new PipelineStartException($"Kafka at {Description} does not answer: {error.Message} Check Kafka:BootstrapServers, that the brokers run, and Kafka's security settings.", error);
        }
    }

    public async Task CreateTopicAsync(string topic, int partitions, short replication, CancellationToken cancellationToken)
    {
        if (_embedded is not null)
        {
            // Partitions of the cluster in the process keep little, so there are many.
            _embedded.CreateTopic(topic);
            return;
        }

        if (IsOld(_settings))
        {
            // Such brokers cannot be told to create a topic, but do so when they are asked about it, unless that is switched off.
            if (!await AppearsAsync(topic, cancellationToken).ConfigureAwait(false))
            {
                throw new PipelineStartException($"Topic '{topic}' does not exist, and a broker before 0.10 creates topics only with auto.create.topics.enable. Create it with Kafka's own tools.");
            }

            return;
        }

        try
        {
            await _admin.Value.CreateTopicAsync(topic, partitions, replication, null, cancellationToken).ConfigureAwait(false);
        }
        catch (KafkaException error)
        {
            throw new PipelineStartException($"Topic '{topic}' does not exist and cannot be created: {error.Message} Create it with Kafka's own tools.", error);
        }
    }

    public IMessageSource CreateSource(string group, TimeSpan latencyTarget)
    {
        var settings = _settings.Clone();
        settings.GroupId = group;
        settings.SetDefault("client.id", $"denormalized-{group}");

        // A fetch that waits for more bytes is latency that the flush interval does not know of.
        settings.SetDefault("fetch.wait.max.ms", ((int)Math.Clamp(latencyTarget.TotalMilliseconds / 10, 5, 500)).ToString(System.Globalization.CultureInfo.InvariantCulture));
        return new KafkaMessageSource(
            new KafkaConsumerOptions { Settings = settings, Logger = _logger, StartAtZero = _embedded is not null, RequestTimeout = s_requestTimeout },
            Incarnation);
    }

    public void Dispose()
    {
        if (_producer.IsValueCreated)
        {
            _producer.Value.Dispose();
        }

        if (_admin.IsValueCreated)
        {
            _admin.Value.Dispose();
        }
    }

    // Clients of brokers before 0.10 have to be told so: these cannot say what they are.
    private static bool IsOld(KafkaSettings settings) => string.Equals(settings["api.version.request"], "false", StringComparison.OrdinalIgnoreCase);

    private static bool KeepsHeaders(KafkaSettings settings) =>
        !IsOld(settings)
        || (Version.TryParse(settings["broker.version.fallback"], out var version) && version >= s_headersSince);

    private async Task<bool> AppearsAsync(string topic, CancellationToken cancellationToken)
    {
        for (var look = 0; look < Looks; look++)
        {
            if (await HasTopicAsync(topic, cancellationToken).ConfigureAwait(false))
            {
                return true;
            }

            await Task.Delay(s_betweenLooks, cancellationToken).ConfigureAwait(false);
        }

        return false;
    }

    private KafkaSettings ProducerSettings()
    {
        var settings = _settings.Clone();
        settings["acks"] = "all";
        settings.SetDefault("message.timeout.ms", "30000");
        settings.SetDefault("linger.ms", "5");
        return settings;
    }

    private string? Incarnation(string topic)
    {
        var description = _admin.Value.DescribeTopicAsync(topic).GetAwaiter().GetResult();
        if (_embedded is not null)
        {
            return description?.TopicId is { } made ? $"{_embedded.Incarnation:N}/{made}" : _embedded.Incarnation.ToString("N");
        }

        // Without a topic id the cluster's id would not tell two topics of one name apart.
        return description?.TopicId is { } id ? $"{_admin.Value.ClusterIdAsync().GetAwaiter().GetResult()}/{id}" : null;
    }
}
