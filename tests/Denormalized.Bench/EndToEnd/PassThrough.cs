namespace Denormalized.Bench.EndToEnd;

/// <summary>Stores every message as it is.</summary>
[Pipeline("bench")]
public sealed partial class PassThrough
{
    public IStream<PageView> Views(IStream<PageView> views) => views;
}
