using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Denormalized.Hosting;

/// <summary>
/// Unhealthy when a worker failed or has not asked Kafka for a minute, degraded while one starts, or waits for ClickHouse or
/// the dead-letter topic.
/// </summary>
internal sealed class PipelineHealthCheck(PipelineMonitor monitor) : IHealthCheck
{
    private static readonly TimeSpan s_silence = TimeSpan.FromMinutes(1);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var failed = new List<string>();
        var waiting = new List<string>();
        var data = new Dictionary<string, object>();
        foreach (var status in monitor.Pipelines)
        {
            var name = $"{status.Pipeline}/{status.Worker}";
            data[$"{name} lag"] = status.Lag;
            data[$"{name} rows"] = status.RowsStored;
            switch (status.State)
            {
                case PipelineState.Failed:
                    failed.Add($"{name} failed: {status.CurrentProblem}");
                    break;
                case PipelineState.Running when status.SincePoll > s_silence:
                    failed.Add($"{name} has not asked Kafka for {status.SincePoll.TotalSeconds:F0} s");
                    break;
                case PipelineState.Waiting:
                    waiting.Add($"{name}: {status.CurrentProblem}");
                    break;
                case PipelineState.Starting:
                    waiting.Add($"{name} is starting");
                    break;
            }
        }

        var result = failed.Count > 0 ? HealthCheckResult.Unhealthy(string.Join("; ", failed.Concat(waiting)), data: data)
            : waiting.Count > 0 ? HealthCheckResult.Degraded(string.Join("; ", waiting), data: data)
            : HealthCheckResult.Healthy(data: data);
        return Task.FromResult(result);
    }
}
