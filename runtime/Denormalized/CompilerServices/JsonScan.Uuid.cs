using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Denormalized.CompilerServices;

/// <content>
/// UUIDs. One shuffle picks the 32 digits in ClickHouse's byte order (two little-endian halves, so each half from its
/// last pair of digits to its first); the pairs then become bytes.
/// </content>
public static unsafe partial class JsonScan
{
    private const int UuidLength = 36;

    /// <summary>A UUID of the form 8-4-4-4-12, in either case.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* Uuid(byte* p, UuidBits* dst, DecodeContext ctx) =>
        *p == '"' && p[UuidLength + 1] == '"' && TryUuid(p + 1, dst) ? p + UuidLength + 2 : UuidSlow(p, dst, ctx);

    /// <summary>Reads 36 characters; 64 bytes must be readable.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool TryUuid(byte* s, UuidBits* dst)
    {
        if (!(s[8] == '-' & s[13] == '-' & s[18] == '-' & s[23] == '-'))
        {
            return false;
        }

        return Avx512Vbmi.IsSupported && Avx512BW.VL.IsSupported ? TryUuidVbmi(s, dst)
            : Vector128.IsHardwareAccelerated ? TryUuid128(s, dst)
            : TryUuidScalar(s, dst);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool TryUuidVbmi(byte* s, UuidBits* dst)
    {
        Vector512<byte> order = Vector512.Create(
            Vector256.Create(
                (byte)16, 17, 14, 15, 11, 12, 9, 10, 6, 7, 4, 5, 2, 3, 0, 1,
                34, 35, 32, 33, 30, 31, 28, 29, 26, 27, 24, 25, 21, 22, 19, 20),
            Vector256<byte>.Zero);
        Vector256<byte> chars = Avx512Vbmi.PermuteVar64x8(Vector512.Load(s), order).GetLower();
        Vector256<byte> digit = chars - Vector256.Create((byte)'0');
        Vector256<byte> letter = (chars | Vector256.Create((byte)0x20)) - Vector256.Create((byte)'a');
        Vector256<byte> isDigit = Vector256.LessThanOrEqual(digit, Vector256.Create((byte)9));
        Vector256<byte> isLetter = Vector256.LessThanOrEqual(letter, Vector256.Create((byte)5));
        Vector256<byte> nibbles = Vector256.ConditionalSelect(isDigit, digit, letter + Vector256.Create((byte)10));

        // First nibble * 16 + second, in 16 bits each, which are then narrowed.
        Vector256<short> bytes = Avx2.MultiplyAddAdjacent(nibbles, Vector256.Create((short)0x0110).AsSByte());
        Avx512BW.VL.ConvertToVector128Byte(bytes).Store((byte*)dst);
        return (isDigit | isLetter) == Vector256<byte>.AllBitsSet;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool TryUuid128(byte* s, UuidBits* dst)
    {
        // Each half spans 18 characters: one shuffle of 16, and the remaining pair put in beside.
        Vector128<byte> high = Vector128.Shuffle(
            Vector128.Load(s), Vector128.Create((byte)255, 255, 14, 15, 11, 12, 9, 10, 6, 7, 4, 5, 2, 3, 0, 1));
        Vector128<byte> low = Vector128.Shuffle(
            Vector128.Load(s + 20), Vector128.Create((byte)14, 15, 12, 13, 10, 11, 8, 9, 6, 7, 4, 5, 1, 2, 255, 255));
        high = high.AsUInt16().WithElement(0, Unsafe.ReadUnaligned<ushort>(s + 16)).AsByte();
        low = low.AsUInt16().WithElement(7, Unsafe.ReadUnaligned<ushort>(s + 19)).AsByte();
        return TryNibbles(high, out high) & TryNibbles(low, out low) && StoreUuid(high, low, dst);
    }

    internal static bool TryUuidScalar(byte* s, UuidBits* dst)
    {
        ulong high = 0;
        ulong low = 0;
        int bad = 0;
        for (int i = 0; i < UuidLength; i++)
        {
            if (i is 8 or 13 or 18 or 23)
            {
                continue;
            }

            int digit = Hex(s[i]);
            bad |= digit;
            if (i < 18)
            {
                high = (high << 4) | (uint)(digit & 15);
            }
            else
            {
                low = (low << 4) | (uint)(digit & 15);
            }
        }

        dst->High = high;
        dst->Low = low;
        return bad >= 0;
    }

    /// <summary>Values of 16 hexadecimal digits; false when one is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryNibbles(Vector128<byte> chars, out Vector128<byte> nibbles)
    {
        Vector128<byte> digit = chars - Vector128.Create((byte)'0');
        Vector128<byte> letter = (chars | Vector128.Create((byte)0x20)) - Vector128.Create((byte)'a');
        Vector128<byte> isDigit = Vector128.LessThanOrEqual(digit, Vector128.Create((byte)9));
        Vector128<byte> isLetter = Vector128.LessThanOrEqual(letter, Vector128.Create((byte)5));
        nibbles = Vector128.ConditionalSelect(isDigit, digit, letter + Vector128.Create((byte)10));
        return (isDigit | isLetter) == Vector128<byte>.AllBitsSet;
    }

    /// <summary>Joins pairs of nibbles, the first of a pair in the lower byte, into bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool StoreUuid(Vector128<byte> high, Vector128<byte> low, UuidBits* dst)
    {
        Vector128<ushort> mask = Vector128.Create((ushort)0xFF);
        Vector128<ushort> h = ((high.AsUInt16() << 4) | (high.AsUInt16() >> 8)) & mask;
        Vector128<ushort> l = ((low.AsUInt16() << 4) | (low.AsUInt16() >> 8)) & mask;
        Vector128.Narrow(h, l).Store((byte*)dst);
        return true;
    }

    /// <summary>Something is wrong, or characters are written as escapes.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte* UuidSlow(byte* p, UuidBits* dst, DecodeContext ctx)
    {
        if (*p != '"')
        {
            return ctx.Fail(p, DecodeFailure.Value);
        }

        byte* end = Unescape(p, ctx, out byte* text, out int length);
        if (end == null)
        {
            return null;
        }

        return length == UuidLength && TryUuid(text, dst) ? end : ctx.Fail(p, DecodeFailure.Uuid);
    }
}
