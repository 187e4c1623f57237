using Denormalized.Tool.Infer.Evidence;

namespace Denormalized.Tool.Infer.Decide;

/// <summary>The kind of numbers, bare or in quotes.</summary>
internal static class NumberRules
{
    /// <summary>So few numbers say nothing about their range.</summary>
    private const long FewNumbers = 5;

    /// <summary>Enough numbers to take the range seen for the range meant, with the next size as margin.</summary>
    private const long ManyNumbers = 10_000;

    /// <summary>So many whole numbers are no chance, whatever the name says.</summary>
    private const long ManyMeasures = 20;

    private const int MaxDecimalDigits = 28;

    public static Choice Choose(NumberEvidence numbers, NameHints hints, JsonForm form)
    {
        if (numbers.Declared is not { Tag: KindTag.Decimal } && hints.IsTime && EpochRules.TryChoose(numbers, out Choice epoch))
        {
            return epoch;
        }

        if (DeclaredNumber.TryChoose(numbers, form) is { } declared)
        {
            return declared;
        }

        if (numbers.Fractions == 0 && numbers.Exponents == 0)
        {
            bool measured = hints.IsFloat || (hints.IsMeasure && numbers.Count < ManyMeasures);
            return measured && form == JsonForm.Natural && numbers.MaxDigits <= 15
                ? new Choice(KindTag.Float64, form, "whole so far, but the name says floating point")
                : Integer(numbers, hints, form);
        }

        if (numbers.Integers > 0 && numbers.WholeDigits > 15)
        {
            return new Choice(KindTag.Json, form, "whole numbers too long for a double mix with fractions");
        }

        return TryDecimal(numbers, hints, form, out Choice money) ? money : new Choice(KindTag.Float64, form, Fractional(numbers));
    }

    private static Choice Integer(NumberEvidence numbers, NameHints hints, JsonForm form)
    {
        Int128 min = numbers.Min;
        Int128 max = numbers.Max;
        string range = min == max ? $"always {min}" : $"whole numbers from {min} to {max}";
        if (numbers.MaxDigits > 38)
        {
            return new Choice(LogicalKind.Decimal(76, 0), form, $"whole numbers of up to {numbers.MaxDigits} digits");
        }

        if (min < long.MinValue || (min < 0 && max > long.MaxValue) || max > ulong.MaxValue)
        {
            return new Choice(LogicalKind.Decimal(38, 0), form, range);
        }

        if (max > long.MaxValue)
        {
            return new Choice(KindTag.UInt64, form, range);
        }

        // The next size above the range seen; ids and amounts grow without limit.
        bool grows = hints.IsIdentifier || hints.IsQuantity || hints.IsGrowing || numbers.Count < FewNumbers || form == JsonForm.Quoted;
        if (grows || min < short.MinValue || max > ushort.MaxValue)
        {
            return new Choice(KindTag.Int64, form, range);
        }

        bool small = min >= sbyte.MinValue && max <= sbyte.MaxValue && numbers.Count >= ManyNumbers && numbers.DistinctLengths > 1;
        return new Choice(small ? KindTag.Int16 : KindTag.Int32, form, range + ", with the next size as margin");
    }

    /// <summary>Money: always the same few digits behind the point, or a name that says so.</summary>
    private static bool TryDecimal(NumberEvidence numbers, NameHints hints, JsonForm form, out Choice choice)
    {
        choice = default;
        bool quoted = form == JsonForm.Quoted;
        bool constant = numbers.MinScale == numbers.MaxScale;
        if (numbers.Exponents > 0 || numbers.MaxScale > (quoted ? 18 : 4) || hints.IsFloat)
        {
            return false;
        }

        if (!hints.IsMoney && !(quoted && (constant || numbers.MaxScale <= 8)))
        {
            return false;
        }

        // A scale that varies may grow: room for two more digits.
        int scale = constant ? numbers.MaxScale : Math.Max(2, numbers.MaxScale + 2);
        scale = Math.Max(scale, hints.IsMoney ? 2 : 0);
        int digits = numbers.WholeDigits + scale;
        if (digits + 2 > MaxDecimalDigits)
        {
            return false;
        }

        int precision = digits + 2 <= 18 ? 18 : MaxDecimalDigits;
        string scales = constant ? $"always {numbers.MaxScale}" : $"{numbers.MinScale} to {numbers.MaxScale}";
        choice = new Choice(LogicalKind.Decimal(precision, scale), form, $"{scales} digits behind the point, up to {numbers.WholeDigits} before it");
        return true;
    }

    private static string Fractional(NumberEvidence numbers)
    {
        string exponents = numbers.Exponents > 0 ? $", {numbers.Exponents:N0} with exponent" : "";
        return $"{numbers.Integers:N0} whole, {numbers.Fractions:N0} fractional{exponents}";
    }
}
