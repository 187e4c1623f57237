using System.Collections.Concurrent;

namespace Denormalized.Hosting;

/// <summary>The workers of the host's pipelines; a singleton of the container.</summary>
public sealed class PipelineMonitor
{
    private readonly ConcurrentBag<PipelineStatus> _pipelines = [];

    /// <summary>One for each worker.</summary>
    public IReadOnlyCollection<PipelineStatus> Pipelines => _pipelines;

    internal void Add(PipelineStatus status) => _pipelines.Add(status);
}
