using Denormalized.Schema;
using Denormalized.SourceGen.Plan;

namespace Denormalized.SourceGen.Emit;

/// <summary>
/// The method that reads a scalar of Avro. Each has two forms, into a row of a column and into a local:
/// <code>
///   AvroDecode.Decimal(p, PriceColumn, row, 18, context)    AvroDecode.Decimal(p, out long v9Raw, 18, context)
/// </code>
/// </summary>
internal static class AvroMethod
{
    /// <summary>Its name, and the arguments between the place of the value and the context.</summary>
    public static (string Name, string Arguments) Of(LogicalType type, EnumNames enums) => type switch
    {
        EnumType e => ($"{enums.Of(e)}.DecodeAvro", ""),
        DecimalType d => ("AvroDecode.Decimal", $"{d.Precision}, "),
        LocalTimeType t => ("AvroDecode.Instant", $"{AvroPlan.TimestampDigits(t.Digits)}, {t.Digits}, "),
        InstantType t => ("AvroDecode.Instant", $"{AvroPlan.InstantDigits(t)}, {t.Digits}, "),
        _ => ("AvroDecode." + Plain(type), ""),
    };

    private static string Plain(LogicalType type) => type switch
    {
        StringType => "String",
        BytesType => "Bytes",
        FixedType f => f.Form is null ? "FixedText" : "FixedBytes",
        TextType t => t.Form.ToString(),
        JsonType => "Json",
        IpType ip => $"IPv{ip.Version}",
        BoolType => "Bool",
        IntegerType { IsNarrow: true } => "UInt64Long",
        IntegerType { Bits: 256 } => "Int256",
        IntegerType i => $"{(i.Signed ? "Int" : "UInt")}{i.Bits}",
        FloatType { Clr: Storage.HalfClr } => "Half",
        FloatType f => $"Float{f.Bits}",
        UuidType u => u.IsFixed ? "UuidFixed" : "Uuid",
        DateType d => d.IsNarrow ? "Date16" : "Date",
        OffsetType => "Offset",
        TimeType => "Time",
        DurationType => "Duration",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "no Avro form"),
    };
}
