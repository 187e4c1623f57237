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

    /// <summary>The text of an instant has its offset.</summary>
    protected override bool IsWritten(FieldModel field) => field.OffsetOf is null;

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
        string count = item + "Count";
        Code.Line("json.WriteStartArray();");
        if (array.Length is not null)
        {
            Code.Line($"int {count} = 0;");
        }

        using (Code.Open($"foreach (var {item} in {source})"))
        {
            EmitValue(array.Item, item, member);
            if (array.Length is not null)
            {
                Code.Line($"{count}++;");
            }
        }

        if (array.Length is { } length)
        {
            Code.Line($"ColumnOperations.CheckLength({count}, {length}, {member});");
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
        StringType => $"JsonText.Text({key}, {member})",
        EnumType e => $"{enums.Of(e)}.ToName({key}, {member})",
        UuidType => $"{key}.ToString()",
        IntegerType i when i.Clr.StartsWith("global::", StringComparison.Ordinal) => $"JsonText.Quoted(({(i.Signed ? "long" : "ulong")}){key})",
        _ => $"JsonText.Quoted({key})",
    };

    private string Scalar(LogicalType type, string value, string member) => type switch
    {
        BoolType => $"WriteBooleanValue({value})",
        IntegerType { Quoted: true } or FloatType { Quoted: true } or DecimalType { Quoted: true } => $"WriteStringValue(JsonText.Quoted({Kept(type, value, member)}))",
        IntegerType { Bits: > 64 } => $"WriteRawValue(JsonText.Quoted({Kept(type, value, member)}), skipInputValidation: true)",
        IntegerType i when i.Clr.StartsWith("global::", StringComparison.Ordinal) => $"WriteNumberValue(({(i.Signed ? "long" : "ulong")}){value})",
        IntegerType or DecimalType => $"WriteNumberValue({Kept(type, value, member)})",
        FloatType => $"WriteNumberValue(JsonText.Finite({(type.Clr == Storage.HalfClr ? "(float)" : "")}{value}, {member}))",
        BytesType { Form: BytesForm.Memory } => $"WriteBase64StringValue({value}.Span)",
        BytesType => $"WriteBase64StringValue({Storage.NotNull(value, member)})",
        FixedType { Form: null } f => $"WriteStringValue(JsonText.FixedText({Storage.NotNull(value, member)}, {f.Length}, {member}))",
        FixedType f => $"WriteBase64StringValue(JsonText.FixedBytes({(f.Form == BytesForm.Memory ? value + ".Span" : Storage.NotNull(value, member))}, {f.Length}, {member}))",
        StringType => $"WriteStringValue(JsonText.Text({Storage.NotNull(value, member)}, {member}))",
        TextType t => $"WriteStringValue(JsonText.Text(Wire.From{t.Form}({(t.Form == TextForm.Char ? value : Storage.NotNull(value, member))}), {member}))",
        JsonType { Form: not JsonForm.Element } => $"WriteRawValue(JsonText.Raw(Wire.FromJson({Storage.NotNull(value, member)})), skipInputValidation: true)",
        JsonType => $"WriteRawValue(JsonText.Raw(Wire.FromJson({value})), skipInputValidation: true)",
        IpType ip => $"WriteStringValue(Wire.IPv{ip.Version}Text({value}, {member}))",
        EnumType e => $"WriteStringValue({enums.Of(e)}.ToName({value}, {member}))",
        UuidType => $"WriteStringValue({value})",
        DateType => $"WriteStringValue(JsonText.Date({Kept(type, value, member)}))",
        InstantType t => Instant(t, value, member),
        LocalTimeType => $"WriteStringValue({Kept(type, value, member)})",
        TimeType => $"WriteStringValue(JsonText.Time({Kept(type, value, member)}))",
        DurationType => $"WriteStringValue(JsonText.Duration({Kept(type, value, member)}))",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "no JSON form"),
    };

    private string Instant(InstantType type, string value, string member)
    {
        string ticks = Storage.ToColumn(type, value, member, enums);
        if (type.EpochDigits is { } digits)
        {
            string epoch = $"JsonText.Epoch({ticks}, {type.Digits}, {digits})";
            return type.Quoted ? $"WriteStringValue(JsonText.Quoted({epoch}))" : $"WriteNumberValue({epoch})";
        }

        if (type.KeepsOffset)
        {
            return $"WriteStringValue({Storage.WithOffset(Storage.FromColumn(type, ticks), $"Wire.FromOffset({value})")})";
        }

        return type.IsNano ? $"WriteStringValue(JsonText.Instant({Kept(type, value, member)}))" : $"WriteStringValue(Wire.ToDateTime({ticks}, {type.Digits}))";
    }

    /// <summary>
    /// The value as a table keeps it: floored to its resolution, with the digits of its scale, or refused. So the JSON of a
    /// record is the same on each hop.
    /// </summary>
    private string Kept(LogicalType type, string value, string member) => type is IntegerType { Bits: <= 128 } or FloatType
        ? value
        : Storage.FromColumn(type, Storage.ToColumn(type, value, member, enums));
}
