using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Denormalized.ParquetFormat;

/// <summary>Values of some bits each, one behind the other, lowest bits first: 3 bits, 1 2 3 = <c>D1 00</c>.</summary>
internal static class BitPacking
{
    /// <summary>Bytes that must be readable, or may be written, behind packed values: values are moved in words.</summary>
    public const int Padding = 16;

    /// <summary>Unpacks values of at most 32 bits.</summary>
    /// <param name="packed">The values, and <see cref="Padding"/> behind them.</param>
    /// <param name="bit">Bit at which the first begins.</param>
    /// <param name="width">Bits of a value.</param>
    /// <param name="values">Filled.</param>
    public static void Unpack(ReadOnlySpan<byte> packed, long bit, int width, Span<int> values)
    {
        if (values.Length == 0)
        {
            return;
        }

        // One check for all: the last word that is loaded must be there.
        _ = packed[(int)(((bit + ((long)(values.Length - 1) * width)) >> 3) + 7)];
        ref byte p = ref MemoryMarshal.GetReference(packed);
        ulong mask = (1UL << width) - 1;
        for (int i = 0; i < values.Length; i++, bit += width)
        {
            values[i] = (int)((Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref p, (nint)(bit >> 3))) >> (int)(bit & 7)) & mask);
        }
    }

    /// <summary>Unpacks values of at most 8 bits.</summary>
    public static void Unpack(ReadOnlySpan<byte> packed, long bit, int width, Span<byte> values)
    {
        if (values.Length == 0)
        {
            return;
        }

        _ = packed[(int)(((bit + ((long)(values.Length - 1) * width)) >> 3) + 1)];
        ref byte p = ref MemoryMarshal.GetReference(packed);
        int mask = (1 << width) - 1;
        for (int i = 0; i < values.Length; i++, bit += width)
        {
            values[i] = (byte)((Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref p, (nint)(bit >> 3))) >> (int)(bit & 7)) & mask);
        }
    }

    /// <summary>One value of at most 64 bits.</summary>
    public static ulong One(ReadOnlySpan<byte> packed, long bit, int width)
    {
        ReadOnlySpan<byte> from = packed[(int)(bit >> 3)..];
        int shift = (int)(bit & 7);
        ulong value = MemoryMarshal.Read<ulong>(from) >> shift;
        if (shift + width > 64)
        {
            value |= (ulong)from[8] << (64 - shift);
        }

        return width == 64 ? value : value & ((1UL << width) - 1);
    }

    /// <summary>Packs values; returns the bytes written. Up to <see cref="Padding"/> more are touched.</summary>
    public static int Pack(ReadOnlySpan<int> values, int width, Span<byte> packed)
    {
        ulong word = 0;
        int bits = 0;
        int at = 0;
        foreach (int value in values)
        {
            word |= (ulong)(uint)value << bits;
            bits += width;
            if (bits >= 32)
            {
                MemoryMarshal.Write(packed[at..], (uint)word);
                word >>= 32;
                bits -= 32;
                at += 4;
            }
        }

        MemoryMarshal.Write(packed[at..], (uint)word);
        return at + ((bits + 7) / 8);
    }
}
