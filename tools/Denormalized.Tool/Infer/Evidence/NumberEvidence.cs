using System.Buffers.Text;

namespace Denormalized.Tool.Infer.Evidence;

/// <summary>Numbers at a path, read from their text, so that neither digits nor range are lost.</summary>
internal sealed class NumberEvidence
{
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

    public void Add(ReadOnlySpan<byte> text)
    {
        Count++;
        int exponent = text.IndexOfAny((byte)'e', (byte)'E');
        int point = text.IndexOf((byte)'.');
        int sign = text[0] == (byte)'-' ? 1 : 0;
        if (exponent < 0 && point < 0)
        {
            AddInteger(text, text.Length - sign);
            return;
        }

        if (!Utf8Parser.TryParse(text, out double value, out _))
        {
            value = double.NaN;
        }

        MinDouble = Math.Min(MinDouble, value);
        MaxDouble = Math.Max(MaxDouble, value);
        Zeros += value == 0 ? 1 : 0;
        if (exponent >= 0)
        {
            Exponents++;
            return;
        }

        Fractions++;
        int whole = point - sign;
        int scale = text.Length - point - 1;
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

    private void AddInteger(ReadOnlySpan<byte> text, int digits)
    {
        Integers++;
        Int128 value;
        if (Utf8Parser.TryParse(text, out long small, out int read) && read == text.Length)
        {
            value = small;
        }
        else if (!Int128.TryParse(text, System.Globalization.NumberStyles.AllowLeadingSign, null, out value))
        {
            value = text[0] == (byte)'-' ? Int128.MinValue : Int128.MaxValue;
        }

        if (value == 0)
        {
            Zeros++;
        }
        else
        {
            MinNonZero = Int128.Min(MinNonZero, value);
        }

        Min = Int128.Min(Min, value);
        Max = Int128.Max(Max, value);
        Lengths |= 1UL << Math.Min(digits, 63);
        Widen(digits, 0);
    }

    private void Widen(int whole, int scale)
    {
        WholeDigits = Math.Max(WholeDigits, whole);
        MinScale = Math.Min(MinScale, scale);
        MaxScale = Math.Max(MaxScale, scale);
        MaxDigits = Math.Max(MaxDigits, whole + scale);
    }
}
