namespace Denormalized.Tool.Infer.Decide;

/// <summary>Compares byte strings as unsigned bytes.</summary>
internal sealed class ByteOrder : IComparer<byte[]>
{
    public static readonly ByteOrder Instance = new();

    public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
}
