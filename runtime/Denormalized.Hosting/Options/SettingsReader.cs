using System.Globalization;
using Denormalized.Kafka.SchemaRegistry;
using Denormalized.Schema;
using Microsoft.Extensions.Configuration;

namespace Denormalized.Hosting;

/// <summary>
/// Reads options from configuration by hand: no reflection, and a value that cannot be read is named by its key instead of
/// being ignored.
/// </summary>
internal static class SettingsReader
{
    public const string Section = "Denormalized";

    public static void Read(IConfiguration configuration, DenormalizedOptions options)
    {
        var section = configuration.GetSection(Section);
        options.Embedded = Flag(section, nameof(options.Embedded)) ?? options.Embedded;
        options.DataPath = Text(section, nameof(options.DataPath)) ?? options.DataPath;
        options.LatencyTarget = Time(section, nameof(options.LatencyTarget)) ?? options.LatencyTarget;
        options.CreateMissing = Flag(section, nameof(options.CreateMissing)) ?? options.CreateMissing;
        options.TopicPartitions = Number(section, nameof(options.TopicPartitions), 1, 100_000) ?? options.TopicPartitions;
        options.TopicReplication = (short)(Number(section, nameof(options.TopicReplication), 1, 100) ?? options.TopicReplication);
        options.BatchRows = Number(section, nameof(options.BatchRows), 1, 1_000_000) ?? options.BatchRows;
        options.BatchBytes = Number(section, nameof(options.BatchBytes), 1 << 16, int.MaxValue) ?? options.BatchBytes;
        options.InsertTimeout = Time(section, nameof(options.InsertTimeout)) ?? options.InsertTimeout;
        options.StopTimeout = Time(section, nameof(options.StopTimeout)) ?? options.StopTimeout;
        options.DeadLetterSuffix = Text(section, nameof(options.DeadLetterSuffix)) ?? options.DeadLetterSuffix;
        options.DeadLetterTable = Text(section, nameof(options.DeadLetterTable)) ?? options.DeadLetterTable;
        options.DeadLetterBytes = Number(section, nameof(options.DeadLetterBytes), 0, int.MaxValue) ?? options.DeadLetterBytes;
        options.DeadLetterEnvelope = Flag(section, nameof(options.DeadLetterEnvelope)) ?? options.DeadLetterEnvelope;
        options.ClickHouse = ClickHouseConnection(configuration) ?? options.ClickHouse;
        Replay(section.GetSection(nameof(options.Replay)), options.Replay);
        Kafka(configuration, options);
        Registry(configuration, options.SchemaRegistry);
    }

    private static void Replay(IConfigurationSection section, ReplayOptions options)
    {
        options.Pipeline = Text(section, nameof(options.Pipeline)) ?? options.Pipeline;
        options.Exchange = Flag(section, nameof(options.Exchange)) ?? options.Exchange;
        options.Discard = Flag(section, nameof(options.Discard)) ?? options.Discard;
        if (Text(section, nameof(options.From)) is { } from)
        {
            options.From = DateTimeOffset.TryParse(from, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
                ? time
                : throw Refused(section, nameof(options.From), from, "a time like 2026-03-01T12:00:00Z");
        }
    }

    public static void Read(IConfiguration configuration, string pipeline, PipelineOptions options)
    {
        var section = configuration.GetSection($"{Section}:Pipelines:{pipeline}");
        options.Workers = Number(section, nameof(options.Workers), 1, 1_000) ?? options.Workers;
        options.Group = Text(section, nameof(options.Group)) ?? options.Group;
        options.LatencyTarget = Time(section, nameof(options.LatencyTarget)) ?? options.LatencyTarget;
        if (Text(section, nameof(options.Format)) is { } format)
        {
            options.Format = Enum.TryParse<MessageFormat>(format, true, out var value) && Enum.IsDefined(value)
                ? value
                : throw Refused(section, nameof(options.Format), format, "Auto, Json, Avro, AvroPlain or AvroSingleObject");
        }

        Parquet(section.GetSection(nameof(options.Parquet)), options);
        options.CheckSubject = Flag(section, nameof(options.CheckSubject)) ?? options.CheckSubject;
        foreach (var file in section.GetSection(nameof(options.WriterSchemas)).GetChildren())
        {
            options.WriterSchemas.Add(Schema(file));
        }

        foreach (var id in section.GetSection(nameof(options.SchemaIds)).GetChildren())
        {
            options.SchemaIds.Add(int.TryParse(id.Value, CultureInfo.InvariantCulture, out var value)
                ? value
                : throw Refused(section, nameof(options.SchemaIds), id.Value, "a list of whole numbers"));
        }
    }

    private static void Parquet(IConfigurationSection section, PipelineOptions options)
    {
        if (!section.Exists())
        {
            return;
        }

        var parquet = options.Parquet ??= new ParquetOptions();
        parquet.Path = Text(section, nameof(parquet.Path)) ?? parquet.Path;
        parquet.Folders = section[nameof(parquet.Folders)] ?? parquet.Folders;
        parquet.FileAge = Time(section, nameof(parquet.FileAge)) ?? parquet.FileAge;
        parquet.FileRows = Number(section, nameof(parquet.FileRows), 1, 10_000_000) ?? parquet.FileRows;
        parquet.FileBytes = Number(section, nameof(parquet.FileBytes), 1 << 16, int.MaxValue) ?? parquet.FileBytes;
        if (Text(section, nameof(parquet.Compression)) is { } compression)
        {
            parquet.Compression = Enum.TryParse<ParquetCompression>(compression, true, out var value) && Enum.IsDefined(value) && value != ParquetCompression.Lz4Hadoop
                ? value
                : throw Refused(section, nameof(parquet.Compression), compression, "None, Snappy, Gzip, Brotli, Zstd or Lz4");
        }
    }

    private static AvroSchema Schema(IConfigurationSection file)
    {
        try
        {
            return AvroSchema.Parse(File.ReadAllText(file.Value ?? ""), AvroParsing.Lenient);
        }
        catch (Exception error) when (error is AvroSchemaException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new PipelineStartException($"{file.Path} is '{file.Value}', expected a file with an Avro schema. {error.Message}");
        }
    }

    private static void Kafka(IConfiguration configuration, DenormalizedOptions options)
    {
        var section = configuration.GetSection("Kafka");
        foreach (var setting in section.GetChildren())
        {
            if (setting.Key.Equals(nameof(options.Incarnation), StringComparison.OrdinalIgnoreCase))
            {
                options.Incarnation = Text(section, setting.Key) ?? options.Incarnation;
            }
            else if (setting.Value is { } value)
            {
                options.Kafka.Add(setting.Key, value);
            }
        }

        if (configuration.GetConnectionString("kafka") is { Length: > 0 } servers)
        {
            options.Kafka.BootstrapServers ??= servers;
        }
    }

    private static void Registry(IConfiguration configuration, SchemaRegistryOptions options)
    {
        var section = configuration.GetSection("SchemaRegistry");
        options.Url = Text(section, nameof(options.Url)) ?? configuration.GetConnectionString("schemaregistry") ?? options.Url;
        options.BasicAuthUserInfo = Text(section, nameof(options.BasicAuthUserInfo)) ?? options.BasicAuthUserInfo;
        options.BearerAuthToken = Text(section, nameof(options.BearerAuthToken)) ?? options.BearerAuthToken;
        options.SslCaLocation = Text(section, nameof(options.SslCaLocation)) ?? options.SslCaLocation;
        options.SslKeystoreLocation = Text(section, nameof(options.SslKeystoreLocation)) ?? options.SslKeystoreLocation;
        options.SslKeystorePassword = Text(section, nameof(options.SslKeystorePassword)) ?? options.SslKeystorePassword;
        options.RequestTimeout = Time(section, nameof(options.RequestTimeout)) ?? options.RequestTimeout;
    }

    private static string? ClickHouseConnection(IConfiguration configuration)
    {
        if (configuration.GetConnectionString("clickhouse") is { Length: > 0 } connection)
        {
            return connection;
        }

        var section = configuration.GetSection("ClickHouse");
        if (Text(section, "ConnectionString") is { } whole)
        {
            return whole;
        }

        var parts = section.GetChildren().Where(child => child.Value is not null).ToList();
        return parts.Count == 0 ? null : string.Join(';', parts.Select(part => $"{part.Key}={Quoted(part.Value!)}"));
    }

    // As DbConnectionStringBuilder reads it: a value with a separator stands in quotes, quotes in it are doubled.
    private static string Quoted(string value) =>
        value.AsSpan().IndexOfAny(";='\" ") < 0 ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string? Text(IConfiguration section, string key) => section[key] is { Length: > 0 } value ? value : null;

    private static bool? Flag(IConfigurationSection section, string key) => Text(section, key) switch
    {
        null => null,
        var text when bool.TryParse(text, out var value) => value,
        var text => throw Refused(section, key, text, "true or false"),
    };

    private static int? Number(IConfigurationSection section, string key, int least, int most) => Text(section, key) switch
    {
        null => null,
        var text when int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most => value,
        var text => throw Refused(section, key, text, $"a whole number from {least} to {most}"),
    };

    private static TimeSpan? Time(IConfigurationSection section, string key) => Text(section, key) switch
    {
        null => null,
        // "5" is five days to TimeSpan.Parse; nobody means that.
        var text when text.Contains(':') && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value) && value > TimeSpan.Zero => value,
        var text => throw Refused(section, key, text, "a time like 00:00:02 or 00:00:00.500"),
    };

    private static PipelineStartException Refused(IConfigurationSection section, string key, string? value, string expected) =>
        new($"{section.Path}:{key} is '{value}', expected {expected}.");
}
