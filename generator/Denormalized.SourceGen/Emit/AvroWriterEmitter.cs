using Denormalized.Schema;
using Denormalized.SourceGen.Plan;

namespace Denormalized.SourceGen.Emit;

/// <summary>Emits how a record is written as plain Avro binary.</summary>
internal sealed class AvroWriterEmitter(CodeWriter w, EnumNames enums)
{
    private readonly RecordMethods _methods = new("Encode");
    private int _locals;

    /// <summary>Name of the method that writes a record.</summary>
    public string NameOf(RecordModel record) => _methods.NameOf(record);

    /// <summary>Methods for the record and all that it contains.</summary>
    public void Emit(RecordModel record) => _methods.EmitAll(record, EmitRecord);

    private void EmitRecord(RecordModel record)
    {
        w.Line();
        string first = record.Hierarchy is null ? "" : ", int first = 0";
        using (w.Open($"private static void {_methods.NameOf(record)}(ref AvroWriter avro, {record.Clr} record{first})"))
        {
            if (record.Hierarchy is { } hierarchy)
            {
                EmitCases(record, hierarchy);
            }
            else
            {
                EmitFields(record, "record");
            }
        }
    }

    private void EmitFields(RecordModel record, string value)
    {
        foreach (FieldModel field in record.Fields)
        {
            EmitValue(field.Type, $"{value}.{field.Member}", Literals.Text(field.Member.TrimStart('@')));
        }
    }

    /// <summary>The branch says the case; where null is a branch too, the cases begin behind it.</summary>
    private void EmitCases(RecordModel record, HierarchyModel hierarchy)
    {
        using (w.Open("switch (record)"))
        {
            for (int i = 0; i < hierarchy.Cases.Count; i++)
            {
                using (w.Open(HierarchyCode.Label(hierarchy.Cases[i], "case" + i)))
                {
                    w.Line($"avro.Union(first + {i});");
                    EmitFields(hierarchy.Cases[i].Whole, "case" + i);
                    w.Line("break;");
                }
            }

            w.Line(HierarchyCode.Otherwise(record));
        }
    }

    private void EmitValue(TypeUse use, string value, string member)
    {
        bool isCollection = use.Type is ArrayType or MapType;
        if (!use.IsNullable)
        {
            EmitPresent(use.Type, value, member);
            return;
        }

        string local = "value" + ++_locals;
        using (w.Open($"if ({value} is {{ }} {local})"))
        {
            if (use.Type is NestedType { Record: { Hierarchy: not null } hierarchy })
            {
                w.Line($"{_methods.NameOf(hierarchy)}(ref avro, {local}, first: 1);");
            }
            else
            {
                if (!isCollection)
                {
                    w.Line("avro.Union(1);");
                }

                EmitPresent(use.Type, local, member);
            }
        }

        using (w.Open("else"))
        {
            w.Line(isCollection ? "avro.EndBlocks();" : "avro.Union(0);");
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
                string record = nested.Record.IsValueType ? value : $"ColumnOperations.NotNull({value}, {member})";
                w.Line($"{_methods.NameOf(nested.Record)}(ref avro, {record});");
                break;
            case ArrayType array:
                EmitArray(array, value, member);
                break;
            case MapType map:
                EmitMap(map, value, member);
                break;
            default:
                w.Line($"avro.{Scalar(type, value, member)};");
                break;
        }
    }

    private void EmitArray(ArrayType array, string value, string member)
    {
        string id = (++_locals).ToString(System.Globalization.CultureInfo.InvariantCulture);
        (string list, string length, string items) = array.Form switch
        {
            CollectionForm.Array => ($"ColumnOperations.NotNull({value}, {member})", "Length", "list" + id),
            CollectionForm.List => ($"ColumnOperations.NotNull({value}, {member})", "Count", $"CollectionsMarshal.AsSpan(list{id})"),
            CollectionForm.ImmutableArray => ($"{value}.IsDefault ? [] : {value}", "Length", "list" + id),
            CollectionForm.Memory => (value + ".Span", "Length", "list" + id),
            CollectionForm.EnumerableInterface => ($"ColumnOperations.ToCollection({value}, {member})", "Count", "list" + id),
            _ => ($"ColumnOperations.NotNull({value}, {member})", "Count", "list" + id),
        };
        w.Line($"var list{id} = {list};");
        if (array.Length is { } declared)
        {
            w.Line($"ColumnOperations.CheckLength(list{id}.{length}, {declared}, {member});");
        }

        using (w.Open($"if (list{id}.{length} > 0)"))
        {
            w.Line($"avro.BeginBlock(list{id}.{length});");
            bool indexed = array.Form == CollectionForm.IndexedInterface;
            string item = indexed ? $"list{id}[i{id}]" : "item" + id;
            using (w.Open(indexed ? $"for (int i{id} = 0; i{id} < list{id}.Count; i{id}++)" : $"foreach (var {item} in {items})"))
            {
                EmitValue(array.Item, item, member);
            }
        }

        w.Line();
        w.Line("avro.EndBlocks();");
    }

    private void EmitMap(MapType map, string value, string member)
    {
        string id = (++_locals).ToString(System.Globalization.CultureInfo.InvariantCulture);
        w.Line($"var map{id} = ColumnOperations.NotNull({value}, {member});");
        using (w.Open($"if (map{id}.Count > 0)"))
        {
            w.Line($"avro.BeginBlock(map{id}.Count);");
            using (w.Open($"foreach (var pair{id} in map{id})"))
            {
                EmitPresent(map.Key.Type, $"pair{id}.Key", member);
                EmitValue(map.Value, $"pair{id}.Value", member);
            }
        }

        w.Line();
        w.Line("avro.EndBlocks();");
    }

    private string Scalar(LogicalType type, string value, string member) => type switch
    {
        BoolType => $"Bool({value})",
        BytesType b => $"Bytes({(b.Form == BytesForm.Array ? Storage.NotNull(value, member) : value + ".Span")})",
        FixedType { Form: null } f => $"FixedText({Storage.NotNull(value, member)}, {f.Length}, {member})",
        FixedType f => $"FixedBytes({(f.Form == BytesForm.Array ? Storage.NotNull(value, member) : value + ".Span")}, {f.Length}, {member})",
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
        TimeType => $"Long(Wire.FromTime({value}))",
        DurationType => $"Long(Wire.FromDuration({value}))",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "no Avro form"),
    };
}
