using Denormalized.Kafka;
using Microsoft.Extensions.Logging;
using Polly;

namespace Denormalized.Hosting;

/// <summary>What the loop works with.</summary>
internal sealed class LoopServices
{
    public required DenormalizedOptions Options { get; init; }

    public required PipelineOptions PipelineOptions { get; init; }

    public required IInserter Inserter { get; init; }

    public required IStoredOffsets Stored { get; init; }

    public required Ownership Ownership { get; init; }

    public required DeadLetterWriter DeadLetters { get; init; }

    public required WriterSchemas Schemas { get; init; }

    public required PipelineStatus Status { get; init; }

    public required ILogger Logger { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>Where partitions begin of which the group has committed nothing; null: at their first message.</summary>
    public IReadOnlyDictionary<TopicPartition, long>? From { get; init; }

    /// <summary>Runs something that needs ClickHouse or Kafka on the loop's thread, until it succeeds or cannot.</summary>
    public T Retry<T>(string operation, Func<CancellationToken, Task<T>> action, CancellationToken cancellationToken)
    {
        var retry = Retries.Create(Time, error => error is not (OperationCanceledException or PipelineStartException), (error, attempt, delay) =>
        {
            Status.Problem(operation, $"{operation} fails: {error.Message}");
            Status.Metrics.Error(Status.Pipeline, operation);
            Log.Retried(Logger, Status.Pipeline, operation, attempt, delay, error);
        });
        var result = retry.ExecuteAsync(async token => await action(token).ConfigureAwait(false), cancellationToken).AsTask().GetAwaiter().GetResult();
        Status.Solved(operation);
        return result;
    }
}
