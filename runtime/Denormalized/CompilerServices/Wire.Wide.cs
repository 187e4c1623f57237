using System.Numerics;
using System.Runtime.CompilerServices;

namespace Denormalized.CompilerServices;

/// <content>Integers and decimals of more than 64 bits.</content>
public static partial class Wire
{
    private static readonly BigInteger s_int256Limit = BigInteger.One << 255;
    private static readonly BigInteger s_uint256Limit = BigInteger.One << 256;

    /// <summary>An unsigned integer that is declared to fit a long.</summary>
    /// <exception cref="WireRangeException">It is 2^63 or more.</exception>
    public static long ToLong(ulong value, [CallerArgumentExpression(nameof(value))] string member = "") => value <= long.MaxValue
        ? (long)value
        : throw new WireRangeException(member, $"{Text(value)} is 2^63 or more, but the member is [Narrow]");

    /// <summary>An Int256.</summary>
    /// <exception cref="WireRangeException">Below -2^255, or 2^255 and more.</exception>
    public static Int256Bits FromInt256(BigInteger value, [CallerArgumentExpression(nameof(value))] string member = "")
        => value >= -s_int256Limit && value < s_int256Limit
            ? Bits(value)
            : throw new WireRangeException(member, $"{Text(value)} does not fit Int256, which holds -2^255 to 2^255-1");

    /// <summary>A UInt256.</summary>
    /// <exception cref="WireRangeException">Negative, or 2^256 and more.</exception>
    public static Int256Bits FromUInt256(BigInteger value, [CallerArgumentExpression(nameof(value))] string member = "")
        => value.Sign >= 0 && value < s_uint256Limit
            ? Bits(value)
            : throw new WireRangeException(member, $"{Text(value)} does not fit UInt256, which holds 0 to 2^256-1");

    /// <summary>The value of an Int256.</summary>
    public static BigInteger ToInt256(Int256Bits value) => Big(value, isUnsigned: false);

    /// <summary>The value of a UInt256.</summary>
    public static BigInteger ToUInt256(Int256Bits value) => Big(value, isUnsigned: true);

    /// <summary>A Decimal(precision, scale) of up to 76 digits.</summary>
    /// <exception cref="WireRangeException">The value has more digits.</exception>
    public static Int256Bits FromDecimal256(decimal value, int precision, int scale, [CallerArgumentExpression(nameof(value))] string member = "")
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        int shift = scale - ((bits[3] >> DecimalScaleShift) & 0xFF);
        var result = Int256Bits.FromMagnitude(new UInt128((uint)bits[2], ((ulong)(uint)bits[1] << 32) | (uint)bits[0]));
        bool fits = result.TryScaleUp(shift);
        for (; shift < 0; shift++)
        {
            fits &= result.DivideBy(10) == 0;
        }

        if (!fits || !result.HasDigits(precision))
        {
            throw new WireRangeException(
                member, $"{Text(value)} does not fit Decimal({precision}, {scale}); round it, or declare more digits");
        }

        if (bits[3] < 0)
        {
            result.Negate();
        }

        return result;
    }

    /// <summary>The value of a Decimal256.</summary>
    /// <exception cref="WireRangeException">More than the 96 bits of a C# decimal.</exception>
    public static decimal ToDecimal(Int256Bits value, int scale)
    {
        bool negative = value.IsNegative;
        if (negative)
        {
            value.Negate();
        }

        Int256Bits magnitude = value;
        while (scale > 0 && (magnitude.High != 0 || magnitude.Low >> 96 != 0))
        {
            Int256Bits shorter = magnitude;
            if (shorter.DivideBy(10) != 0)
            {
                break;
            }

            magnitude = shorter;
            scale--;
        }

        if (magnitude.High != 0 || magnitude.Low >> 96 != 0)
        {
            throw new WireRangeException("", $"{Text(Big(value, isUnsigned: true))} * 10^-{scale} has more digits than a C# decimal holds");
        }

        var low = (ulong)magnitude.Low;
        return new decimal((int)low, (int)(low >> 32), (int)(uint)magnitude.Word1, negative, (byte)scale);
    }

    private static unsafe Int256Bits Bits(BigInteger value)
    {
        Int256Bits bits = default;
        var bytes = new Span<byte>(&bits, Int256Bits.Size);
        bytes.Fill(value.Sign < 0 ? (byte)0xFF : (byte)0);
        value.TryWriteBytes(bytes, out _, isUnsigned: value.Sign >= 0);
        return bits;
    }

    private static unsafe BigInteger Big(Int256Bits value, bool isUnsigned) => new(new ReadOnlySpan<byte>(&value, Int256Bits.Size), isUnsigned);
}
