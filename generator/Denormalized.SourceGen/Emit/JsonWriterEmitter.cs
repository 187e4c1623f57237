using Denormalized.Schema;
using Denormalized.SourceGen.Plan;

namespace Denormalized.SourceGen.Emit;

/// <summary>Emits how a record is written as JSON: the inverse of the decoder, over Utf8JsonWriter.</summary>
internal sealed class JsonWriterEmitter(CodeWriter writer, EnumNames enums) : RecordWriterEmitter(writer, "Write")
{
    protected override void EmitRecord(RecordModel record)
    {
        Code.Line();
        using (Code.Open($"private static void {NameOf(record)}(Utf8JsonWriter json, {record.Clr} record)"))
        {
            Code.Line("json.WriteStartObject();");
            if (record.Hierarchy is { } hierarchy)
            {
                EmitCases(record, (@case, _, local) => EmitCase(hierarchy, @case, local));
            }
            else
            {
                EmitMembers(record, "record", EmitName);
            }

            Code.Line("json.WriteEndObject();");
        }
    }

    /// <summary>The discriminator first: that is where other readers look for it.</summary>
    private void EmitCase(HierarchyModel hierarchy, HierarchyCase @case, string local)
    {
        string name = Literals.Utf8(hierarchy.Discriminator);
        Code.Line(@case.IsNumber ? $"json.WriteNumber({name}, {@case.Tag});" : $"json.WriteString({name}, {Literals.Utf8(@case.Tag)});");
        EmitMembers(@case.Whole, local, EmitName);
    }

    private void EmitName(FieldModel field) => Code.Line($"json.WritePropertyName({Literals.Utf8(field.Json)});");

    protected override void EmitNested(RecordModel record, string value, bool wasNullable) => Code.Line($"{NameOf(record)}(json, {value});");

    protected override void EmitPresence(TypeUse use)
    {
        // A value says by itself that it is not null.
    }

    protected override void EmitNull(TypeUse use) => Code.Line(use.Type switch
    {
        ArrayType => "json.WriteStartArray(); json.WriteEndArray();",
        MapType => "json.WriteStartObject(); json.WriteEndObject();",
        _ => "json.WriteNullValue();",
    });

    protected override void EmitScalar(LogicalType type, string value, string member) => Code.Line($"json.{Scalar(type, value, member)};");

    protected override void EmitArray(ArrayType array, string value, string member)
    {
        string item = Local("item");
        string source = array.Form switch
        {
            CollectionForm.ImmutableArray => $"{value}.IsDefault ? [] : {value}",
            CollectionForm.Memory => value + ".Span",
            _ => Storage.NotNull(value, member),
        };
        Code.Line("json.WriteStartArray();");
        using (Code.Open($"foreach (var {item} in {source})"))
        {
            EmitValue(array.Item, item, member);
        }

        Code.Line("json.WriteEndArray();");
    }

    protected override void EmitMap(MapType map, string value, string member)
    {
        string pair = Local("pair");
        Code.Line("json.WriteStartObject();");
        using (Code.Open($"foreach (var {pair} in {Storage.NotNull(value, member)})"))
        {
            Code.Line($"json.WritePropertyName({Key(map.Key.Type, pair + ".Key", member)});");
            EmitValue(map.Value, pair + ".Value", member);
        }

        Code.Line("json.WriteEndObject();");
    }

    private string Key(LogicalType type, string key, string member) => type switch
    {
        StringType => key,
        EnumType e => $"{enums.Of(e)}.ToName({key}, {member})",
        UuidType => $"{key}.ToString()",
        IntegerType i when i.Clr.StartsWith("global::", StringComparison.Ordinal) => $"JsonText.Quoted(({(i.Signed ? "long" : "ulong")}){key})",
        _ => $"JsonText.Quoted({key})",
    };

    private string Scalar(LogicalType type, string value, string member) => type switch
    {
        BoolType => $"WriteBooleanValue({value})",
        IntegerType { Quoted: false, Bits: > 64 } => $"WriteRawValue(JsonText.Quoted({value}), skipInputValidation: true)",
        FloatType { Quoted: false } => $"WriteNumberValue(JsonText.Finite({(type.Clr == Storage.HalfClr ? "(float)" : "")}{value}, {member}))",
        BytesType { Form: BytesForm.Memory } or FixedType { Form: BytesForm.Memory } => $"WriteBase64StringValue({value}.Span)",
        BytesType or FixedType { Form: BytesForm.Array } => $"WriteBase64StringValue({Storage.NotNull(value, member)})",
        FixedType => $"WriteStringValue({Storage.NotNull(value, member)})",
        TextType t => $"WriteStringValue(Wire.From{t.Form}({(t.Form == TextForm.Char ? value : Storage.NotNull(value, member))}))",
        JsonType { Form: not JsonForm.Element } => $"WriteRawValue(JsonText.Raw(Wire.FromJson({Storage.NotNull(value, member)})), skipInputValidation: true)",
        JsonType => $"WriteRawValue(JsonText.Raw(Wire.FromJson({value})), skipInputValidation: true)",
        IpType ip => $"WriteStringValue(Wire.IPv{ip.Version}Text({value}, {member}))",
        IntegerType { Quoted: true } or FloatType { Quoted: true } or DecimalType { Quoted: true } => $"WriteStringValue(JsonText.Quoted({value}))",
        IntegerType i when i.Clr.StartsWith("global::", StringComparison.Ordinal) => $"WriteNumberValue(({(i.Signed ? "long" : "ulong")}){value})",
        IntegerType or DecimalType => $"WriteNumberValue({value})",
        StringType => $"WriteStringValue({Storage.NotNull(value, member)})",
        EnumType e => $"WriteStringValue({enums.Of(e)}.ToName({value}, {member}))",
        UuidType => $"WriteStringValue({value})",
        DateType => $"WriteStringValue(JsonText.Date({value}))",
        InstantType { EpochDigits: { } digits, Quoted: true, IsNano: true } => $"WriteStringValue(JsonText.Quoted(JsonText.Epoch(Wire.FromNanoInstant({value}, {member}), 9, {digits})))",
        InstantType { EpochDigits: { } digits, Quoted: true } t => $"WriteStringValue(JsonText.Quoted(JsonText.Epoch(Wire.FromInstant({value}, {t.Digits}, {member}), {t.Digits}, {digits})))",
        InstantType { EpochDigits: { } digits, IsNano: true } => $"WriteNumberValue(JsonText.Epoch(Wire.FromNanoInstant({value}, {member}), 9, {digits}))",
        InstantType { IsNano: true } => $"WriteStringValue(JsonText.Instant({value}))",
        LocalTimeType => $"WriteStringValue(JsonText.LocalTime({value}, {member}))",
        InstantType { EpochDigits: { } digits } t => $"WriteNumberValue(JsonText.Epoch(Wire.FromInstant({value}, {t.Digits}, {member}), {t.Digits}, {digits}))",
        InstantType => $"WriteStringValue(JsonText.Instant({value}, {member}))",
        TimeType => $"WriteStringValue(JsonText.Time({value}))",
        DurationType => $"WriteStringValue(JsonText.Duration({value}))",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "no JSON form"),
    };
}
