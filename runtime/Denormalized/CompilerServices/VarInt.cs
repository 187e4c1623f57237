using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Denormalized.CompilerServices;

/// <summary>
/// Unsigned LEB128, seven bits a byte, lowest first: 300 = <c>AC 02</c>. ClickHouse's lengths and Avro's integers
/// (there after zigzag).
/// </summary>
internal static unsafe class VarInt
{
    /// <summary>A 64-bit value takes at most ten bytes.</summary>
    public const int MaxBytes = 10;

    private const ulong Payload = 0x7F7F7F7F7F7F7F7F;
    private const ulong Continue = 0x8080808080808080;

    /// <summary>Number of bytes of <paramref name="value"/>.</summary>
    public static int Size(ulong value) => (70 - BitOperations.LeadingZeroCount(value | 1)) / 7;

    /// <summary>Writes a value; up to ten bytes behind <paramref name="p"/> may be touched.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Write(byte* p, ulong value) => p + Write(ref *p, value);

    /// <summary>Writes a value and returns its size; up to ten bytes from <paramref name="p"/> on may be touched.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Write(ref byte p, ulong value)
    {
        if (value < 0x80)
        {
            p = (byte)value;
            return 1;
        }

        return Bmi2.X64.IsSupported && value < 1UL << 56 ? WriteBmi2(ref p, value) : WriteScalar(ref p, value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int WriteBmi2(ref byte p, ulong value)
    {
        int size = Size(value);
        ulong marks = Continue & ((1UL << (8 * (size - 1))) - 1);
        Unsafe.WriteUnaligned(ref p, Bmi2.X64.ParallelBitDeposit(value, Payload) | marks);
        return size;
    }

    internal static int WriteScalar(ref byte p, ulong value)
    {
        int size = 0;
        for (; value >= 0x80; value >>= 7)
        {
            Unsafe.Add(ref p, size++) = (byte)(value | 0x80);
        }

        Unsafe.Add(ref p, size++) = (byte)value;
        return size;
    }

    /// <summary>
    /// Reads a value from memory with eight readable bytes behind <paramref name="p"/>; null when it has more than ten
    /// bytes or more than 64 bits. The caller compares the result with the end of its data.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Read(byte* p, out ulong value)
    {
        ulong raw = Unsafe.ReadUnaligned<ulong>(p);
        if ((raw & 0x80) == 0)
        {
            value = raw & 0x7F;
            return p + 1;
        }

        ulong stop = ~raw & Continue;
        if (Bmi2.X64.IsSupported && stop != 0)
        {
            value = Bmi2.X64.ParallelBitExtract(raw & (stop ^ (stop - 1)), Payload);
            return p + (BitOperations.TrailingZeroCount(stop) >> 3) + 1;
        }

        return ReadScalar(p, out value);
    }

    /// <summary>Byte by byte; reads no byte behind the value.</summary>
    internal static byte* ReadScalar(byte* p, out ulong value)
    {
        ulong result = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            byte b = *p++;
            if (shift == 63 && b > 1)
            {
                break;
            }

            result |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
            {
                value = result;
                return p;
            }
        }

        value = 0;
        return null;
    }

    /// <summary>
    /// Reads a value that must end before <paramref name="end"/>. Null with <paramref name="malformed"/> false: more
    /// bytes are needed.
    /// </summary>
    public static byte* ReadBounded(byte* p, byte* end, out ulong value, out bool malformed)
    {
        malformed = false;
        value = 0;
        if (end - p >= 16)
        {
            byte* next = Read(p, out value);
            malformed = next == null;
            return next;
        }

        byte* limit = end - p > MaxBytes ? p + MaxBytes : end;
        for (byte* q = p; q < limit; q++)
        {
            if (*q < 0x80)
            {
                byte* next = ReadScalar(p, out value);
                malformed = next == null;
                return next;
            }
        }

        malformed = limit - p == MaxBytes;
        return null;
    }
}
