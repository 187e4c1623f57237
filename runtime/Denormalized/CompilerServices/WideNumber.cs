namespace Denormalized.CompilerServices;

/// <summary>
/// A JSON number with up to 38 digits, for what does not fit 64 bits: <c>±Mantissa * 10^Exponent</c>, and whether
/// digits other than zero follow.
/// </summary>
internal unsafe struct WideNumber
{
    /// <summary>So many digits fit 127 bits, and are the most that a ClickHouse Decimal128 has.</summary>
    public const int MaxDigits = 38;

    public UInt128 Mantissa;
    public long Exponent;
    public bool Negative;

    /// <summary>Digits were left out, and not all were zero.</summary>
    public bool Inexact;

    /// <summary>10^0 to 10^38.</summary>
    public static readonly UInt128[] PowersOfTen = MakePowers();

    /// <summary>Reads a number whose grammar has been checked; <paramref name="end"/> is behind it.</summary>
    public static WideNumber Read(byte* p, byte* end)
    {
        var number = default(WideNumber);
        if (*p == '-')
        {
            number.Negative = true;
            p++;
        }

        int digits = 0;
        bool fraction = false;
        for (; p < end && (*p | 0x20) != 'e'; p++)
        {
            if (*p == '.')
            {
                fraction = true;
            }
            else if (digits < MaxDigits)
            {
                number.Mantissa = (number.Mantissa * 10) + (uint)(*p - '0');
                number.Exponent -= fraction ? 1 : 0;
                digits += number.Mantissa == 0 ? 0 : 1;
            }
            else
            {
                number.Inexact |= *p != '0';
                number.Exponent += fraction ? 0 : 1;
            }
        }

        if (p < end)
        {
            number.Exponent += ReadExponent(p + 1, end);
        }

        return number;
    }

    /// <summary>
    /// The number times 10^<paramref name="shift"/> as an integer, rounded towards zero; <paramref name="exact"/> tells
    /// whether nothing was cut off. False when it has more than 38 digits.
    /// </summary>
    public readonly bool TryScale(long shift, out UInt128 value, out bool exact)
    {
        long exponent = Exponent + shift;
        value = Mantissa;
        exact = !Inexact;
        if (Mantissa == 0 || exponent == 0)
        {
            return true;
        }

        if (exponent > 0)
        {
            if (exponent > MaxDigits || Mantissa > PowersOfTen[MaxDigits] / PowersOfTen[(int)exponent])
            {
                return false;
            }

            value = Mantissa * PowersOfTen[(int)exponent];
            return true;
        }

        if (exponent < -MaxDigits)
        {
            value = 0;
            exact = false;
            return true;
        }

        (value, UInt128 rest) = UInt128.DivRem(Mantissa, PowersOfTen[(int)-exponent]);
        exact &= rest == 0;
        return true;
    }

    internal static long ReadExponent(byte* p, byte* end)
    {
        bool negative = *p == '-';
        p += *p is (byte)'-' or (byte)'+' ? 1 : 0;
        long value = 0;
        for (; p < end; p++)
        {
            value = Math.Min((value * 10) + (*p - '0'), int.MaxValue);
        }

        return negative ? -value : value;
    }

    private static UInt128[] MakePowers()
    {
        var powers = new UInt128[MaxDigits + 1];
        powers[0] = 1;
        for (int i = 1; i < powers.Length; i++)
        {
            powers[i] = powers[i - 1] * 10;
        }

        return powers;
    }
}
