using System.Runtime.CompilerServices;

namespace Denormalized.CompilerServices;

/// <content>
/// Decimals are integers scaled by 10^scale. Trailing zeros may go, other digits may not: what does not fit is refused.
/// </content>
public static partial class Wire
{
    private const int DecimalScaleShift = 16;

    /// <summary>A Decimal(precision, scale) of up to 9 digits.</summary>
    /// <exception cref="WireRangeException">The value has more digits.</exception>
    public static int FromDecimal32(decimal value, int precision, int scale, [CallerArgumentExpression(nameof(value))] string member = "") =>
        (int)FromDecimal64(value, precision, scale, member);

    /// <summary>A Decimal(precision, scale) of up to 18 digits.</summary>
    /// <exception cref="WireRangeException">The value has more digits.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long FromDecimal64(decimal value, int precision, int scale, [CallerArgumentExpression(nameof(value))] string member = "")
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        int shift = scale - ((bits[3] >> DecimalScaleShift) & 0xFF);
        if (shift == 0 && bits[2] == 0 && bits[1] >= 0)
        {
            long magnitude = ((long)bits[1] << 32) | (uint)bits[0];
            if (magnitude < (long)WideNumber.PowersOfTen[precision])
            {
                return bits[3] < 0 ? -magnitude : magnitude;
            }
        }

        return (long)FromDecimal128(value, precision, scale, member);
    }

    /// <summary>A Decimal(precision, scale) of up to 38 digits.</summary>
    /// <exception cref="WireRangeException">The value has more digits.</exception>
    public static Int128 FromDecimal128(decimal value, int precision, int scale, [CallerArgumentExpression(nameof(value))] string member = "")
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var number = new WideNumber
        {
            Mantissa = new UInt128((uint)bits[2], ((ulong)(uint)bits[1] << 32) | (uint)bits[0]),
            Exponent = -((bits[3] >> DecimalScaleShift) & 0xFF),
        };
        if (!number.TryScale(scale, out UInt128 scaled, out bool exact) || !exact || scaled >= WideNumber.PowersOfTen[precision])
        {
            throw new WireRangeException(
                member, $"{Text(value)} does not fit Decimal({precision}, {scale}); round it, or declare more digits");
        }

        return bits[3] < 0 ? -(Int128)scaled : (Int128)scaled;
    }

    /// <summary>The value of a Decimal32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static decimal ToDecimal(int value, int scale) => ToDecimal((long)value, scale);

    /// <summary>The value of a Decimal64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static decimal ToDecimal(long value, int scale)
    {
        ulong magnitude = value < 0 ? 0 - (ulong)value : (ulong)value;
        return new decimal((int)magnitude, (int)(magnitude >> 32), 0, value < 0, (byte)scale);
    }

    /// <summary>The value of a Decimal128.</summary>
    /// <exception cref="WireRangeException">More than the 96 bits or 28 decimal places of a C# decimal.</exception>
    public static decimal ToDecimal(Int128 value, int scale)
    {
        const int LargestScale = 28;
        bool negative = value < 0;
        var magnitude = (UInt128)(negative ? -value : value);

        // Zeros at the end can go where C# has fewer bits or places.
        while (scale > 0 && (scale > LargestScale || magnitude >> 96 != 0) && magnitude % 10 == 0)
        {
            magnitude /= 10;
            scale--;
        }

        if (scale > LargestScale || magnitude >> 96 != 0)
        {
            throw new WireRangeException("", $"{value} * 10^-{scale} has more digits than a C# decimal holds");
        }

        var low = (ulong)magnitude;
        return new decimal((int)low, (int)(low >> 32), (int)(uint)(magnitude >> 64), negative, (byte)scale);
    }
}
