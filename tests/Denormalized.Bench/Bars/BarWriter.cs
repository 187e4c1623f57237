using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace Denormalized.Bench.Bars;

/// <summary>
/// The writer of the hand-written bars: what an expert writes for one record by hand, without regard for readability.
/// Frozen: generated code is measured against it, so it is never changed to follow.
/// </summary>
internal ref struct BarWriter(byte[] buffer)
{
    private const long UnixEpochTicks = 621_355_968_000_000_000L;

    public byte[] Buffer = buffer;
    public int Position;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref byte At() => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Buffer), Position);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Ensure(int count)
    {
        if (Buffer.Length - Position < count)
        {
            Array.Resize(ref Buffer, Math.Max(Buffer.Length * 2, Position + count));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Byte(byte value)
    {
        At() = value;
        Position++;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Raw<T>(T value)
        where T : unmanaged
    {
        Unsafe.WriteUnaligned(ref At(), value);
        Position += Unsafe.SizeOf<T>();
    }

    /// <summary>Zigzag LEB128, as Avro writes int and long.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void ZigZag(long value) => VarInt((ulong)((value << 1) ^ (value >> 63)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void VarInt(ulong value)
    {
        if (value < 0x80)
        {
            Byte((byte)value);
            return;
        }

        if (value < 1UL << 56 && Bmi2.X64.IsSupported)
        {
            int length = (70 - BitOperations.LeadingZeroCount(value)) / 7;
            Unsafe.WriteUnaligned(ref At(), Bmi2.X64.ParallelBitDeposit(value, 0x7F7F7F7F7F7F7F7F) | (0x8080808080808080 & ((1UL << (8 * (length - 1))) - 1)));
            Position += length;
            return;
        }

        for (; value >= 0x80; value >>= 7)
        {
            Byte((byte)(value | 0x80));
        }

        Byte((byte)value);
    }

    /// <summary>A string behind its length, doubled for Avro's zigzag (<paramref name="shift"/> 1) or plain (0).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void String(string text, int shift)
    {
        int n = text.Length;
        Ensure((n * 3) + 10);
        int prefix = n << shift;
        int header = prefix < 128 ? 1 : 2;
        ref ushort source = ref Unsafe.As<char, ushort>(ref MemoryMarshal.GetReference(text.AsSpan()));
        if (prefix < 16_384 && Narrow(ref source, ref Unsafe.Add(ref At(), header), n))
        {
            if (header == 1)
            {
                At() = (byte)prefix;
            }
            else
            {
                Unsafe.WriteUnaligned(ref At(), (ushort)((prefix & 0x7F) | 0x80 | ((prefix >> 7) << 8)));
            }

            Position += header + n;
            return;
        }

        Slow(text, shift);
    }

    /// <summary>UUID as ClickHouse lays it out: two little-endian halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Uuid(Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        Raw(BinaryPrimitives.ReadUInt64BigEndian(bytes));
        Raw(BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Micros(DateTime value) => (value.Ticks - UnixEpochTicks) / 10;

    /// <summary>Unscaled value of a decimal(18,4).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Unscaled4(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        long magnitude = ((long)(uint)bits[1] << 32) | (uint)bits[0];
        if (((bits[3] >> 16) & 0xFF) != 4 || bits[2] != 0 || bits[1] < 0)
        {
            return (long)(value * 10_000m);
        }

        return bits[3] < 0 ? -magnitude : magnitude;
    }

    /// <summary>Narrows UTF-16 to bytes; true when all of it was ASCII.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Narrow(ref ushort source, ref byte target, int count)
    {
        if (count >= 32)
        {
            return NarrowLong(ref source, ref target, count);
        }

        var mask = Vector128.Create((ushort)0xFF80);
        if (count >= 16)
        {
            var a = Vector128.LoadUnsafe(ref source);
            var b = Vector128.LoadUnsafe(ref source, 8);
            var c = Vector128.LoadUnsafe(ref source, (nuint)(count - 16));
            var d = Vector128.LoadUnsafe(ref source, (nuint)(count - 8));
            Vector128.Narrow(a, b).StoreUnsafe(ref target);
            Vector128.Narrow(c, d).StoreUnsafe(ref target, (nuint)(count - 16));
            return ((a | b | c | d) & mask) == Vector128<ushort>.Zero;
        }

        if (count >= 8)
        {
            var a = Vector128.LoadUnsafe(ref source);
            var b = Vector128.LoadUnsafe(ref source, (nuint)(count - 8));
            Vector128<ulong> packed = Vector128.Narrow(a, b).AsUInt64();
            Unsafe.WriteUnaligned(ref target, packed.ToScalar());
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, count - 8), packed.GetElement(1));
            return ((a | b) & mask) == Vector128<ushort>.Zero;
        }

        uint all = 0;
        for (int i = 0; i < count; i++)
        {
            uint unit = Unsafe.Add(ref source, i);
            all |= unit;
            Unsafe.Add(ref target, i) = (byte)unit;
        }

        return all < 0x80;
    }

    private static bool NarrowLong(ref ushort source, ref byte target, int count)
    {
        Vector256<ushort> all = default;
        for (int i = 0; i < count; i += 32)
        {
            int at = Math.Min(i, count - 32);
            var a = Vector256.LoadUnsafe(ref source, (nuint)at);
            var b = Vector256.LoadUnsafe(ref source, (nuint)(at + 16));
            all |= a | b;
            Vector256.Narrow(a, b).StoreUnsafe(ref target, (nuint)at);
        }

        return (all & Vector256.Create((ushort)0xFF80)) == Vector256<ushort>.Zero;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Slow(string text, int shift)
    {
        int bytes = Encoding.UTF8.GetByteCount(text);
        VarInt((ulong)bytes << shift);
        Position += Encoding.UTF8.GetBytes(text, Buffer.AsSpan(Position));
    }
}
