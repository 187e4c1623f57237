using Microsoft.Extensions.Logging;
using Polly;

namespace Denormalized.Hosting;

/// <summary>
/// Brings dead letters to safety: their topic, else the dead-letter table, else it waits and tries both again. The offset of
/// the message is committed only after this has returned.
/// </summary>
internal sealed class DeadLetterWriter
{
    private const string Step = "dead-letter";

    private readonly IDeadLetterTopic _topic;
    private readonly DeadLetterTable _table;
    private readonly DenormalizedOptions _options;
    private readonly PipelineStatus _status;
    private readonly ILogger _logger;
    private readonly ResiliencePipeline _retry;

    public DeadLetterWriter(IDeadLetterTopic topic, DeadLetterTable table, DenormalizedOptions options, PipelineStatus status, ILogger logger, TimeProvider time)
    {
        _topic = topic;
        _table = table;
        _options = options;
        _status = status;
        _logger = logger;
        _retry = Retries.Create(time, error => error is not OperationCanceledException, (error, attempt, delay) =>
        {
            status.Problem(Step, $"Dead letters can be written neither to their topic nor to table {options.DeadLetterTable}; the pipeline waits. {error.Message}");
            status.Metrics.Error(status.Pipeline, Step);
            Log.DeadLettersWait(logger, status.Pipeline, attempt, delay, error);
        });
    }

    /// <summary>Returns when every letter is acknowledged.</summary>
    public async Task WriteAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken)
    {
        if (letters.Count == 0)
        {
            return;
        }

        var open = letters;
        await _retry.ExecuteAsync(
            async token =>
            {
                open = await ProduceAsync(open, token).ConfigureAwait(false);
                if (open.Count > 0)
                {
                    await _table.InsertAsync(open, token).ConfigureAwait(false);
                    open = [];
                }
            },
            cancellationToken).ConfigureAwait(false);
        FaultPoints.Pass(FaultPoints.InDeadLetterAck);
        _status.Solved(Step);
    }

    // Returns what the topic refuses.
    private async Task<IReadOnlyList<DeadLetter>> ProduceAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken)
    {
        var results = await Task.WhenAll(letters.Select(letter => TryProduceAsync(letter, cancellationToken))).ConfigureAwait(false);
        var refused = new List<DeadLetter>();
        Exception? first = null;
        for (var i = 0; i < letters.Count; i++)
        {
            if (results[i] is { } error)
            {
                first ??= error;
                refused.Add(letters[i]);
            }
        }

        if (first is not null)
        {
            Log.DeadLetterTopicRefuses(_logger, _status.Pipeline, refused.Count, _options.DeadLetterTable, first);
        }

        return refused;
    }

    private async Task<Exception?> TryProduceAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        var topic = letter.Partition.Topic + _options.DeadLetterSuffix;
        while (true)
        {
            try
            {
                var (payload, headers) = _topic.HasHeaders ? (letter.Payload, letter.Headers().ToArray()) : (DeadLetterEnvelope.Write(letter), []);
                await _topic.ProduceAsync(topic, letter.Key, payload, headers, cancellationToken).ConfigureAwait(false);
                return null;
            }
            catch (MessageTooLargeException) when (letter.Payload.Length > 0)
            {
                letter = letter.Cut(letter.Payload.Length / 2);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                return error;
            }
        }
    }
}
