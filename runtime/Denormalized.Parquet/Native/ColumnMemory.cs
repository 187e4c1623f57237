using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Denormalized.ParquetFormat;

/// <summary>A segment that is being made: unmanaged, as a block of columns wants it.</summary>
internal sealed unsafe class ColumnMemory : IDisposable
{
    /// <summary>Readers of columns load wider than a value.</summary>
    private const int Padding = 64;

    private long _capacity;

    public byte* Data { get; private set; }

    public long Length { get; private set; }

    public void Clear() => Length = 0;

    /// <summary>So many bytes at the end, which count as written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Take(long bytes)
    {
        if (_capacity - Length < bytes)
        {
            Grow(bytes);
        }

        Length += bytes;
        return Data + Length - bytes;
    }

    /// <summary>A string: its length (LEB128), then its bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AppendText(ReadOnlySpan<byte> text)
    {
        byte* p = Take(text.Length + 5);
        byte* start = p;
        uint length = (uint)text.Length;
        for (; length >= 0x80; length >>= 7)
        {
            *p++ = (byte)(length | 0x80);
        }

        *p++ = (byte)length;
        text.CopyTo(new Span<byte>(p, text.Length));
        Length -= 5 - (p - start);
    }

    public void Dispose()
    {
        NativeMemory.Free(Data);
        Data = null;
        Length = _capacity = 0;
        GC.SuppressFinalize(this);
    }

    ~ColumnMemory() => Dispose();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(long bytes)
    {
        _capacity = Math.Max(Length + bytes, Math.Max(1024, 2 * _capacity));
        Data = (byte*)NativeMemory.Realloc(Data, (nuint)(_capacity + Padding));
    }
}
