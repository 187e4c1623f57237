using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

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
        int whole = Bmi2.X64.IsSupported && (bit & 7) == 0 && width is > 0 and <= 16 ? values.Length & -8 : 0;
        UnpackGroups(ref Unsafe.Add(ref p, (nint)(bit >> 3)), width, values[..whole]);
        bit += (long)whole * width;
        for (int i = whole; i < values.Length; i++, bit += width)
        {
            values[i] = (int)((Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref p, (nint)(bit >> 3))) >> (int)(bit & 7)) & mask);
        }
    }

    /// <summary>
    /// Groups of eight values, each of which is <paramref name="width"/> bytes: four or eight values of a word are put apart at once.
    /// </summary>
    private static void UnpackGroups(ref byte p, int width, Span<int> values)
    {
        ref uint to = ref Unsafe.As<int, uint>(ref MemoryMarshal.GetReference(values));
        ulong mask = (1UL << width) - 1;
        if (width <= 8)
        {
            for (int i = 0; i < values.Length; i += 8, p = ref Unsafe.Add(ref p, width))
            {
                ulong bytes = Bmi2.X64.ParallelBitDeposit(Unsafe.ReadUnaligned<ulong>(ref p), mask * 0x0101010101010101);
                (Vector128<uint> first, Vector128<uint> last) = Vector128.Widen(Vector128.WidenLower(Vector128.CreateScalar(bytes).AsByte()));
                first.StoreUnsafe(ref to, (nuint)i);
                last.StoreUnsafe(ref to, (nuint)i + 4);
            }

            return;
        }

        for (int i = 0; i < values.Length; i += 8, p = ref Unsafe.Add(ref p, width))
        {
            ulong first = Unsafe.ReadUnaligned<ulong>(ref p);
            ulong last = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref p, width / 2)) >> (4 * (width & 1));
            Apart(first, mask).StoreUnsafe(ref to, (nuint)i);
            Apart(last, mask).StoreUnsafe(ref to, (nuint)i + 4);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Apart(ulong four, ulong mask) =>
        Vector128.WidenLower(Vector128.CreateScalar(Bmi2.X64.ParallelBitDeposit(four, mask * 0x0001000100010001)).AsUInt16());

    /// <summary>Unpacks values of at most 8 bits.</summary>
    public static void Unpack(ReadOnlySpan<byte> packed, long bit, int width, Span<byte> values)
    {
        if (values.Length == 0)
        {
            return;
        }

        _ = packed[(int)(((bit + ((long)(values.Length - 1) * width)) >> 3) + 7)];
        ref byte p = ref MemoryMarshal.GetReference(packed);
        int mask = (1 << width) - 1;
        int i = 0;
        if (Bmi2.X64.IsSupported && (bit & 7) == 0)
        {
            ulong lanes = (ulong)mask * 0x0101010101010101;
            foreach (ref ulong eight in MemoryMarshal.Cast<byte, ulong>(values))
            {
                eight = Bmi2.X64.ParallelBitDeposit(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref p, (nint)(bit >> 3))), lanes);
                bit += 8 * width;
            }

            i = values.Length & -8;
        }

        for (; i < values.Length; i++, bit += width)
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
        _ = packed[(int)((((long)values.Length * width) + 7) / 8) + 7]; // one check for all
        ref byte p = ref MemoryMarshal.GetReference(packed);
        ulong word = 0;
        int bits = 0;
        int at = 0;
        foreach (int value in values)
        {
            word |= (ulong)(uint)value << bits;
            bits += width;
            if (bits >= 32)
            {
                Unsafe.WriteUnaligned(ref Unsafe.Add(ref p, at), (uint)word);
                word >>= 32;
                bits -= 32;
                at += 4;
            }
        }

        Unsafe.WriteUnaligned(ref Unsafe.Add(ref p, at), (uint)word);
        return at + ((bits + 7) / 8);
    }

    /// <summary>Packs values of at most 8 bits; returns the bytes written. Up to <see cref="Padding"/> more are touched.</summary>
    public static int Pack(ReadOnlySpan<byte> values, int width, Span<byte> packed)
    {
        _ = packed[(int)((((long)values.Length * width) + 7) / 8) + 7];
        ref byte p = ref MemoryMarshal.GetReference(packed);
        int at = 0;
        ReadOnlySpan<ulong> eights = MemoryMarshal.Cast<byte, ulong>(values);
        foreach (ulong eight in eights)
        {
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref p, at), Gather(eight, width));
            at += width; // eight values
        }

        ulong rest = 0;
        int left = values.Length & 7;
        for (int i = 0; i < left; i++)
        {
            rest |= (ulong)values[values.Length - left + i] << (i * width);
        }

        Unsafe.WriteUnaligned(ref Unsafe.Add(ref p, at), rest);
        return at + (((left * width) + 7) / 8);
    }

    /// <summary>The lowest bits of eight bytes, one behind the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Gather(ulong eight, int width)
    {
        if (width == 1)
        {
            return (eight * 0x0102040810204080UL) >> 56;
        }

        ulong word = 0;
        for (int i = 0; i < 8; i++, eight >>= 8)
        {
            word |= (eight & 0xFF) << (i * width);
        }

        return word;
    }

    /// <summary>Packs values of at most 64 bits whose number is a multiple of eight; returns the bytes written. Up to <see cref="Padding"/> more are touched.</summary>
    public static int Pack(ReadOnlySpan<ulong> values, int width, Span<byte> packed)
    {
        _ = packed[(values.Length / 8 * width) + 7];
        ref byte p = ref MemoryMarshal.GetReference(packed);
        ulong word = 0;
        int bits = 0;
        int at = 0;
        foreach (ulong value in values)
        {
            word |= value << bits;
            bits += width;
            if (bits >= 64)
            {
                Unsafe.WriteUnaligned(ref Unsafe.Add(ref p, at), word);
                bits -= 64;
                word = bits == 0 ? 0 : value >> (width - bits);
                at += 8;
            }
        }

        Unsafe.WriteUnaligned(ref Unsafe.Add(ref p, at), word);
        return values.Length / 8 * width;
    }
}
