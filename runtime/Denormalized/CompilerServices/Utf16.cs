using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using System.Text.Unicode;

namespace Denormalized.CompilerServices;

/// <summary>
/// The one place where C# strings become UTF-8 and back. Nearly all text is ASCII, so the units are narrowed (or the
/// bytes widened) optimistically, and only what turns out not to be ASCII takes the general way.
/// </summary>
internal static unsafe class Utf16
{
    private const ushort NonAscii = 0xFF80;

    /// <summary>
    /// Narrows a string's units into as many bytes at <paramref name="destination"/>; false when one was not ASCII, and then
    /// what was written is meaningless. References, not pointers: a pinned local would send every position through memory.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryNarrow(string source, ref byte destination) =>
        TryNarrow(ref Unsafe.As<char, ushort>(ref MemoryMarshal.GetReference(source.AsSpan())), ref destination, source.Length);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool TryNarrow(ref ushort source, ref byte destination, int count)
    {
        if (count >= 32)
        {
            return Vector256.IsHardwareAccelerated ? Narrow256(ref source, ref destination, count) : Narrow128(ref source, ref destination, count);
        }

        if (count >= 16)
        {
            return Narrow128(ref source, ref destination, count);
        }

        if (count >= 8)
        {
            return Narrow64(ref source, ref destination, count);
        }

        return count >= 4 ? Narrow32(ref source, ref destination, count) : NarrowScalar(ref source, ref destination, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool NarrowScalar(ref ushort source, ref byte destination, int count)
    {
        uint all = 0;
        for (int i = 0; i < count; i++)
        {
            uint unit = Unsafe.Add(ref source, i);
            all |= unit;
            Unsafe.Add(ref destination, i) = (byte)unit;
        }

        return all < 0x80;
    }

    /// <summary>For 4 to 8 units: two halves that overlap, no loop, no tail.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool Narrow32(ref ushort source, ref byte destination, int count)
    {
        ulong first = Unsafe.ReadUnaligned<ulong>(ref Unsafe.As<ushort, byte>(ref source));
        ulong last = Unsafe.ReadUnaligned<ulong>(ref Unsafe.As<ushort, byte>(ref Unsafe.Add(ref source, count - 4)));
        Vector128<ushort> units = Vector128.Create(first, last).AsUInt16();
        Vector128<uint> bytes = Vector128.Narrow(units, units).AsUInt32();
        Unsafe.WriteUnaligned(ref destination, bytes.ToScalar());
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref destination, count - 4), bytes.GetElement(1));
        return ((first | last) & 0xFF80_FF80_FF80_FF80) == 0;
    }

    /// <summary>For 8 to 16 units: two halves that overlap, no loop, no tail.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool Narrow64(ref ushort source, ref byte destination, int count)
    {
        var first = Vector128.LoadUnsafe(ref source);
        var last = Vector128.LoadUnsafe(ref source, (nuint)(count - 8));
        Vector128<ulong> bytes = Vector128.Narrow(first, last).AsUInt64();
        Unsafe.WriteUnaligned(ref destination, bytes.ToScalar());
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref destination, count - 8), bytes.GetElement(1));
        return ((first | last) & Vector128.Create(NonAscii)) == Vector128<ushort>.Zero;
    }

    /// <summary>For 16 units or more.</summary>
    internal static bool Narrow128(ref ushort source, ref byte destination, int count)
    {
        var all = Vector128<ushort>.Zero;
        for (int i = 0; i < count; i += 16)
        {
            int at = Math.Min(i, count - 16);
            var low = Vector128.LoadUnsafe(ref source, (nuint)at);
            var high = Vector128.LoadUnsafe(ref source, (nuint)(at + 8));
            all |= low | high;
            Vector128.Narrow(low, high).StoreUnsafe(ref destination, (nuint)at);
        }

        return (all & Vector128.Create(NonAscii)) == Vector128<ushort>.Zero;
    }

    /// <summary>For 32 units or more.</summary>
    internal static bool Narrow256(ref ushort source, ref byte destination, int count)
    {
        var all = Vector256<ushort>.Zero;
        for (int i = 0; i < count; i += 32)
        {
            int at = Math.Min(i, count - 32);
            var low = Vector256.LoadUnsafe(ref source, (nuint)at);
            var high = Vector256.LoadUnsafe(ref source, (nuint)(at + 16));
            all |= low | high;
            Vector256.Narrow(low, high).StoreUnsafe(ref destination, (nuint)at);
        }

        return (all & Vector256.Create(NonAscii)) == Vector256<ushort>.Zero;
    }

    /// <summary>Length in UTF-8. An unpaired surrogate throws: replacing it would change the value unseen.</summary>
    public static int ByteCount(string value, string member)
    {
        int index = IndexOfLoneSurrogate(value);
        if (index >= 0)
        {
            throw new WireRangeException(
                member,
                $"the string holds an unpaired surrogate (U+{(int)value[index]:X4}) at index {index}, which no UTF-8 can say");
        }

        return Encoding.UTF8.GetByteCount(value);
    }

    /// <summary>Writes a string that <see cref="ByteCount"/> has accepted.</summary>
    public static void Encode(string value, Span<byte> destination)
    {
        OperationStatus status = Utf8.FromUtf16(value, destination, out _, out _, replaceInvalidSequences: false);
        if (status != OperationStatus.Done)
        {
            throw new InvalidOperationException($"UTF-8 conversion ended with {status}; the string was changed while it was written");
        }
    }

    /// <summary>Makes a string of UTF-8.</summary>
    /// <exception cref="WireRangeException">It is none.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static string Decode(byte* source, int count) => TryDecode(source, count)
        // A ClickHouse String holds any bytes, and U+FFFD in their place would be another value.
        ?? throw new WireRangeException("", "the stored text is no UTF-8: declare the member as byte[] to read what is there");

    /// <summary>Makes a string of UTF-8; null when it is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static string? TryDecode(byte* source, int count)
    {
        if (count == 0)
        {
            return "";
        }

        string text = new('\0', count);
        fixed (char* d = text)
        {
            if (TryWiden(source, (ushort*)d, count))
            {
                return text;
            }
        }

        var utf8 = new ReadOnlySpan<byte>(source, count);
        return Utf8.IsValid(utf8) ? Encoding.UTF8.GetString(utf8) : null;
    }

    /// <summary>False when a byte was not ASCII. Writes exactly <paramref name="count"/> units.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool TryWiden(byte* source, ushort* destination, int count)
    {
        if (count < 16)
        {
            return count >= 8 ? Widen8(source, destination, count) : WidenScalar(source, destination, count);
        }

        var all = Vector128<byte>.Zero;
        for (int i = 0; i < count; i += 16)
        {
            int at = Math.Min(i, count - 16);
            var bytes = Vector128.Load(source + at);
            all |= bytes;
            (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(bytes);
            low.Store(destination + at);
            high.Store(destination + at + 8);
        }

        return all.ExtractMostSignificantBits() == 0;
    }

    /// <summary>For 8 to 16 bytes: two halves that overlap, no loop, no tail.</summary>
    internal static bool Widen8(byte* source, ushort* destination, int count)
    {
        ulong first = Unsafe.ReadUnaligned<ulong>(source);
        ulong last = Unsafe.ReadUnaligned<ulong>(source + count - 8);
        Vector128.WidenLower(Vector128.CreateScalarUnsafe(first).AsByte()).Store(destination);
        Vector128.WidenLower(Vector128.CreateScalarUnsafe(last).AsByte()).Store(destination + count - 8);
        return ((first | last) & 0x8080808080808080) == 0;
    }

    internal static bool WidenScalar(byte* source, ushort* destination, int count)
    {
        uint all = 0;
        for (int i = 0; i < count; i++)
        {
            uint b = source[i];
            all |= b;
            destination[i] = (ushort)b;
        }

        return all < 0x80;
    }

    private static int IndexOfLoneSurrogate(string value)
    {
        for (int i = 0; i < value.Length; i++)
        {
            if (!char.IsSurrogate(value[i]))
            {
                continue;
            }

            if (i + 1 == value.Length || !char.IsSurrogatePair(value[i], value[i + 1]))
            {
                return i;
            }

            i++;
        }

        return -1;
    }
}
