using Polly;
using Polly.Retry;

namespace Denormalized.Hosting;

/// <summary>Retries without end, from 100 ms to 30 s apart, with jitter so that workers do not come back together.</summary>
internal static class Retries
{
    public static ResiliencePipeline Create(TimeProvider time, Func<Exception, bool> transient, Action<Exception, int, TimeSpan> onRetry) =>
        new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = TimeSpan.FromMilliseconds(100),
                MaxDelay = TimeSpan.FromSeconds(30),
                ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception is { } error && transient(error)),
                OnRetry = args =>
                {
                    onRetry(args.Outcome.Exception!, args.AttemptNumber + 1, args.RetryDelay);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
}
