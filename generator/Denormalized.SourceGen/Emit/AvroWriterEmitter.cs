using Denormalized.Schema;
using Denormalized.SourceGen.Plan;

namespace Denormalized.SourceGen.Emit;

/// <summary>Emits how a record is written as plain Avro binary.</summary>
internal sealed class AvroWriterEmitter(CodeWriter writer, EnumNames enums) : RecordWriterEmitter(writer, "Encode")
{
    protected override void EmitRecord(RecordModel record)
    {
        Code.Line();
        string first = record.Hierarchy is null ? "" : ", int first = 0"; // where null is a branch too, the cases begin behind it
        using (Code.Open($"private static void {NameOf(record)}(ref AvroWriter avro, {record.Clr} record{first})"))
        {
            if (record.Hierarchy is null)
            {
                EmitMembers(record, "record");
            }
            else
            {
                EmitCases(record, (@case, branch, local) =>
                {
                    Code.Line($"avro.Union(first + {branch});");
                    EmitMembers(@case.Whole, local);
                });
            }
        }
    }

    protected override void EmitNested(RecordModel record, string value, bool wasNullable)
        => Code.Line($"{NameOf(record)}(ref avro, {value}{(record.Hierarchy is not null && wasNullable ? ", first: 1" : "")});");

    protected override void EmitPresence(TypeUse use)
    {
        if (use.Type is not (ArrayType or MapType or NestedType { Record.Hierarchy: not null }))
        {
            Code.Line("avro.Union(1);");
        }
    }

    protected override void EmitNull(TypeUse use) => Code.Line(use.Type is ArrayType or MapType ? "avro.EndBlocks();" : "avro.Union(0);");

    protected override void EmitScalar(LogicalType type, string value, string member) => Code.Line($"avro.{Scalar(type, value, member)};");

    protected override void EmitArray(ArrayType array, string value, string member)
    {
        Counted list = DeclareList(array, value, member);
        EmitBlock(list.Count, () => EmitItems(array, list, member));
    }

    protected override void EmitMap(MapType map, string value, string member)
    {
        Counted pairs = DeclareMap(value, member);
        EmitBlock(pairs.Count, () => EmitPairs(map, pairs, member));
    }

    private void EmitBlock(string count, Action items)
    {
        using (Code.Open($"if ({count} > 0)"))
        {
            Code.Line($"avro.BeginBlock({count});");
            items();
        }

        Code.Line();
        Code.Line("avro.EndBlocks();");
    }

    private string Scalar(LogicalType type, string value, string member) => type switch
    {
        BoolType => $"Bool({value})",
        BytesType b => $"Bytes({Storage.Span(b.Form, value, member)})",
        FixedType { Form: null } f => $"FixedText({Storage.NotNull(value, member)}, {f.Length}, {member})",
        FixedType f => $"FixedBytes({Storage.Span(f.Form.Value, value, member)}, {f.Length}, {member})",
        TextType t => $"String(Wire.From{t.Form}({(t.Form == TextForm.Char ? value : Storage.NotNull(value, member))}), {member})",
        JsonType j => $"String(Wire.FromJson({(j.Form == JsonForm.Element ? value : Storage.NotNull(value, member))}), {member})",
        IpType ip => $"String(Wire.IPv{ip.Version}Text({Storage.NotNull(value, member)}, {member}), {member})",
        IntegerType { IsNarrow: true } => $"Long(Wire.ToLong({value}, {member}))",
        IntegerType { Bits: 128 } i => i.Signed ? $"ScaledDecimal({value})" : $"UInt128({value})",
        IntegerType { Bits: 256 } i => $"Int256(Wire.From{(i.Signed ? "Int256" : "UInt256")}({value}, {member}))",
        IntegerType { Bits: 64, Signed: false } => $"UInt64((ulong){value})",
        IntegerType => $"Long((long){value})",
        FloatType { Clr: Storage.HalfClr } => $"Float((float){value})",
        FloatType f => f.Bits == 32 ? $"Float({value})" : $"Double({value})",
        DecimalType d => $"Decimal({value}, {d.Precision}, {d.Scale}, {member})",
        StringType => $"String(ColumnOperations.NotNull({value}, {member}), {member})",
        EnumType e => $"Enum({enums.Of(e)}.ToSymbol({value}, {member}))",
        UuidType u => u.IsFixed ? $"UuidFixed({value})" : $"Uuid({value})",
        DateType d => $"Int(Wire.FromDate{(d.IsNarrow ? "16" : "")}({value}, {member}))",
        InstantType { IsNano: true } => $"Long(Wire.FromNanoInstant({value}, {member}))",
        LocalTimeType t => $"Long(Wire.FromLocalTime({value}, {AvroPlan.TimestampDigits(t.Digits)}, {member}))",
        InstantType t => $"Long(Wire.FromInstant({value}, {AvroPlan.InstantDigits(t)}, {member}))",
        OffsetType => $"Int(Wire.FromOffset({value}))",
        TimeType => $"Long(Wire.FromTime({value}))",
        DurationType => $"Long(Wire.FromDuration({value}))",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "no Avro form"),
    };
}
