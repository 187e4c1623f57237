using Denormalized.Tool.Infer.Evidence;

namespace Denormalized.Tool.Infer.Decide;

/// <summary>Numbers whose kind a schema names: that of an Avro or Parquet file. It holds as long as all values fit.</summary>
internal static class DeclaredNumber
{
    /// <summary>The kind that holds the values of both.</summary>
    public static LogicalKind Widest(LogicalKind a, LogicalKind b)
    {
        if (a == b)
        {
            return a;
        }

        if (a.Tag == KindTag.Float64 || b.Tag == KindTag.Float64)
        {
            return KindTag.Float64;
        }

        if (IsSigned(a) && IsSigned(b))
        {
            return a.Tag > b.Tag ? a : b;
        }

        int scale = Math.Max(a.Scale, b.Scale);
        return LogicalKind.Decimal(Math.Max(WholeDigits(a), WholeDigits(b)) + scale, scale);
    }

    public static Choice? TryChoose(NumberEvidence numbers, JsonForm form) =>
        numbers.Declared is { } kind && Fits(kind, numbers) ? new Choice(kind, form, $"{kind} by the schema of the file") : null;

    private static bool Fits(LogicalKind kind, NumberEvidence numbers)
    {
        bool whole = numbers is { Fractions: 0, Exponents: 0 };
        return kind.Tag switch
        {
            KindTag.Float64 => numbers.Integers == 0 || numbers.WholeDigits <= 15,
            KindTag.Decimal => numbers.Exponents == 0 && numbers.MaxScale <= kind.Scale && FitsWhole(WholeDigits(kind), numbers),
            KindTag.Int16 => whole && Within(numbers, short.MinValue, short.MaxValue),
            KindTag.Int32 => whole && Within(numbers, int.MinValue, int.MaxValue),
            KindTag.Int64 => whole && Within(numbers, long.MinValue, long.MaxValue),
            _ => whole && Within(numbers, 0, ulong.MaxValue),
        };
    }

    // 0.05 has a digit before the point and needs none.
    private static bool FitsWhole(int digits, NumberEvidence numbers) => digits > 0
        ? numbers.WholeDigits <= digits
        : numbers.Integers == 0 && numbers.MinDouble > -1 && numbers.MaxDouble < 1;

    private static bool Within(NumberEvidence numbers, Int128 min, Int128 max) => numbers.Min >= min && numbers.Max <= max;

    private static bool IsSigned(LogicalKind kind) => kind.Tag is KindTag.Int16 or KindTag.Int32 or KindTag.Int64;

    /// <summary>Digits before the point.</summary>
    private static int WholeDigits(LogicalKind kind) => kind.Tag switch
    {
        KindTag.Int16 => 5,
        KindTag.Int32 => 10,
        KindTag.Int64 => 19,
        KindTag.UInt64 => 20,
        _ => kind.Precision - kind.Scale,
    };
}
