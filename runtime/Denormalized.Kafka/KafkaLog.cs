using Microsoft.Extensions.Logging;

namespace Denormalized.Kafka;

/// <summary>Log messages of this package.</summary>
internal static partial class KafkaLog
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "librdkafka {Version} from {Path}")]
    public static partial void LibraryLoaded(ILogger logger, Version version, string path);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "librdkafka {Version} from {Path} is older than {Recommended}, which fixed positions after errors in batch consuming; update the package librdkafka.redist")]
    public static partial void LibraryOld(ILogger logger, Version version, string path, Version recommended);

    [LoggerMessage(EventId = 3, Message = "{Client} [{Facility}] {Text}")]
    public static partial void Library(ILogger logger, LogLevel level, string client, string facility, string text);

    [LoggerMessage(EventId = 4, Level = LogLevel.Warning, Message = "{Client}: {Error} ({Code})")]
    public static partial void ClientError(ILogger logger, string client, string error, KafkaErrorCode code);

    [LoggerMessage(EventId = 5, Level = LogLevel.Critical, Message = "{Client}: fatal, the client must be made anew: {Error} ({Code})")]
    public static partial void FatalError(ILogger logger, string client, string error, KafkaErrorCode code);

    [LoggerMessage(EventId = 6, Level = LogLevel.Information, Message = "{Client}: assigned {Partitions}")]
    public static partial void Assigned(ILogger logger, string client, string partitions);

    [LoggerMessage(EventId = 7, Level = LogLevel.Information, Message = "{Client}: revoked {Partitions}")]
    public static partial void Revoked(ILogger logger, string client, string partitions);

    [LoggerMessage(EventId = 8, Level = LogLevel.Warning, Message = "{Client}: lost {Partitions}: the group has given them to others already")]
    public static partial void Lost(ILogger logger, string client, string partitions);

    [LoggerMessage(EventId = 9, Level = LogLevel.Error, Message = "{Client}: messages {First} to {Last} of {Partition} were deleted by the broker before they were read: {Count} offsets are LOST")]
    public static partial void MessagesLost(ILogger logger, string client, TopicPartition partition, long first, long last, long count);

    [LoggerMessage(EventId = 10, Level = LogLevel.Error, Message = "{Client}: the event handler threw")]
    public static partial void HandlerFailed(ILogger logger, Exception exception, string client);

    [LoggerMessage(EventId = 11, Level = LogLevel.Error, Message = "{Client}: closing failed")]
    public static partial void CloseFailed(ILogger logger, Exception exception, string client);

    [LoggerMessage(EventId = 12, Level = LogLevel.Warning, Message = "{Problem} Attempt {Attempt}, the next in {Delay}")]
    public static partial void RegistryRetried(ILogger logger, string problem, int attempt, TimeSpan delay);

    /// <summary>librdkafka's levels are those of syslog: 0 emergency to 7 debug.</summary>
    public static LogLevel Level(int syslogLevel) => syslogLevel switch
    {
        <= 2 => LogLevel.Critical,
        3 => LogLevel.Error,
        4 => LogLevel.Warning,
        5 or 6 => LogLevel.Information,
        _ => LogLevel.Debug,
    };
}
