using System.Globalization;

namespace Denormalized.Schema;

/// <summary>MODIFY COLUMN between two types that hold no others.</summary>
internal static class ScalarChange
{
    /// <summary>Decimal digits of the largest value of 8, 16, 32, 64, 128 and 256 bits.</summary>
    private static readonly Dictionary<int, int> s_digits = new() { [8] = 3, [16] = 5, [32] = 10, [64] = 20, [128] = 39, [256] = 78 };

    /// <summary>Bits up to which a float holds every whole number.</summary>
    private const int FloatBits = 24;
    private const int DoubleBits = 53;

    public static ColumnChange Of(ClickHouseTypeText from, ClickHouseTypeText to)
    {
        if (Integer(from) is { } a)
        {
            return Integer(to) is { } b ? IntegerToInteger(a, b)
                : FloatWidth(to) is { } width ? Exact((a.Signed ? a.Bits - 1 : a.Bits) <= width, "whole numbers beyond the float's digits are rounded")
                : to.Name == "Decimal" ? Exact(Number(to, 0) - Number(to, 1) >= s_digits[a.Bits], "numbers with more digits do not fit")
                : ToText(from, to);
        }

        return (from.Name, to.Name) switch
        {
            ("Float32", "Float64") => Rewrite("every value stays"),
            ("Float64", "Float32") => Lossy("digits are lost"),
            ("Decimal", "Decimal") => Exact(
                Number(to, 1) >= Number(from, 1) && Number(to, 0) - Number(to, 1) >= Number(from, 0) - Number(from, 1), "digits are lost, or do not fit"),
            ("Decimal", "Float32" or "Float64") or ("Float32" or "Float64", "Decimal") => Lossy("one counts in tenths, the other in halves: values are rounded"),
            ("Enum8" or "Enum16", "Enum8" or "Enum16") => Enum(from, to),
            ("DateTime64", "DateTime64") => Number(to, 0) < Number(from, 0) ? Lossy("digits behind the second are lost")
                : Exact(Number(to, 0) < 9, "nanoseconds end in 2262"),
            ("Date", "Date32") => Rewrite("every day stays"),
            ("Date32", "Date") => Lossy("days before 1970 and after 2149 do not fit"),
            ("IPv4", "IPv6") => Rewrite("every address stays"),
            ("FixedString", "FixedString") => Exact(Number(to, 0) >= Number(from, 0), "longer values do not fit"),
            ("Bool", _) when Integer(to) is not null => Rewrite("false is 0, true is 1"),
            _ => ToText(from, to),
        };
    }

    private static ColumnChange ToText(ClickHouseTypeText from, ClickHouseTypeText to) => (from.Name, to.Name) switch
    {
        (_, "String") => Rewrite("values become their texts"),
        ("String", _) => Lossy("texts that are no such value stop the change"),
        _ => Lossy("one is not the other: values change or stop the change"),
    };

    private static ColumnChange IntegerToInteger((int Bits, bool Signed) a, (int Bits, bool Signed) b)
        => Exact(a.Signed == b.Signed ? b.Bits >= a.Bits : b.Signed && b.Bits > a.Bits, "numbers that do not fit wrap around");

    /// <summary>Values are stored as numbers: names may come, numbers must keep their names.</summary>
    private static ColumnChange Enum(ClickHouseTypeText from, ClickHouseTypeText to)
    {
        Dictionary<string, string> known = to.Arguments.ToDictionary(a => a.Label!, a => a.Type!.Name, StringComparer.Ordinal);
        foreach (ClickHouseArgument member in from.Arguments)
        {
            if (!known.TryGetValue(member.Label!, out string? number))
            {
                return Lossy($"rows that have '{member.Label}' have no name any more");
            }

            if (number != member.Type!.Name)
            {
                return Lossy($"'{member.Label}' would be another number than rows have");
            }
        }

        return from.Name == to.Name ? new ColumnChange(ColumnChangeCost.Metadata, "names are added, numbers stay") : Rewrite("numbers need two bytes");
    }

    private static (int Bits, bool Signed)? Integer(ClickHouseTypeText type)
    {
        bool signed = type.Name.StartsWith("Int", StringComparison.Ordinal);
        string digits = signed ? type.Name.Substring(3) : type.Name.StartsWith("UInt", StringComparison.Ordinal) ? type.Name.Substring(4) : "";
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int bits) ? (bits, signed) : null;
    }

    private static int? FloatWidth(ClickHouseTypeText type) => type.Name switch
    {
        "Float32" => FloatBits,
        "Float64" => DoubleBits,
        _ => null,
    };

    private static int Number(ClickHouseTypeText type, int argument) => int.Parse(type.Arguments[argument].Type!.Name, CultureInfo.InvariantCulture);

    private static ColumnChange Exact(bool isExact, string otherwise) => isExact ? Rewrite("every value stays") : Lossy(otherwise);

    private static ColumnChange Rewrite(string reason) => new(ColumnChangeCost.Rewrite, reason);

    private static ColumnChange Lossy(string reason) => new(ColumnChangeCost.Lossy, reason);
}
