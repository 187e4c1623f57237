using System.ComponentModel;

namespace Denormalized.CompilerServices;

/// <summary>
/// One substream of a column as it lies in memory: the data of a fixed-width type, the strings, the null map or the
/// offsets of an array. Whose memory it is, the <see cref="ColumnBlock"/> says.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly unsafe struct Segment
{
    internal Segment(void* data, long bytes, TextDictionary? texts = null)
    {
        Data = (byte*)data;
        Bytes = bytes;
        Texts = texts;
    }

    /// <summary>First byte.</summary>
    public byte* Data { get; }

    /// <summary>Number of bytes.</summary>
    public long Bytes { get; }

    /// <summary>The strings to whose numbers (four bytes each) the data refers; null where the strings stand in the data.</summary>
    public TextDictionary? Texts { get; }
}
