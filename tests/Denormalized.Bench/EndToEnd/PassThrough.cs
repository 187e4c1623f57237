namespace Denormalized.Bench.EndToEnd;

/// <summary>Stores every message as it is.</summary>
[Pipeline("bench")]
public sealed partial class PassThrough
{
    public IStream<PageView> Views(IStream<PageView> views) => views;
}

/// <summary>Stores every message that meets a condition, which all do.</summary>
[Pipeline("bench-condition")]
public sealed partial class Conditional
{
    public IStream<PageView> Views(IStream<PageView> views) => views.Where(v => v.Country != "");
}
