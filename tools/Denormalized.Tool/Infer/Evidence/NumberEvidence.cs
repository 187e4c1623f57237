using System.Buffers.Text;
using System.Globalization;
using Denormalized.Tool.Infer.Decide;

namespace Denormalized.Tool.Infer.Evidence;

/// <summary>Numbers at a path, read from their text, so that neither digits nor range are lost.</summary>
internal sealed class NumberEvidence
{
    /// <summary>Characters of a number whose digits surely fit into 64 bits.</summary>
    public const int SmallLength = 18;

    private static readonly double[] Powers = Enumerable.Range(0, SmallLength + 1).Select(n => Math.Pow(10, n)).ToArray();

    // Nearly all integers have 64 bits; the others are kept apart, for comparing 128 bits costs more than reading them.
    private long _min = long.MaxValue;
    private long _max = long.MinValue;
    private long _minNonZero = long.MaxValue;
    private Int128 _wideMin = Int128.MaxValue;
    private Int128 _wideMax = Int128.MinValue;

    public long Count => Integers + Fractions + Exponents;

    /// <summary>Written without point and exponent.</summary>
    public long Integers { get; private set; }

    /// <summary>Written with a point.</summary>
    public long Fractions { get; private set; }

    public long Exponents { get; private set; }

    public long Zeros { get; private set; }

    /// <summary>Range of the integers; saturated at 128 bits.</summary>
    public Int128 Min => _min <= _max ? Int128.Min(_min, _wideMin) : _wideMin;

    public Int128 Max => _min <= _max ? Int128.Max(_max, _wideMax) : _wideMax;

    /// <summary>Least integer but zero, which often stands for "not set".</summary>
    public Int128 MinNonZero => _minNonZero != long.MaxValue ? Int128.Min(_minNonZero, _wideMin) : _wideMin;

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

    /// <summary>What the schema of a file says that the numbers are, where one did.</summary>
    public LogicalKind? Declared { get; private set; }

    public void Declare(LogicalKind kind) => Declared = Declared is { } other ? DeclaredNumber.Widest(other, kind) : kind;

    /// <param name="text">A number by JSON's grammar.</param>
    /// <param name="times">How often it was seen.</param>
    public void Add(ReadOnlySpan<byte> text, long times)
    {
        int sign = text[0] == (byte)'-' ? 1 : 0;
        ulong digits = 0;
        int at = sign;
        for (; at < text.Length; at++)
        {
            uint digit = (uint)(text[at] - '0');
            if (digit > 9)
            {
                break;
            }

            digits = unchecked((digits * 10) + digit);
        }

        int whole = at - sign;
        if (at < text.Length)
        {
            AddFraction(text, digits, whole, times);
        }
        else if (text.Length <= SmallLength)
        {
            AddInteger(sign == 0 ? (long)digits : -(long)digits, whole, times);
        }
        else
        {
            AddWide(text, whole, times);
        }
    }

    public void Merge(NumberEvidence other)
    {
        Integers += other.Integers;
        Fractions += other.Fractions;
        Exponents += other.Exponents;
        Zeros += other.Zeros;
        _min = Math.Min(_min, other._min);
        _max = Math.Max(_max, other._max);
        _minNonZero = Math.Min(_minNonZero, other._minNonZero);
        _wideMin = Int128.Min(_wideMin, other._wideMin);
        _wideMax = Int128.Max(_wideMax, other._wideMax);
        MinDouble = Math.Min(MinDouble, other.MinDouble);
        MaxDouble = Math.Max(MaxDouble, other.MaxDouble);
        WholeDigits = Math.Max(WholeDigits, other.WholeDigits);
        MinScale = Math.Min(MinScale, other.MinScale);
        MaxScale = Math.Max(MaxScale, other.MaxScale);
        MaxDigits = Math.Max(MaxDigits, other.MaxDigits);
        Lengths |= other.Lengths;
        if (other.Declared is { } kind)
        {
            Declare(kind);
        }
    }

    /// <summary>An integer of so many digits.</summary>
    public void AddInteger(long value, int digits, long times)
    {
        Integers += times;
        _min = Math.Min(_min, value);
        _max = Math.Max(_max, value);
        if (value == 0)
        {
            Zeros += times;
        }
        else
        {
            _minNonZero = Math.Min(_minNonZero, value);
        }

        Lengths |= 1UL << Math.Min(digits, 63);
        Widen(digits, 0);
    }

    private void AddWide(ReadOnlySpan<byte> text, int digits, long times)
    {
        bool fits = Int128.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out Int128 value);
        value = fits ? value : text[0] == (byte)'-' ? Int128.MinValue : Int128.MaxValue;
        Integers += times;
        _wideMin = Int128.Min(_wideMin, value);
        _wideMax = Int128.Max(_wideMax, value);
        Lengths |= 1UL << Math.Min(digits, 63);
        Widen(digits, 0);
    }

    /// <param name="digits">The digits before the point.</param>
    private void AddFraction(ReadOnlySpan<byte> text, ulong digits, int whole, long times)
    {
        int at = text[0] == (byte)'-' ? whole + 1 : whole;
        int scale = 0;
        if (text[at] == '.')
        {
            for (at++; at < text.Length && (uint)(text[at] - '0') <= 9; at++)
            {
                digits = unchecked((digits * 10) + (uint)(text[at] - '0'));
                scale++;
            }
        }

        if (at < text.Length)
        {
            Exponents += times;
            AddDouble(ParseDouble(text), times);
            return;
        }

        if (text.Length <= SmallLength)
        {
            AddDecimal(text[0] == (byte)'-', digits, whole, scale, times);
            return;
        }

        Fractions += times;
        AddDouble(ParseDouble(text), times);
        Widen(whole, scale);
    }

    /// <summary>A number with a point, of at most <see cref="SmallLength"/> characters, as its digits without the point.</summary>
    public void AddDecimal(bool negative, ulong digits, int whole, int scale, long times)
    {
        Fractions += times;
        double value = digits / Powers[scale];
        AddDouble(negative ? -value : value, times);
        Widen(whole, scale);
    }

    private void AddDouble(double value, long times)
    {
        MinDouble = Math.Min(MinDouble, value);
        MaxDouble = Math.Max(MaxDouble, value);
        Zeros += value == 0 ? times : 0;
    }

    private static double ParseDouble(ReadOnlySpan<byte> text) => Utf8Parser.TryParse(text, out double value, out _) ? value : double.NaN;

    private void Widen(int whole, int scale)
    {
        WholeDigits = Math.Max(WholeDigits, whole);
        MinScale = Math.Min(MinScale, scale);
        MaxScale = Math.Max(MaxScale, scale);
        MaxDigits = Math.Max(MaxDigits, whole + scale);
    }
}
