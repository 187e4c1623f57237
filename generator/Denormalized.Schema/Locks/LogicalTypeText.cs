namespace Denormalized.Schema;

/// <summary>
/// A logical type as locks and messages spell it: what a value is, in no format. <c>decimal(18,4)?</c>, <c>list&lt;record&gt;</c>,
/// <c>enum(Unknown=0,Phone=1)</c>.
/// </summary>
public static class LogicalTypeText
{
    public static string Of(TypeUse use) => Of(use.Type) + (use.IsNullable && use.Type is not (ArrayType or MapType) ? "?" : "");

    /// <summary>How JSON writes it, where that is not the usual way; empty where it is.</summary>
    public static string JsonFormOf(LogicalType type) => type switch
    {
        WrapperType wrapper => JsonFormOf(wrapper.Inner),
        ArrayType array => JsonFormOf(array.Item.Type),
        MapType map => JsonFormOf(map.Value.Type),
        InstantType { EpochDigits: { } digits } instant => $"epoch({digits}){(instant.Quoted ? " quoted" : "")}",
        IntegerType { Quoted: true } or FloatType { Quoted: true } or DecimalType { Quoted: true } => "quoted",
        _ => "",
    };

    private static string Of(LogicalType type) => type switch
    {
        BoolType => "bool",
        IntegerType i => (i.Signed ? "int" : "uint") + i.Bits,
        FloatType f => "float" + f.Bits,
        DecimalType d => $"decimal({d.Precision},{d.Scale})",
        StringType => "string",
        BytesType => "bytes",
        FixedType f => $"{(f.Form is null ? "text" : "bytes")}({f.Length})",
        TextType t => t.Form.ToString().ToLowerInvariant(),
        JsonType => "json",
        IpType ip => "ipv" + ip.Version,
        EnumType e => $"enum({string.Join(",", e.Members.Select(m => $"{Name(m.Name)}={m.Value}"))})",
        UuidType => "uuid",
        DateType => "date",
        InstantType t => $"instant({t.Digits})",
        LocalTimeType t => $"local_time({t.Digits})",
        TimeType => "time",
        DurationType => "duration",
        OffsetType => "offset",
        ArrayType { Length: { } length } a => $"vector<{Of(a.Item)},{length}>",
        ArrayType a => $"list<{Of(a.Item)}>",
        MapType m => $"map<{Of(m.Key)},{Of(m.Value)}>",
        NestedType { Record.Hierarchy: not null } => "hierarchy",
        NestedType => "record",
        WrapperType w => Of(w.Inner),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "no text"),
    };

    /// <summary>Quoted where it could be taken for punctuation.</summary>
    private static string Name(string name) => name.Length > 0 && name.All(c => char.IsLetterOrDigit(c) || c is '_' or '-' or '.') ? name : ClickHouseText.Literal(name);
}
