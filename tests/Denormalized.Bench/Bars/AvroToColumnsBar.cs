using System.Buffers.Binary;
using System.Buffers.Text;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Text.Unicode;

namespace Denormalized.Bench.Bars;

/// <summary>Avro PageViews straight into Native columns, by hand: strict on lengths and UTF-8, no allocation. Frozen.</summary>
internal sealed unsafe class AvroToColumnsBar : IDisposable
{
    private const int Block = 65_536;

    private readonly byte* _fixed = (byte*)NativeMemory.AlignedAlloc(80 * Block, 64);
    private readonly byte*[] _bases = new byte*[6];
    private readonly byte*[] _strings = new byte*[6];
    private long _tags;
    private long _attributes;
    private int _rows;

    public AvroToColumnsBar()
    {
        for (int i = 0; i < _bases.Length; i++)
        {
            _bases[i] = _strings[i] = (byte*)NativeMemory.Alloc(32 << 20);
        }
    }

    public int Decode(Messages messages)
    {
        fixed (byte* buffer = messages.Buffer)
        {
            for (int i = 0; i < messages.Count; i++)
            {
                if (_rows == Block || i == 0)
                {
                    Clear();
                }

                // The last rows are copied: wide loads would run past the buffer.
                if (!Row(buffer + messages.Starts[i], buffer + messages.Starts[i + 1], buffer + messages.Buffer.Length))
                {
                    throw new InvalidOperationException("the bar refused a row");
                }
            }
        }

        return messages.Count;
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_fixed);
        foreach (byte* strings in _bases)
        {
            NativeMemory.Free(strings);
        }
    }

    private void Clear()
    {
        _rows = 0;
        _tags = _attributes = 0;
        for (int i = 0; i < _bases.Length; i++)
        {
            _strings[i] = _bases[i];
        }
    }

    private bool Row(byte* p, byte* end, byte* limit)
    {
        if (limit - end < 64)
        {
            int length = (int)(end - p);
            byte* copy = stackalloc byte[length + 64];
            Unsafe.CopyBlockUnaligned(copy, p, (uint)length);
            p = copy;
            end = copy + length;
        }

        int row = _rows;
        long* longs = (long*)_fixed;
        if ((p = Long(p, out long n)) == null || n != 36 || !Utf8Parser.TryParse(new ReadOnlySpan<byte>(p, 36), out Guid id, out int used) || used != 36)
        {
            return false;
        }

        p += 36;
        id.TryWriteBytes(new Span<byte>(_fixed + (48 * Block) + (16 * row), 16), bigEndian: true, out _);
        if ((p = Long(p, out longs[row])) == null || (p = Text(p, end, 0)) == null || (p = Text(p, end, 1)) == null || (p = Long(p, out n)) == null)
        {
            return false;
        }

        _fixed[(64 * Block) + row] = n == 0 ? (byte)1 : (byte)0;
        if (n == 0)
        {
            *_strings[2]++ = 0;
        }
        else if ((p = Text(p, end, 2)) == null)
        {
            return false;
        }

        if ((p = Long(p, out longs[Block + row])) == null || (p = Long(p, out n)) == null || n != (int)n)
        {
            return false;
        }

        ((int*)(_fixed + (66 * Block)))[row] = (int)n;
        longs[(2 * Block) + row] = *(long*)p;
        _fixed[(65 * Block) + row] = p[8];
        if ((p = Long(p + 9, out n)) == null || n < 1 || n > 8)
        {
            return false;
        }

        longs[(3 * Block) + row] = BinaryPrimitives.ReverseEndianness(*(long*)p) >> (64 - (8 * (int)n));
        return (p = Collections(p + n, end, longs, row)) != null && p == end && ++_rows > 0;
    }

    private byte* Collections(byte* p, byte* end, long* longs, int row)
    {
        long n;
        while ((p = Long(p, out n)) != null && n != 0)
        {
            for (_tags += n; n > 0; n--)
            {
                if ((p = Text(p, end, 3)) == null)
                {
                    return null;
                }
            }
        }

        longs[(4 * Block) + row] = _tags;
        while (p != null && (p = Long(p, out n)) != null && n != 0)
        {
            for (_attributes += n; n > 0; n--)
            {
                if ((p = Text(p, end, 4)) == null || (p = Text(p, end, 5)) == null)
                {
                    return null;
                }
            }
        }

        longs[(5 * Block) + row] = _attributes;
        return p;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte* Text(byte* p, byte* end, int column)
    {
        if ((p = Long(p, out long n)) == null || (ulong)n > (ulong)(end - p))
        {
            return null;
        }

        byte* d = _strings[column];
        if (n < 64)
        {
            Vector512<byte> text = Vector512.Load(p);
            text.Store(d + 1);
            *d = (byte)n;
            _strings[column] = d + 1 + n;
            return (text.ExtractMostSignificantBits() & ((1UL << (int)n) - 1)) == 0 || Utf8.IsValid(new ReadOnlySpan<byte>(p, (int)n)) ? p + n : null;
        }

        for (ulong length = (ulong)n; ; length >>= 7)
        {
            *d++ = (byte)(length >= 128 ? length | 128 : length);
            if (length < 128)
            {
                break;
            }
        }

        Unsafe.CopyBlockUnaligned(d, p, (uint)n);
        _strings[column] = d + n;
        return Utf8.IsValid(new ReadOnlySpan<byte>(p, (int)n)) ? p + n : null;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* Long(byte* p, out long value)
    {
        ulong x = *(ulong*)p;
        ulong stop = ~x & 0x8080808080808080UL;
        if (stop == 0)
        {
            return LongSlow(p, out value);
        }

        int bits = BitOperations.TrailingZeroCount(stop) + 1;
        ulong z = Bmi2.X64.ParallelBitExtract(x & (ulong.MaxValue >> (64 - bits)), 0x7F7F7F7F7F7F7F7FUL);
        value = (long)(z >> 1) ^ -(long)(z & 1);
        return p + (bits >> 3);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte* LongSlow(byte* p, out long value)
    {
        ulong z = 0;
        int shift = 0;
        byte b;
        do
        {
            b = *p++;
            z |= (ulong)(b & 127) << shift;
            shift += 7;
        }
        while (b >= 128 && shift < 70);
        value = (long)(z >> 1) ^ -(long)(z & 1);
        return b >= 128 ? null : p;
    }
}
