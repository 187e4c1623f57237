using Denormalized;
using ThreeProjects.Contracts;

namespace ThreeProjects.Pipelines;

/// <summary>Finds the page views that took longer than a second.</summary>
[Pipeline("slowness")]
public sealed partial class Slowness(IRegions regions)
{
    public IStream<SlowView> Slow(IStream<PageView> views) => views
        .Where(v => v.LatencyMs > 1000)
        .Select(v => new SlowView { Id = v.Id, At = v.At, Region = regions.Of(v.Country), Url = v.Url, LatencyMs = v.LatencyMs });
}
