using System.Buffers;
using System.Buffers.Binary;
using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Denormalized.CompilerServices;

/// <summary>
/// Writes Avro's binary encoding (see <see cref="AvroScan"/>) into a buffer writer. <see cref="Flush"/> ends a message;
/// what was written before it is not seen.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe ref struct AvroWriter
{
    /// <summary>Room that is asked for at least, so that a record of small fields asks once.</summary>
    private const int SmallestSpan = 512;

    private const int UuidTextLength = 36;

    private readonly IBufferWriter<byte> _output;
    private Span<byte> _span;
    private int _at;

    /// <summary>Makes a writer.</summary>
    public AvroWriter(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        _output = output;
        _span = default;
        _at = 0;
    }

    /// <summary>An int, a long, an enum symbol, or the branch of a union.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Long(long value)
    {
        Ensure(VarInt.MaxBytes);
        fixed (byte* p = &Here)
        {
            _at += (int)(VarInt.Write(p, ZigZag(value)) - p);
        }
    }

    /// <summary>An int; the same bytes as <see cref="Long"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Int(int value) => Long(value);

    /// <summary>The branch of a union; its value follows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Union(int branch) => Long(branch);

    /// <summary>The symbol of an enum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Enum(int symbol) => Long(symbol);

    /// <summary>
    /// Begins the block of an array or map; its items follow, then <see cref="EndBlocks"/>. Without items only that.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void BeginBlock(int count)
    {
        if (count != 0)
        {
            Long(count);
        }
    }

    /// <summary>Ends an array or a map.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void EndBlocks() => Raw((byte)0);

    /// <summary>A boolean.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Bool(bool value) => Raw(value ? (byte)1 : (byte)0);

    /// <summary>A float.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Float(float value) => Raw(value);

    /// <summary>A double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Double(double value) => Raw(value);

    /// <summary>A string.</summary>
    /// <exception cref="WireRangeException">An unpaired surrogate.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void String(string value, [CallerArgumentExpression(nameof(value))] string member = "")
    {
        int count = value.Length;
        if (count < 1 << 13)
        {
            Ensure((3 * count) + VarInt.MaxBytes);

            // The prefix is written for the ASCII case; the units go straight behind it.
            int prefix = count < 1 << 6 ? 1 : 2;
            fixed (byte* p = &Here)
            fixed (char* s = value)
            {
                if (Utf16.TryNarrow(s, p + prefix, count))
                {
                    int zigzag = count << 1;
                    *p = (byte)(prefix == 1 ? zigzag : zigzag | 0x80);
                    if (prefix == 2)
                    {
                        p[1] = (byte)(zigzag >> 7);
                    }

                    _at += prefix + count;
                    return;
                }
            }
        }

        StringSlow(value, member);
    }

    /// <summary>Bytes, or a string that is UTF-8 already.</summary>
    public void Bytes(scoped ReadOnlySpan<byte> value)
    {
        Long(value.Length);
        Fixed(value);
    }

    /// <summary>A fixed: the bytes alone.</summary>
    public void Fixed(scoped ReadOnlySpan<byte> value)
    {
        Ensure(value.Length);
        value.CopyTo(_span[_at..]);
        _at += value.Length;
    }

    /// <summary>A UUID as a string of the form 8-4-4-4-12.</summary>
    public void Uuid(Guid value)
    {
        Ensure(1 + UuidTextLength);
        Here = UuidTextLength << 1;
        value.TryFormat(_span.Slice(_at + 1, UuidTextLength), out _);
        _at += 1 + UuidTextLength;
    }

    /// <summary>A UUID as fixed(16), in the order of its text.</summary>
    public void UuidFixed(Guid value)
    {
        Ensure(16);
        value.TryWriteBytes(_span[_at..], bigEndian: true, out _);
        _at += 16;
    }

    /// <summary>A decimal as bytes: the fewest of the big-endian two's complement of the scaled value.</summary>
    /// <exception cref="WireRangeException">The value does not fit precision and scale.</exception>
    public void Decimal(decimal value, int precision, int scale, [CallerArgumentExpression(nameof(value))] string member = "")
    {
        if (precision > WideNumber.MaxDigits)
        {
            Int256Bits scaled = Wire.FromDecimal256(value, precision, scale, member);
            BigEndian(scaled, scaled.IsNegative ? (byte)0xFF : (byte)0);
        }
        else if (precision <= 18)
        {
            ScaledDecimal(Wire.FromDecimal64(value, precision, scale, member));
        }
        else
        {
            ScaledDecimal(Wire.FromDecimal128(value, precision, scale, member));
        }
    }

    /// <summary>An unsigned 64-bit integer as decimal(20, 0).</summary>
    public void UInt64(ulong value)
    {
        if (value <= long.MaxValue)
        {
            ScaledDecimal((long)value);
        }
        else
        {
            ScaledDecimal((Int128)value);
        }
    }

    /// <summary>A scaled decimal that fits 64 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void ScaledDecimal(long value)
    {
        Ensure(1 + sizeof(long));
        int length = (72 - BitOperations.LeadingZeroCount((ulong)(value ^ (value >> 63)))) >> 3;
        Here = (byte)(length << 1);
        _at++;

        // The wanted bytes are the last: moved up, they come first in big-endian order.
        Unsafe.WriteUnaligned(ref Here, BinaryPrimitives.ReverseEndianness(value << (64 - (8 * length))));
        _at += length;
    }

    /// <summary>A scaled decimal.</summary>
    public void ScaledDecimal(Int128 value)
    {
        Ensure(1 + 16);
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt128BigEndian(bytes, value);
        byte sign = value < 0 ? (byte)0xFF : (byte)0;
        int first = 0;
        while (first < 15 && bytes[first] == sign && (bytes[first + 1] ^ sign) < 0x80)
        {
            first++;
        }

        Here = (byte)((16 - first) << 1);
        _at++;
        Fixed(bytes[first..]);
    }

    /// <summary>An unsigned 128-bit integer as decimal(39, 0).</summary>
    public void UInt128(UInt128 value) => BigEndian(Int256Bits.FromMagnitude(value), 0);

    /// <summary>A 256-bit integer, signed or not, as fixed(32), little-endian.</summary>
    public void Int256(Int256Bits value) => Raw(value);

    /// <summary>Text in a fixed, padded with zero bytes.</summary>
    /// <exception cref="WireRangeException">It is longer, or holds U+0000.</exception>
    public void FixedText(string value, int length, [CallerArgumentExpression(nameof(value))] string member = "")
    {
        Ensure(length);
        Wire.ToFixed(value, _span.Slice(_at, length), member);
        _at += length;
    }

    /// <summary>Bytes in a fixed.</summary>
    /// <exception cref="WireRangeException">There are more or fewer.</exception>
    public void FixedBytes(scoped ReadOnlySpan<byte> value, int length, string member)
    {
        Wire.CheckFixed(value, length, member);
        Fixed(value);
    }

    /// <summary>The fewest bytes, big-endian, whose first bit is the sign.</summary>
    private void BigEndian(Int256Bits value, byte sign)
    {
        Span<byte> bytes = stackalloc byte[1 + Int256Bits.Size];
        bytes[0] = sign;
        value.WriteBigEndian(bytes[1..]);
        int first = 0;
        while (first < Int256Bits.Size && bytes[first] == sign && (bytes[first + 1] ^ sign) < 0x80)
        {
            first++;
        }

        Bytes(bytes[first..]);
    }

    /// <summary>Hands what was written to the buffer writer.</summary>
    public void Flush()
    {
        if (_at != 0)
        {
            _output.Advance(_at);
        }

        _span = default;
        _at = 0;
    }

    private readonly ref byte Here => ref Unsafe.Add(ref MemoryMarshal.GetReference(_span), _at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Raw<T>(T value)
        where T : unmanaged
    {
        Ensure(sizeof(T));
        Unsafe.WriteUnaligned(ref Here, value);
        _at += sizeof(T);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Ensure(int room)
    {
        if (_span.Length - _at < room)
        {
            More(room);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void More(int room)
    {
        Flush();
        _span = _output.GetSpan(Math.Max(room, SmallestSpan));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void StringSlow(string value, string member)
    {
        int bytes = Utf16.ByteCount(value, member);
        Long(bytes);
        Ensure(bytes);
        Utf16.Encode(value, _span.Slice(_at, bytes));
        _at += bytes;
    }
}
