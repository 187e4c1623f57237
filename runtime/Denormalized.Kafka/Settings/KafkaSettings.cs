using System.Collections;
using System.Globalization;
using Denormalized.Kafka.Native;

namespace Denormalized.Kafka;

/// <summary>
/// Settings of a Kafka client. Names are taken as librdkafka writes them (<c>bootstrap.servers</c>), as Confluent.Kafka writes them
/// (<c>BootstrapServers</c>) or with underscores, since environment variables cannot hold dots (<c>Kafka__bootstrap_servers</c>);
/// values as librdkafka takes them. One instance serves consumers and producers: each takes what concerns it.
/// </summary>
/// <remarks>
/// Some settings are given: offsets are committed explicitly after the rows are stored, so <c>enable.auto.commit</c>,
/// <c>enable.auto.offset.store</c> and <c>enable.partition.eof</c> are false, and another value is refused. <see cref="ToString"/>
/// hides passwords and keys.
/// </remarks>
public sealed class KafkaSettings : IEnumerable<KeyValuePair<string, string>>
{
    private const string Mask = "***";

    private readonly SortedDictionary<string, string> values = new(StringComparer.Ordinal);

    /// <summary>Makes empty settings.</summary>
    public KafkaSettings()
    {
    }

    /// <summary>Takes all settings of a configuration section or dictionary; entries without a value are left out.</summary>
    /// <param name="settings">Names in any spelling, with values.</param>
    /// <exception cref="KafkaSettingsException">A name is unknown, or two spellings of one name have different values.</exception>
    public KafkaSettings(IEnumerable<KeyValuePair<string, string?>> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        foreach (var (name, value) in settings)
        {
            if (value is not null)
            {
                Add(name, value);
            }
        }
    }

    /// <summary>The value of a setting in any spelling, or null when it is not set. Setting null removes it.</summary>
    /// <param name="name">The name, such as <c>GroupId</c> or <c>group.id</c>.</param>
    /// <exception cref="KafkaSettingsException">The name is unknown; the message has the nearest known one.</exception>
    public string? this[string name]
    {
        get => values.GetValueOrDefault(CanonicalName(name));
        set
        {
            var canonical = CanonicalName(name);
            if (value is null)
            {
                values.Remove(canonical);
            }
            else
            {
                values[canonical] = value;
            }
        }
    }

    /// <summary>Brokers to start from, as <c>host:port,host:port</c>.</summary>
    public string? BootstrapServers
    {
        get => this["bootstrap.servers"] ?? this["metadata.broker.list"];
        set => this["bootstrap.servers"] = value;
    }

    /// <summary>Name of the consumer group.</summary>
    public string? GroupId
    {
        get => this["group.id"];
        set => this["group.id"] = value;
    }

    /// <summary>The dotted name of a setting in any spelling.</summary>
    /// <param name="name">The name in any spelling.</param>
    /// <exception cref="KafkaSettingsException">The name is unknown; the message has the nearest known one.</exception>
    public static string CanonicalName(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (SettingNames.TryFind(name, out var canonical, out _))
        {
            return canonical;
        }

        // a name may be newer than the table; names without a dot that are not in it are pointers (callbacks, opaque)
        if (name.Contains('.') && ClientConf.Knows(name))
        {
            return name;
        }

        var remedy = SettingNames.Nearest(name) is { } nearest
            ? $"Did you mean '{nearest}' ({SettingNames.Pascal(nearest)})?"
            : "The names are those of librdkafka's CONFIGURATION.md.";
        throw new KafkaSettingsException($"Kafka has no setting '{name}'. {remedy}");
    }

    /// <summary>Adds a setting; the same setting may be added again only with the same value.</summary>
    /// <param name="name">The name in any spelling.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="KafkaSettingsException">The name is unknown, or the setting has another value already.</exception>
    public void Add(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var canonical = CanonicalName(name);
        if (values.TryGetValue(canonical, out var present) && present != value)
        {
            throw new KafkaSettingsException(
                $"Kafka setting '{canonical}' is given twice with different values ('{Shown(canonical, present)}' and '{Shown(canonical, value)}' as '{name}'). Remove one.");
        }

        values[canonical] = value;
    }

    /// <summary>Sets a value only where none was given.</summary>
    /// <param name="name">The name in any spelling.</param>
    /// <param name="value">The default.</param>
    public void SetDefault(string name, string value) => values.TryAdd(CanonicalName(name), value);

    /// <summary>A copy that can be changed on its own.</summary>
    public KafkaSettings Clone()
    {
        var copy = new KafkaSettings();
        foreach (var (name, value) in values)
        {
            copy.values.Add(name, value);
        }

        return copy;
    }

    /// <summary>All settings with dotted names, in order; values as they are, passwords included.</summary>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The settings as <c>name=value</c> lines, passwords and keys hidden: safe to log.</summary>
    public override string ToString() => string.Join(Environment.NewLine, values.Select(v => $"{v.Key}={Shown(v.Key, v.Value)}"));

    internal static string Shown(string name, string value) => IsSecret(name) ? Mask : value;

    internal static bool IsSecret(string name) =>
        name.Contains("password", StringComparison.Ordinal)
        || name.Contains("secret", StringComparison.Ordinal)
        || name.Contains("passphrase", StringComparison.Ordinal)
        || name.EndsWith("key.pem", StringComparison.Ordinal)
        || name is "sasl.oauthbearer.config";

    internal int Integer(string name, int otherwise) =>
        this[name] is { } text && int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    internal bool IsFalse(string name) => this[name] is { } text && (text == "0" || text.Equals("false", StringComparison.OrdinalIgnoreCase));
}
