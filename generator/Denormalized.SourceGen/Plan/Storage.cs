using Denormalized.Schema;

namespace Denormalized.SourceGen.Plan;

/// <summary>How a scalar lies in its column, and how C# converts to and from it.</summary>
internal static class Storage
{
    /// <summary>The column's element type; null for strings, which have columns of their own kind.</summary>
    public static string? ElementOf(LogicalType type) => type switch
    {
        BoolType => "byte",
        IntegerType i => Integer(i.Bits, i.Signed),
        FloatType f => f.Bits == 32 ? "float" : "double",
        DecimalType { Precision: <= 9 } => "int",
        DecimalType { Precision: <= 18 } => "long",
        DecimalType => "global::System.Int128",
        UuidType => "UuidBits",
        DateType => "int",
        InstantType or TimeType or DurationType => "long",
        EnumType e => ClickHousePlan.IsEnum8(e) ? "sbyte" : "short",
        WrapperType w => ElementOf(w.Inner),
        StringType => null,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "no scalar"),
    };

    public static bool IsString(LogicalType type) => type is StringType or WrapperType { Inner: StringType };

    /// <summary>C# value to column value.</summary>
    public static string ToColumn(LogicalType type, string value, string member, EnumNames enums) => type switch
    {
        BoolType => $"({value} ? (byte)1 : (byte)0)",
        IntegerType i => Same(i.Clr, Integer(i.Bits, i.Signed)) ? value : $"({Integer(i.Bits, i.Signed)}){value}",
        FloatType => value,
        DecimalType d => $"Wire.FromDecimal{DecimalBits(d)}({value}, {d.Precision}, {d.Scale}, {member})",
        UuidType => $"Wire.FromGuid({value})",
        DateType => $"Wire.FromDate({value}, {member})",
        InstantType t => $"Wire.FromInstant({value}, {t.Digits}, {member})",
        TimeType => $"Wire.FromTime({value})",
        DurationType => $"Wire.FromDuration({value})",
        EnumType e => $"{enums.Of(e)}.ToWire({value}, {member})",
        WrapperType w => ToColumn(w.Inner, $"{value}.{w.Member}", member, enums),
        StringType => value,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "no scalar"),
    };

    /// <summary>Column value to C# value.</summary>
    public static string FromColumn(LogicalType type, string value) => type switch
    {
        BoolType => $"{value} != 0",
        IntegerType i => Same(i.Clr, Integer(i.Bits, i.Signed)) ? value : $"({i.Clr}){value}",
        FloatType or StringType => value,
        DecimalType d => $"Wire.ToDecimal({value}, {d.Scale})",
        UuidType => $"Wire.ToGuid({value})",
        DateType => $"Wire.ToDate({value})",
        InstantType t => $"Wire.{(t.IsDateTimeOffset ? "ToDateTimeOffset" : "ToDateTime")}({value}, {t.Digits})",
        TimeType => $"Wire.ToTime({value})",
        DurationType => $"Wire.ToDuration({value})",
        EnumType e => $"({e.Clr}){value}",
        WrapperType w => $"new {w.Clr}({FromColumn(w.Inner, value)})",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "no scalar"),
    };

    public static int DecimalBits(DecimalType type) => type.Precision <= 9 ? 32 : type.Precision <= 18 ? 64 : 128;

    private static string Integer(int bits, bool signed) => (bits, signed) switch
    {
        (8, true) => "sbyte",
        (8, false) => "byte",
        (16, true) => "short",
        (16, false) => "ushort",
        (32, true) => "int",
        (32, false) => "uint",
        (64, true) => "long",
        _ => "ulong",
    };

    private static bool Same(string clr, string keyword) => clr == keyword;
}

/// <summary>Names the helper class of each enum of a generated file.</summary>
internal sealed class EnumNames
{
    private readonly Dictionary<string, (string Name, EnumType Type)> _enums = new(StringComparer.Ordinal);

    public IEnumerable<(string Name, EnumType Type)> All => _enums.Values.OrderBy(e => e.Name, StringComparer.Ordinal);

    public string Of(EnumType type)
    {
        if (!_enums.TryGetValue(type.Clr, out (string Name, EnumType Type) known))
        {
            string stem = type.Clr.Substring(type.Clr.LastIndexOfAny(['.', ':']) + 1).TrimStart('@') + "Names";
            string name = stem;
            for (int i = 2; _enums.Values.Any(e => e.Name == name); i++)
            {
                name = stem + i;
            }

            known = (name, type);
            _enums.Add(type.Clr, known);
        }

        return known.Name;
    }
}
