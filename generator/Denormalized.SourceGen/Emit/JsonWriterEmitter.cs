using Denormalized.Schema;
using Denormalized.SourceGen.Plan;

namespace Denormalized.SourceGen.Emit;

/// <summary>Emits how a record is written as JSON: the inverse of the decoder, over Utf8JsonWriter.</summary>
internal sealed class JsonWriterEmitter(CodeWriter w, EnumNames enums)
{
    private readonly RecordMethods _methods = new("Write");
    private int _locals;

    /// <summary>Name of the method that writes a record.</summary>
    public string NameOf(RecordModel record) => _methods.NameOf(record);

    /// <summary>Methods for the record and all that it contains.</summary>
    public void Emit(RecordModel record) => _methods.EmitAll(record, EmitRecord);

    private void EmitRecord(RecordModel record)
    {
        w.Line();
        using (w.Open($"private static void {_methods.NameOf(record)}(Utf8JsonWriter json, {record.Clr} record)"))
        {
            w.Line("json.WriteStartObject();");
            if (record.Hierarchy is { } hierarchy)
            {
                EmitCases(record, hierarchy);
            }
            else
            {
                EmitFields(record, "record");
            }

            w.Line("json.WriteEndObject();");
        }
    }

    private void EmitFields(RecordModel record, string value)
    {
        foreach (FieldModel field in record.Fields)
        {
            w.Line($"json.WritePropertyName({Literals.Utf8(field.Json)});");
            EmitValue(field.Type, $"{value}.{field.Member}", Literals.Text(field.Member.TrimStart('@')));
        }
    }

    /// <summary>The discriminator first: that is where other readers look for it.</summary>
    private void EmitCases(RecordModel record, HierarchyModel hierarchy)
    {
        using (w.Open("switch (record)"))
        {
            for (int i = 0; i < hierarchy.Cases.Count; i++)
            {
                HierarchyCase @case = hierarchy.Cases[i];
                using (w.Open(HierarchyCode.Label(@case, "case" + i)))
                {
                    w.Line($"json.{(@case.IsNumber ? $"WriteNumber({Literals.Utf8(hierarchy.Discriminator)}, {@case.Tag})" : $"WriteString({Literals.Utf8(hierarchy.Discriminator)}, {Literals.Utf8(@case.Tag)})")};");
                    EmitFields(@case.Whole, "case" + i);
                    w.Line("break;");
                }
            }

            w.Line(HierarchyCode.Otherwise(record));
        }
    }

    private void EmitValue(TypeUse use, string value, string member)
    {
        if (!use.IsNullable)
        {
            EmitPresent(use.Type, value, member);
            return;
        }

        string local = "value" + ++_locals;
        using (w.Open($"if ({value} is {{ }} {local})"))
        {
            EmitPresent(use.Type, local, member);
        }

        using (w.Open("else"))
        {
            w.Line("json.WriteNullValue();");
        }
    }

    private void EmitPresent(LogicalType type, string value, string member)
    {
        switch (type)
        {
            case WrapperType wrapper:
                EmitPresent(wrapper.Inner, $"{value}.{wrapper.Member}", member);
                break;
            case NestedType nested:
                w.Line($"{_methods.NameOf(nested.Record)}(json, {value});");
                break;
            case ArrayType array:
                EmitArray(array, value, member);
                break;
            case MapType map:
                EmitMap(map, value, member);
                break;
            default:
                w.Line($"json.{Scalar(type, value, member)};");
                break;
        }
    }

    private void EmitArray(ArrayType array, string value, string member)
    {
        string item = "item" + ++_locals;
        string source = array.Form switch
        {
            CollectionForm.ImmutableArray => $"{value}.IsDefault ? [] : {value}",
            CollectionForm.Memory => value + ".Span",
            _ => value,
        };
        w.Line("json.WriteStartArray();");
        using (w.Open($"foreach (var {item} in {source})"))
        {
            EmitValue(array.Item, item, member);
        }

        w.Line("json.WriteEndArray();");
    }

    private void EmitMap(MapType map, string value, string member)
    {
        string pair = "pair" + ++_locals;
        w.Line("json.WriteStartObject();");
        using (w.Open($"foreach (var {pair} in {value})"))
        {
            w.Line($"json.WritePropertyName({Key(map.Key.Type, pair + ".Key", member)});");
            EmitValue(map.Value, pair + ".Value", member);
        }

        w.Line("json.WriteEndObject();");
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
        StringType => $"WriteStringValue({value})",
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
