using System.Buffers;
using System.Buffers.Binary;
using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Denormalized.CompilerServices;

/// <summary>
/// Writes Avro's binary encoding (see <see cref="AvroScan"/>) into a buffer writer. <see cref="Flush"/> ends a message;
/// what was written before it is not seen.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref struct AvroWriter
{
    private WireBuffer _buffer;

    /// <summary>Makes a writer.</summary>
    public AvroWriter(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        _buffer = new WireBuffer(output);
    }

    /// <summary>An int, a long, an enum symbol, or the branch of a union.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Long(long value) => _buffer.VarInt(ZigZag(value));

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
    public void EndBlocks() => _buffer.Raw((byte)0);

    /// <summary>A boolean.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Bool(bool value) => _buffer.Raw(value ? (byte)1 : (byte)0);

    /// <summary>A float.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Float(float value) => _buffer.Raw(value);

    /// <summary>A double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Double(double value) => _buffer.Raw(value);

    /// <summary>A string.</summary>
    /// <exception cref="WireRangeException">An unpaired surrogate.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void String(string value, [CallerArgumentExpression(nameof(value))] string member = "") => _buffer.String(value, shift: 1, member);

    /// <summary>Bytes, or a string that is UTF-8 already.</summary>
    public void Bytes(scoped ReadOnlySpan<byte> value)
    {
        Long(value.Length);
        Fixed(value);
    }

    /// <summary>A fixed: the bytes alone.</summary>
    public void Fixed(scoped ReadOnlySpan<byte> value) => _buffer.Bytes(value);

    /// <summary>A UUID as a string of the form 8-4-4-4-12.</summary>
    public void Uuid(Guid value)
    {
        Span<byte> room = _buffer.Take(1 + UuidText.Length);
        room[0] = UuidText.Length << 1;
        UuidText.Write(value, ref room[1]);
    }

    /// <summary>A UUID as fixed(16), in the order of its text.</summary>
    public void UuidFixed(Guid value) => value.TryWriteBytes(_buffer.Take(16), bigEndian: true, out _);

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
        int length = (72 - BitOperations.LeadingZeroCount((ulong)(value ^ (value >> 63)))) >> 3;
        _buffer.Raw((byte)(length << 1));

        // The wanted bytes are the last: moved up, they come first in big-endian order.
        _buffer.First(length, BinaryPrimitives.ReverseEndianness(value << (64 - (8 * length))));
    }

    /// <summary>A scaled decimal.</summary>
    public void ScaledDecimal(Int128 value)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt128BigEndian(bytes, value);
        byte sign = value < 0 ? (byte)0xFF : (byte)0;
        int first = 0;
        while (first < 15 && bytes[first] == sign && (bytes[first + 1] ^ sign) < 0x80)
        {
            first++;
        }

        Bytes(bytes[first..]);
    }

    /// <summary>An unsigned 128-bit integer as decimal(39, 0).</summary>
    public void UInt128(UInt128 value) => BigEndian(Int256Bits.FromMagnitude(value), 0);

    /// <summary>A 256-bit integer, signed or not, as fixed(32), little-endian.</summary>
    public void Int256(Int256Bits value) => _buffer.Raw(value);

    /// <summary>Text in a fixed, padded with zero bytes.</summary>
    /// <exception cref="WireRangeException">It is longer, or holds U+0000.</exception>
    public void FixedText(string value, int length, [CallerArgumentExpression(nameof(value))] string member = "")
        => Wire.ToFixed(value, _buffer.Take(length), member);

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
    public void Flush() => _buffer.Flush();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));
}
