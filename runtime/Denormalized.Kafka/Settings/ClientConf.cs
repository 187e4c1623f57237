using Denormalized.Kafka.Native;

namespace Denormalized.Kafka;

/// <summary>Makes librdkafka's configuration object from settings: the one place where they are checked and translated.</summary>
internal static unsafe class ClientConf
{
    /// <summary>What this library decides; a different value in the settings is refused with the reason.</summary>
    private static readonly (string Name, string Value, string Reason)[] ForcedForConsumers =
    [
        ("enable.auto.commit", "false", "offsets are committed after the rows are stored, or rows would be lost in a crash"),
        ("enable.auto.offset.store", "false", "offsets are committed explicitly, or rows would be lost in a crash"),
        ("enable.partition.eof", "false", "end-of-partition markers are not messages"),
    ];

    /// <summary>Whether the loaded library has a setting of this name.</summary>
    public static bool Knows(string name)
    {
        LibrdkafkaLoader.Load();
        var conf = Librdkafka.rd_kafka_conf_new();
        try
        {
            // no value means the default
            return !name.EndsWith("_cb", StringComparison.Ordinal) && Librdkafka.rd_kafka_conf_set(conf, name, null, null, 0) != Librdkafka.ConfUnknown;
        }
        finally
        {
            Librdkafka.rd_kafka_conf_destroy(conf);
        }
    }

    /// <summary>
    /// The native configuration; the caller hands it to rd_kafka_new, which frees it on success.
    /// </summary>
    /// <param name="settings">The user's settings.</param>
    /// <param name="role">Settings of the other role are left out.</param>
    /// <param name="own">Settings that the client itself needs, set last.</param>
    public static nint Create(KafkaSettings settings, KafkaRole role, params ReadOnlySpan<(string Name, string Value)> own)
    {
        LibrdkafkaLoader.Load();
        if (role == KafkaRole.Consumer)
        {
            RefuseConflicts(settings);
        }

        var conf = Librdkafka.rd_kafka_conf_new();
        try
        {
            foreach (var (name, value) in settings)
            {
                if (!SettingNames.TryFind(name, out _, out var of) || of is null || of == role)
                {
                    Set(conf, name, value);
                }
            }

            foreach (var (name, value) in own)
            {
                Set(conf, name, value);
            }

            if (role == KafkaRole.Consumer)
            {
                foreach (var (name, value, _) in ForcedForConsumers)
                {
                    Set(conf, name, value);
                }
            }
        }
        catch
        {
            Librdkafka.rd_kafka_conf_destroy(conf);
            throw;
        }

        return conf;
    }

    /// <summary>Makes the client handle; frees the configuration when that fails.</summary>
    public static nint NewHandle(nint conf, KafkaRole role, string what)
    {
        var error = stackalloc byte[NativeText.ErrorSize];
        var type = role == KafkaRole.Consumer ? Librdkafka.TypeConsumer : Librdkafka.TypeProducer;
        var handle = Librdkafka.rd_kafka_new(type, conf, error, NativeText.ErrorSize);
        if (handle == 0)
        {
            var code = Librdkafka.rd_kafka_last_error();
            Librdkafka.rd_kafka_conf_destroy(conf);
            throw new KafkaException(code, $"making {what}", NativeText.Of(error));
        }

        return handle;
    }

    public static void RequireBrokers(KafkaSettings settings)
    {
        if (string.IsNullOrWhiteSpace(settings.BootstrapServers))
        {
            throw new KafkaSettingsException("Kafka setting 'bootstrap.servers' (BootstrapServers) is missing: name the brokers to start from, such as localhost:9092.");
        }
    }

    private static void RefuseConflicts(KafkaSettings settings)
    {
        foreach (var (name, forced, reason) in ForcedForConsumers)
        {
            if (settings[name] is { } value && !settings.IsFalse(name))
            {
                throw new KafkaSettingsException($"Kafka setting '{name}={value}' cannot be used here, it is always {forced}: {reason}. Remove it.");
            }
        }
    }

    private static void Set(nint conf, string name, string value)
    {
        var error = stackalloc byte[NativeText.ErrorSize];
        if (Librdkafka.rd_kafka_conf_set(conf, name, value, error, NativeText.ErrorSize) != 0)
        {
            // the library repeats the value in its text: not for secrets
            var reason = KafkaSettings.IsSecret(name) ? "the value is not valid" : NativeText.Of(error);
            throw new KafkaSettingsException($"Kafka setting '{name}': {reason}.");
        }
    }
}
