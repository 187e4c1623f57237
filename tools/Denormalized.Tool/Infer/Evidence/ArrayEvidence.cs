namespace Denormalized.Tool.Infer.Evidence;

internal sealed class ArrayEvidence
{
    public long Count { get; private set; }

    public long Empty { get; private set; }

    public long Shortest { get; private set; } = long.MaxValue;

    public long Longest { get; private set; }

    public PathEvidence Items { get; } = new();

    public void Add(long length)
    {
        Count++;
        Empty += length == 0 ? 1 : 0;
        Shortest = Math.Min(Shortest, length);
        Longest = Math.Max(Longest, length);
    }

    public void Merge(ArrayEvidence other)
    {
        Count += other.Count;
        Empty += other.Empty;
        Shortest = Math.Min(Shortest, other.Shortest);
        Longest = Math.Max(Longest, other.Longest);
        Items.Merge(other.Items);
    }
}
