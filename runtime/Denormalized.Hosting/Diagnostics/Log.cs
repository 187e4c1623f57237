using Microsoft.Extensions.Logging;

namespace Denormalized.Hosting;

/// <summary>The messages of this package.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Pipeline {Pipeline} ({Fingerprint}): {Topics} -> {Tables}; group {Group}, Kafka {Kafka}, {Sink}, latency target {LatencyTarget}")]
    public static partial void Starting(ILogger logger, string pipeline, string fingerprint, string topics, string tables, string group, string kafka, string sink, TimeSpan latencyTarget);

    [LoggerMessage(2, LogLevel.Information, "Pipeline {Pipeline}: partitions assigned: {Positions}")]
    public static partial void Assigned(ILogger logger, string pipeline, string positions);

    [LoggerMessage(3, LogLevel.Information, "Pipeline {Pipeline}: partitions revoked (lost: {Lost}): {Partitions}")]
    public static partial void Revoked(ILogger logger, string pipeline, bool lost, string partitions);

    [LoggerMessage(4, LogLevel.Information, "Pipeline {Pipeline}: {Stored} offsets of {Partition} from {From} on are stored in {Table} already and will be skipped")]
    public static partial void SkipSetLoaded(ILogger logger, string pipeline, long stored, string partition, long from, string table);

    [LoggerMessage(5, LogLevel.Warning, "Pipeline {Pipeline}: {Partition} has committed offset {Offset} of another incarnation ({Committed}, now {Current}): the topic was made again, reading starts at its first message")]
    public static partial void NewIncarnation(ILogger logger, string pipeline, string partition, long offset, string committed, string current);

    [LoggerMessage(6, LogLevel.Error, "Pipeline {Pipeline}: {Count} messages of {Partition} are lost: offset {Expected} was next, the broker's first is {First}. They were deleted before they were read; raise the topic's retention")]
    public static partial void MessagesLost(ILogger logger, string pipeline, long count, string partition, long expected, long first);

    [LoggerMessage(7, LogLevel.Warning, "Pipeline {Pipeline}: insert failed, attempt {Attempt}, again in {Delay}")]
    public static partial void InsertRetried(ILogger logger, string pipeline, int attempt, TimeSpan delay, Exception error);

    [LoggerMessage(8, LogLevel.Warning, "Pipeline {Pipeline}: ClickHouse refuses a row in a batch of {Messages} messages for {Table}; the batch is read again in halves to set that row apart")]
    public static partial void BatchRefused(ILogger logger, string pipeline, int messages, string table, Exception error);

    [LoggerMessage(9, LogLevel.Information, "Pipeline {Pipeline}: reading again from the stored offsets: {Reason}")]
    public static partial void Recovering(ILogger logger, string pipeline, string reason);

    [LoggerMessage(10, LogLevel.Warning, "Pipeline {Pipeline}: message {Offset} of {Partition} is a dead letter: {Reason} {Message}")]
    public static partial void DeadLetter(ILogger logger, string pipeline, string partition, long offset, string reason, string message);

    [LoggerMessage(11, LogLevel.Warning, "Pipeline {Pipeline}: the dead-letter topic refuses {Count} messages, they go to table {Table}")]
    public static partial void DeadLetterTopicRefuses(ILogger logger, string pipeline, int count, string table, Exception error);

    [LoggerMessage(12, LogLevel.Error, "Pipeline {Pipeline}: dead letters can be written nowhere, the pipeline waits; attempt {Attempt}, again in {Delay}")]
    public static partial void DeadLettersWait(ILogger logger, string pipeline, int attempt, TimeSpan delay, Exception error);

    [LoggerMessage(13, LogLevel.Information, "Pipeline {Pipeline}: paused, the insert under way takes long")]
    public static partial void Paused(ILogger logger, string pipeline);

    [LoggerMessage(14, LogLevel.Information, "Pipeline {Pipeline}: resumed")]
    public static partial void Resumed(ILogger logger, string pipeline);

    [LoggerMessage(15, LogLevel.Warning, "Pipeline {Pipeline}: offsets were not committed and will be with the next batch")]
    public static partial void CommitFailed(ILogger logger, string pipeline, Exception error);

    [LoggerMessage(16, LogLevel.Warning, "Pipeline {Pipeline}: the partitions belong to another consumer by now; what was read and not stored is left to it")]
    public static partial void Fenced(ILogger logger, string pipeline, Exception error);

    [LoggerMessage(17, LogLevel.Warning, "Pipeline {Pipeline}: the insert under way was abandoned; its messages will be read again")]
    public static partial void Abandoned(ILogger logger, string pipeline);

    [LoggerMessage(18, LogLevel.Information, "Pipeline {Pipeline}: stopped; stored {Rows} rows, filtered {Filtered}, dead {Dead}")]
    public static partial void Stopped(ILogger logger, string pipeline, long rows, long filtered, long dead);

    [LoggerMessage(19, LogLevel.Critical, "Pipeline {Pipeline} failed")]
    public static partial void Failed(ILogger logger, string pipeline, Exception error);

    [LoggerMessage(20, LogLevel.Information, "Created {Kind} {Name}")]
    public static partial void Created(ILogger logger, string kind, string name);

    [LoggerMessage(21, LogLevel.Warning, "Pipeline {Pipeline}: {Warning}")]
    public static partial void Guarantee(ILogger logger, string pipeline, string warning);

    [LoggerMessage(22, LogLevel.Warning, "Pipeline {Pipeline}: {Operation} failed, attempt {Attempt}, again in {Delay}")]
    public static partial void Retried(ILogger logger, string pipeline, string operation, int attempt, TimeSpan delay, Exception error);

    [LoggerMessage(23, LogLevel.Information, "Replay of {Pipeline} by {Provenance}: filling {Table}, {Copied} rows taken over as they are, messages from {Positions} on")]
    public static partial void ReplayBegins(ILogger logger, string pipeline, string provenance, string table, long copied, string positions);

    [LoggerMessage(24, LogLevel.Information, "Replay of {Pipeline}: {Read} messages read, {Behind} behind")]
    public static partial void ReplayProgress(ILogger logger, string pipeline, long read, long behind);

    [LoggerMessage(25, LogLevel.Information, "Replay of {Pipeline}: table {Table}: {Comparison}")]
    public static partial void ReplayCompared(ILogger logger, string pipeline, string table, ReplayComparison comparison);

    [LoggerMessage(26, LogLevel.Information, "Replay of {Pipeline}: caught up; nothing is exchanged yet. Look at {Tables}, then run it again with --exchange (Denormalized:Replay:Exchange=true): it goes on from here")]
    public static partial void ReplayWaits(ILogger logger, string pipeline, string tables);

    [LoggerMessage(27, LogLevel.Warning, "Replay of {Pipeline}: waiting until the workers stop: {Partitions} partitions are with others in group {Group}. Stop the workers of the older version now")]
    public static partial void ReplayWaitsForWorkers(ILogger logger, string pipeline, int partitions, string group);

    [LoggerMessage(28, LogLevel.Information, "Replay of {Pipeline}: exchanged {Tables}; workers of this version go on at {Positions}")]
    public static partial void ReplayExchanged(ILogger logger, string pipeline, string tables, string positions);

    [LoggerMessage(29, LogLevel.Information, "Replay of {Pipeline}: table {Table} is new; {Old} holds the rows from before, drop it when it is no longer wanted")]
    public static partial void ReplayFinished(ILogger logger, string pipeline, string table, string old);

    [LoggerMessage(30, LogLevel.Warning, "Replay of {Pipeline} was interrupted; run it again and it goes on from there")]
    public static partial void ReplayInterrupted(ILogger logger, string pipeline);

    [LoggerMessage(31, LogLevel.Critical, "Replay of {Pipeline} failed; what was replayed stays, and a new run goes on from there")]
    public static partial void ReplayFailed(ILogger logger, string pipeline, Exception error);

    [LoggerMessage(32, LogLevel.Information, "Pipeline {Pipeline}: table {Table} holds rows of older logic ({Rows}); 'dotnet denormalized replay --pipeline {Pipeline}' makes them anew")]
    public static partial void OlderLogic(ILogger logger, string pipeline, string table, string rows);
}
