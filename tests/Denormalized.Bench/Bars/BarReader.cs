using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace Denormalized.Bench.Bars;

/// <summary>The reader of the hand-written bars, bounds checked. Frozen, as <see cref="BarWriter"/>.</summary>
internal ref struct BarReader(ReadOnlySpan<byte> source)
{
    private const long UnixEpochTicks = 621_355_968_000_000_000L;

    public readonly ReadOnlySpan<byte> Source = source;
    public int Position;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong VarInt()
    {
        Need(1);
        byte first = At();
        if (first < 0x80)
        {
            Position++;
            return first;
        }

        if (Source.Length - Position >= 8 && Bmi2.X64.IsSupported)
        {
            ulong x = Unsafe.ReadUnaligned<ulong>(ref At());
            ulong stop = ~x & 0x8080808080808080;
            if (stop != 0)
            {
                Position += (BitOperations.TrailingZeroCount(stop) >> 3) + 1;
                return Bmi2.X64.ParallelBitExtract(x & (stop ^ (stop - 1)), 0x7F7F7F7F7F7F7F7F);
            }
        }

        return VarIntSlow();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long ZigZag()
    {
        ulong value = VarInt();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Raw<T>()
        where T : unmanaged
    {
        Need(Unsafe.SizeOf<T>());
        T value = Unsafe.ReadUnaligned<T>(ref At());
        Position += Unsafe.SizeOf<T>();
        return value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> View(int count)
    {
        Need(count);
        ReadOnlySpan<byte> view = Source.Slice(Position, count);
        Position += count;
        return view;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public string String(int count)
    {
        Need(count);
        string text = Widen(ref At(), count);
        Position += count;
        return text;
    }

    /// <summary>UUID as ClickHouse lays it out: two little-endian halves.</summary>
    public Guid Uuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, Raw<ulong>());
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Raw<ulong>());
        return new Guid(bytes, bigEndian: true);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DateTime Instant(long micros) => new((micros * 10) + UnixEpochTicks, DateTimeKind.Utc);

    /// <summary>A decimal(18,4) of its unscaled value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static decimal Decimal4(long unscaled)
    {
        long magnitude = unscaled < 0 ? -unscaled : unscaled;
        return new decimal((int)magnitude, (int)(magnitude >> 32), 0, unscaled < 0, 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly ref byte At() => ref Unsafe.Add(ref MemoryMarshal.GetReference(Source), Position);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Need(int count)
    {
        if ((uint)count > (uint)(Source.Length - Position))
        {
            throw new EndOfStreamException();
        }
    }

    private ulong VarIntSlow()
    {
        ulong value = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            byte b = Raw<byte>();
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
            {
                return value;
            }
        }

        throw new EndOfStreamException();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static string Widen(ref byte source, int count)
    {
        if (count == 0)
        {
            return "";
        }

        string text = new('\0', count);
        ref ushort target = ref Unsafe.As<char, ushort>(ref MemoryMarshal.GetReference(text.AsSpan()));
        bool isAscii = count >= 16 ? WidenVectors(ref source, ref target, count) : WidenUnits(ref source, ref target, count);
        return isAscii ? text : Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpan(ref source, count));
    }

    private static bool WidenVectors(ref byte source, ref ushort target, int count)
    {
        Vector128<byte> all = default;
        for (int i = 0; i < count; i += 16)
        {
            int at = Math.Min(i, count - 16);
            var bytes = Vector128.LoadUnsafe(ref source, (nuint)at);
            all |= bytes;
            Vector256.WidenLower(bytes.ToVector256Unsafe()).StoreUnsafe(ref target, (nuint)at);
        }

        return all.ExtractMostSignificantBits() == 0;
    }

    private static bool WidenUnits(ref byte source, ref ushort target, int count)
    {
        uint all = 0;
        for (int i = 0; i < count; i++)
        {
            uint b = Unsafe.Add(ref source, i);
            all |= b;
            Unsafe.Add(ref target, i) = (ushort)b;
        }

        return all < 0x80;
    }
}
