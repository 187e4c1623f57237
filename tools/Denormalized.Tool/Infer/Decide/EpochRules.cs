using Denormalized.Tool.Infer.Evidence;

namespace Denormalized.Tool.Infer.Decide;

/// <summary>
/// Numbers that count from 1970: every one lies between 1990 and 2100 in one and the same unit. The four ranges do
/// not overlap, so the number of digits tells the unit. The caller has looked at the name.
/// </summary>
internal static class EpochRules
{
    private static readonly long First = new DateTimeOffset(1990, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
    private static readonly long Last = new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    private static readonly (JsonForm Form, long PerSecond, string Unit)[] Units =
    [
        (JsonForm.EpochSeconds, 1, "seconds"),
        (JsonForm.EpochMilliseconds, 1_000, "milliseconds"),
        (JsonForm.EpochMicroseconds, 1_000_000, "microseconds"),
        (JsonForm.EpochNanoseconds, 1_000_000_000, "nanoseconds"),
    ];

    public static bool TryChoose(NumberEvidence numbers, out Choice choice)
    {
        choice = default;
        // Zero for "not set" is tolerated as 1970-01-01, as long as it is the exception.
        if (numbers.Exponents > 0 || numbers.Zeros * 2 > numbers.Count || numbers.MaxDigits == 0)
        {
            return false;
        }

        double low = numbers.Fractions > 0 ? numbers.MinDouble : double.PositiveInfinity;
        double high = numbers.Fractions > 0 ? numbers.MaxDouble : double.NegativeInfinity;
        if (numbers.Integers > 0 && numbers.MinNonZero != Int128.MaxValue)
        {
            low = Math.Min(low, (double)Int128.Min(numbers.Min, numbers.MinNonZero) < 0 ? -1 : (double)numbers.MinNonZero);
            high = Math.Max(high, (double)numbers.Max);
        }

        foreach ((JsonForm form, long perSecond, string unit) in Units)
        {
            // Fractions of nanoseconds or microseconds are no instants.
            bool divisible = numbers.Fractions == 0 || perSecond <= 1_000;
            if (divisible && low >= (double)First * perSecond && high < (double)Last * perSecond)
            {
                choice = new Choice(KindTag.Timestamp, form, $"{unit} since 1970, {Day(low / perSecond)} to {Day(high / perSecond)}");
                return true;
            }
        }

        return false;
    }

    private static string Day(double seconds) =>
        DateTimeOffset.FromUnixTimeSeconds((long)seconds).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
