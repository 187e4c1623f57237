using System.Buffers.Text;
using System.Globalization;

namespace Denormalized.Tool.Infer.Evidence;

/// <summary>Numbers at a path, read from their text, so that neither digits nor range are lost.</summary>
internal sealed class NumberEvidence
{
    /// <summary>Characters of a number whose digits surely fit into 64 bits.</summary>
    private const int SmallLength = 18;

    private static readonly double[] Powers = Enumerable.Range(0, SmallLength + 1).Select(n => Math.Pow(10, n)).ToArray();

    public long Count { get; private set; }

    /// <summary>Written without point and exponent.</summary>
    public long Integers { get; private set; }

    /// <summary>Written with a point.</summary>
    public long Fractions { get; private set; }

    public long Exponents { get; private set; }

    public long Zeros { get; private set; }

    /// <summary>Range of the integers; saturated at 128 bits.</summary>
    public Int128 Min { get; private set; } = Int128.MaxValue;

    public Int128 Max { get; private set; } = Int128.MinValue;

    /// <summary>Least integer but zero, which often stands for "not set".</summary>
    public Int128 MinNonZero { get; private set; } = Int128.MaxValue;

    public double MinDouble { get; private set; } = double.PositiveInfinity;

    public double MaxDouble { get; private set; } = double.NegativeInfinity;

    /// <summary>Digits before the point.</summary>
    public int WholeDigits { get; private set; }

    /// <summary>Digits behind the point, over all numbers.</summary>
    public int MinScale { get; private set; } = int.MaxValue;

    public int MaxScale { get; private set; }

    /// <summary>Digits in all, the largest sum of one number.</summary>
    public int MaxDigits { get; private set; }

    /// <summary>Bit n is set when an integer of n digits was seen (n &lt; 64).</summary>
    public ulong Lengths { get; private set; }

    public int DistinctLengths => System.Numerics.BitOperations.PopCount(Lengths);

    /// <param name="text">A number by JSON's grammar.</param>
    public void Add(ReadOnlySpan<byte> text)
    {
        Count++;
        int sign = text[0] == (byte)'-' ? 1 : 0;
        ulong digits = 0;
        int whole = 0;
        int point = -1;
        for (int i = sign; i < text.Length; i++)
        {
            uint digit = (uint)(text[i] - '0');
            if (digit <= 9)
            {
                digits = unchecked((digits * 10) + digit);
                whole += point < 0 ? 1 : 0;
            }
            else if (text[i] == '.')
            {
                point = i;
            }
            else
            {
                AddExponent(text);
                return;
            }
        }

        bool small = text.Length <= SmallLength;
        if (point < 0)
        {
            AddInteger(small ? (sign == 0 ? (long)digits : -(long)digits) : WideInteger(text), whole);
            return;
        }

        int scale = text.Length - point - 1;
        Fractions++;
        AddDouble(small ? (sign == 0 ? digits : -(double)digits) / Powers[scale] : ParseDouble(text));
        Widen(whole, scale);
    }

    public void Merge(NumberEvidence other)
    {
        Count += other.Count;
        Integers += other.Integers;
        Fractions += other.Fractions;
        Exponents += other.Exponents;
        Zeros += other.Zeros;
        Min = Int128.Min(Min, other.Min);
        Max = Int128.Max(Max, other.Max);
        MinNonZero = Int128.Min(MinNonZero, other.MinNonZero);
        MinDouble = Math.Min(MinDouble, other.MinDouble);
        MaxDouble = Math.Max(MaxDouble, other.MaxDouble);
        WholeDigits = Math.Max(WholeDigits, other.WholeDigits);
        MinScale = Math.Min(MinScale, other.MinScale);
        MaxScale = Math.Max(MaxScale, other.MaxScale);
        MaxDigits = Math.Max(MaxDigits, other.MaxDigits);
        Lengths |= other.Lengths;
    }

    private void AddInteger(Int128 value, int digits)
    {
        Integers++;
        if (value == 0)
        {
            Zeros++;
        }
        else if (value < MinNonZero)
        {
            MinNonZero = value;
        }

        if (value < Min)
        {
            Min = value;
        }

        if (value > Max)
        {
            Max = value;
        }

        Lengths |= 1UL << Math.Min(digits, 63);
        Widen(digits, 0);
    }

    private void AddExponent(ReadOnlySpan<byte> text)
    {
        Exponents++;
        AddDouble(ParseDouble(text));
    }

    private void AddDouble(double value)
    {
        MinDouble = Math.Min(MinDouble, value);
        MaxDouble = Math.Max(MaxDouble, value);
        Zeros += value == 0 ? 1 : 0;
    }

    private static double ParseDouble(ReadOnlySpan<byte> text) => Utf8Parser.TryParse(text, out double value, out _) ? value : double.NaN;

    private static Int128 WideInteger(ReadOnlySpan<byte> text)
    {
        bool fits = Int128.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out Int128 value);
        return fits ? value : text[0] == (byte)'-' ? Int128.MinValue : Int128.MaxValue;
    }

    private void Widen(int whole, int scale)
    {
        WholeDigits = Math.Max(WholeDigits, whole);
        MinScale = Math.Min(MinScale, scale);
        MaxScale = Math.Max(MaxScale, scale);
        MaxDigits = Math.Max(MaxDigits, whole + scale);
    }
}
