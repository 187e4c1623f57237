using Denormalized.Schema;

namespace Denormalized.SourceGen.Pipelines;

/// <summary>Whether the column of one member can be copied into that of another as it lies.</summary>
internal static class Layout
{
    /// <summary>The target may be nullable where the source is not: its null map is filled with zeros.</summary>
    public static bool AreSame(TypeUse from, TypeUse to)
        => (from.IsNullable == to.IsNullable || (to.IsNullable && !from.IsNullable)) && AreSame(from.Type, to.Type);

    private static bool AreSame(LogicalType from, LogicalType to) => (from, to) switch
    {
        (StringType, StringType) => true,
        (IntegerType a, IntegerType b) => a.Bits == b.Bits && a.Signed == b.Signed && a.Clr == b.Clr,
        (FloatType a, FloatType b) => a.Bits == b.Bits,
        (DecimalType a, DecimalType b) => a.Precision == b.Precision && a.Scale == b.Scale,
        (InstantType a, InstantType b) => a.Digits == b.Digits && a.IsDateTimeOffset == b.IsDateTimeOffset && a.IsNano == b.IsNano && a.KeepsOffset == b.KeepsOffset,
        (ArrayType a, ArrayType b) => a.Length == b.Length && a.Item.IsNullable == b.Item.IsNullable && AreSame(a.Item.Type, b.Item.Type),
        (FixedType a, FixedType b) => a.Length == b.Length && a.Form is null == b.Form is null,
        (LocalTimeType a, LocalTimeType b) => a.Digits == b.Digits,
        (IpType a, IpType b) => a.Version == b.Version,
        (DateType a, DateType b) => a.IsNarrow == b.IsNarrow,
        (EnumType a, EnumType b) => a.IsText == b.IsText && a.Clr == b.Clr,
        (MapType a, MapType b) => AreSame(a.Key.Type, b.Key.Type) && a.Value.IsNullable == b.Value.IsNullable && AreSame(a.Value.Type, b.Value.Type),
        (NestedType a, NestedType b) => a.Record.Clr == b.Record.Clr,
        _ => from.GetType() == to.GetType() && from.Clr == to.Clr,
    };
}
