using Denormalized.Schema;
using Denormalized.SourceGen.Plan;

namespace Denormalized.SourceGen.Emit;

/// <summary>
/// Emits the JSON decoder of a scope: straight-line code for the fields in declared order, each followed by one compare
/// with the next expected key; any other order, white space and unknown fields go through a switch over the keys.
/// </summary>
internal sealed class JsonDecoderEmitter(CodeWriter w, IReadOnlyList<SlotPlan> slots, EnumNames enums)
{
    /// <summary>The values of the object: the offset of an instant is in its text.</summary>
    private readonly IReadOnlyList<SlotPlan> _slots = slots.Where(s => s.Field?.OffsetOf is null).ToArray();

    /// <summary>Decoder of a record.</summary>
    public void EmitRecord()
    {
        EmitObject("public override nint DecodeJson", "Missing");
        EmitDefaults();
        EmitCollections();
    }

    /// <summary>The method that decodes an object, and the one that looks after members that were not there.</summary>
    public void EmitObject(string method, string missing)
    {
        w.Line();
        using (w.Open($"{method}(nint p, int row, DecodeContext context)"))
        {
            EmitStart();
            for (int i = 0; i < _slots.Count; i++)
            {
                EmitField(i);
            }

            EmitAnyOrder();
            EmitEnd(missing);
        }

        EmitMissing(missing);
    }

    private int Words => (_slots.Count + 63) / 64;

    private static string Seen(int i) => "seen" + (i / 64);

    private static string Bit(int i) => $"0x{1UL << (i % 64):X}UL";

    private void EmitStart()
    {
        using (w.Open("if (!JsonDecode.Is(p, '{'))"))
        {
            w.Line("return JsonDecode.Fail(p, DecodeFailure.NotAnObject, context);");
        }

        w.Line();
        for (int i = 0; i < Words; i++)
        {
            w.Line($"ulong seen{i} = {Skipped(i)};");
        }

        string first = Literals.JsonKey(_slots[0].Field!.Json) + ":";
        w.Line("p++;");
        w.Line($"if (JsonDecode.Is(p, {Literals.Utf8(first)})) {{ p = JsonDecode.Ws(p + {Literals.Utf8Length(first)}); goto V0; }}");
        w.Line("p = JsonDecode.Ws(p);");
        w.Line("if (JsonDecode.Is(p, '}')) { p++; goto Done; }");
        w.Line("goto Key;");
        w.Line();
    }

    private void EmitField(int i)
    {
        SlotPlan slot = _slots[i];
        w.Label("V" + i);
        w.Line($"// {Comment(slot.Field!.Json)}: {Comment(ClickHousePlan.TypeOf(slot.Use))}");
        if (slot.HasItems)
        {
            string drop = slot.IsCollection
                ? $"{slot.Owner}{slot.Items}.RewindTo(row == 0 ? 0 : (int){slot.Owner}{slot.Ends}.Get(row - 1));"
                : $"{slot.Owner}{slot.Nested}.DropItems(row);";
            w.Line($"if (({Seen(i)} & {Bit(i)}) != 0) {{ {drop} }} // the key came before: the last value counts");
        }

        if (slot.IsSkipped)
        {
            w.Line("if ((p = JsonDecode.Skip(p, context)) == 0) { return 0; } // not used");
        }
        else
        {
            EmitValue(slot, slot.Owner, "row");
            w.Line($"{Seen(i)} |= {Bit(i)};");
        }

        EmitPrediction(i);
        w.Line();
    }

    /// <summary>Compares with the key that comes next, and with the one behind it where the next may be absent.</summary>
    private void EmitPrediction(int i)
    {
        if (i + 1 >= _slots.Count)
        {
            return; // falls into Next
        }

        bool skippable = !_slots[i + 1].Field!.IsRequired && i + 2 < _slots.Count;
        w.Line(Expect(i + 1, ",", ":", null));
        if (skippable)
        {
            w.Line("else " + Expect(i + 2, ",", ":", i + 2));
        }

        w.Line("else " + Expect(i + 1, ", ", ": ", null));
        if (skippable)
        {
            w.Line("else " + Expect(i + 2, ", ", ": ", i + 2));
        }

        w.Line("else { goto Next; }");
    }

    private string Expect(int field, string comma, string colon, int? jump)
    {
        string key = comma + Literals.JsonKey(_slots[field].Field!.Json) + colon;
        string go = jump is { } label ? $" goto V{label};" : "";
        return $"if (JsonDecode.Is(p, {Literals.Utf8(key)})) {{ p = JsonDecode.Ws(p + {Literals.Utf8Length(key)});{go} }}";
    }

    private void EmitAnyOrder()
    {
        w.Label("Next");
        w.Line("p = JsonDecode.Ws(p);");
        w.Line("if (JsonDecode.Is(p, '}')) { p++; goto Done; }");
        w.Line("if (!JsonDecode.Is(p, ',')) { return JsonDecode.Fail(p, DecodeFailure.CommaOrEnd, context); }");
        w.Line("p = JsonDecode.Ws(p + 1);");
        w.Line();
        w.Label("Key");
        w.Line("if (!JsonDecode.Is(p, '\"')) { return JsonDecode.Fail(p, DecodeFailure.Key, context); }");
        w.Line("p = JsonDecode.Key(p + 1, out nint key, out int length, context);");
        w.Line("if (p == 0) { return 0; }");
        using (w.Open("switch (length)"))
        {
            var byLength = _slots.Select((s, i) => (s.Field!.Json, Index: i))
                .GroupBy(f => Literals.Utf8Length(f.Json))
                .OrderBy(g => g.Key);
            foreach (var group in byLength)
            {
                w.Line($"case {group.Key}:");
                foreach ((string json, int index) in group)
                {
                    w.Line($"    if (JsonDecode.Is(key, {Literals.Utf8(json)})) {{ goto V{index}; }}");
                }

                w.Line("    break;");
            }
        }

        w.Line();
        w.Line("p = JsonDecode.Skip(p, context); // unknown field");
        w.Line("if (p == 0) { return 0; }");
        w.Line("goto Next;");
        w.Line();
    }

    private void EmitEnd(string missing)
    {
        w.Label("Done");
        string all = string.Join(" || ", Enumerable.Range(0, Words).Select(i => $"seen{i} != {Mask(i)}"));
        string arguments = string.Join(", ", Enumerable.Range(0, Words).Select(i => "seen" + i));
        w.Line($"return {all} ? {missing}(p, row, {arguments}, context) : p;");
    }

    /// <summary>Bits of the members that need not be there because nothing uses them.</summary>
    private string Skipped(int word)
    {
        ulong mask = 0;
        for (int i = word * 64; i < Math.Min(_slots.Count, (word + 1) * 64); i++)
        {
            mask |= _slots[i].IsSkipped ? 1UL << (i % 64) : 0;
        }

        return mask == 0 ? "0" : $"0x{mask:X}UL";
    }

    private string Mask(int word)
    {
        int bits = Math.Min(64, _slots.Count - (word * 64));
        ulong mask = bits == 64 ? ulong.MaxValue : (1UL << bits) - 1;
        return $"0x{mask:X}UL";
    }

    /// <summary>Fills what the object did not hold; refuses it when a required field is not there.</summary>
    private void EmitMissing(string method)
    {
        string parameters = string.Join(", ", Enumerable.Range(0, Words).Select(i => "ulong seen" + i));
        w.Line();
        using (w.Open($"private nint {method}(nint p, int row, {parameters}, DecodeContext context)"))
        {
            for (int i = 0; i < _slots.Count; i++)
            {
                if (_slots[i].IsSkipped)
                {
                    continue;
                }

                string action = _slots[i].Field!.IsRequired
                    ? $"return JsonDecode.Fail(p, DecodeFailure.Missing, {Literals.Text(_slots[i].Field!.Json)}, context);"
                    : DefaultOf(_slots[i], _slots[i].Owner, "row");
                w.Line($"if (({Seen(i)} & {Bit(i)}) == 0) {{ {action} }}");
            }

            w.Line("return p;");
        }
    }

    /// <summary>The row of a nested record that is null or absent.</summary>
    public void EmitDefaults()
    {
        w.Line();
        using (w.Open("internal void Default(int row)"))
        {
            foreach (SlotPlan slot in _slots.Where(s => !s.IsSkipped))
            {
                w.Line(DefaultOf(slot, "", "row"));
            }
        }
    }

    public static string DefaultOf(SlotPlan slot, string target, string row) => slot.Type switch
    {
        NestedType => (slot.Use.IsNullable ? $"{target}{slot.Present}.Set({row}, 0); " : "") + $"{target}{slot.Nested}.Default({row});",
        ArrayType or MapType => $"{target}{slot.Ends}.Set({row}, (ulong){target}{slot.Items}.Count);",
        EnumType { IsText: true, Absent: { } absent } when !slot.Use.IsNullable => $"{target}{slot.Column}.AppendUtf8({Literals.Utf8(absent.Name)});",
        EnumType { IsText: false, Absent: { Value: not 0 } absent } when !slot.Use.IsNullable => $"{target}{slot.Column}.Set({row}, {absent.Value});",
        _ => (slot.Use.IsNullable ? $"{target}{slot.Nulls}.Set({row}, 1); " : "")
            + (Storage.IsVariable(slot.Type) ? $"{target}{slot.Column}.Default();" : $"{target}{slot.Column}.Set({row}, default);")
            + (slot.Offset is { } offset ? $" {target}{offset.Column}.Set({row}, 0);" : ""),
    };

    /// <summary>Decoders of arrays and maps.</summary>
    public void EmitCollections()
    {
        foreach (SlotPlan slot in _slots.Where(s => s.IsCollection))
        {
            w.Line();
            using (w.Open($"internal nint Decode{slot.Name}Json(nint p, int row, DecodeContext context)"))
            {
                EmitCollection(slot);
            }
        }
    }

    private void EmitCollection(SlotPlan slot)
    {
        bool isMap = slot.Type is MapType;
        (char open, char close) = isMap ? ('{', '}') : ('[', ']');
        ScopePlan items = slot.Child!;
        w.Line($"if (!JsonDecode.Is(p, '{open}')) {{ return JsonDecode.Fail(p, DecodeFailure.Value, context); }}");
        w.Line($"int count = {slot.Items}.Count;");
        w.Line("p = JsonDecode.Ws(p + 1);");
        using (w.Open($"for (bool more = !JsonDecode.Is(p, '{close}'); more; p = JsonDecode.Ws(p + 1))"))
        {
            w.Line($"{slot.Items}.EnsureRows(count + 1);");
            if (items.Record is not null)
            {
                w.Line($"if ((p = {slot.Items}.DecodeJson(p, count, context)) == 0) {{ return 0; }}");
            }
            else
            {
                if (isMap)
                {
                    w.Line("if (!JsonDecode.Is(p, '\"')) { return JsonDecode.Fail(p, DecodeFailure.Key, context); }");
                    EmitValue(items.Slots[0], slot.Items + ".", "count");
                    w.Line("p = JsonDecode.Ws(p);");
                    w.Line("if (!JsonDecode.Is(p, ':')) { return JsonDecode.Fail(p, DecodeFailure.Colon, context); }");
                    w.Line("p = JsonDecode.Ws(p + 1);");
                }

                EmitValue(items.Slots[items.Slots.Count - 1], slot.Items + ".", "count");
            }

            w.Line($"{slot.Items}.Commit();");
            w.Line($"{slot.Items}.Count = ++count;");
            w.Line("p = JsonDecode.Ws(p);");
            w.Line($"if (JsonDecode.Is(p, '{close}')) {{ break; }}");
            w.Line("if (!JsonDecode.Is(p, ',')) { return JsonDecode.Fail(p, DecodeFailure.CommaOrEnd, context); }");
        }

        w.Line();
        AvroDecoderEmitter.EmitLengthCheck(w, slot);
        w.Line($"{slot.Ends}.Set(row, (ulong)count);");
        w.Line("return p + 1;");
    }

    /// <summary>One value into its buffers; returns 0 from the method when it is refused.</summary>
    private void EmitValue(SlotPlan slot, string target, string row)
    {
        bool isNullable = slot.Use.IsNullable;
        if (!isNullable)
        {
            w.Line($"if ((p = {Call(slot, target, row)}) == 0) {{ return 0; }}");
            return;
        }

        if (slot.IsCollection)
        {
            // A null collection is stored as an empty one: the declaration says so, or the compiler has warned.
            w.Line($"if (JsonDecode.IsNull(p)) {{ p += 4; {DefaultOf(slot, target, row)} }}");
            w.Line($"else if ((p = {Call(slot, target, row)}) == 0) {{ return 0; }}");
            return;
        }

        string flag = slot.Type is NestedType ? $"{target}{slot.Present}.Set({row}, 1);" : $"{target}{slot.Nulls}.Set({row}, 0);";
        w.Line($"if (JsonDecode.IsNull(p)) {{ p += 4; {DefaultOf(slot, target, row)} }}");
        w.Line($"else {{ {flag} if ((p = {Call(slot, target, row)}) == 0) {{ return 0; }} }}");
    }

    private string Call(SlotPlan slot, string target, string row)
    {
        string column = target + slot.Column;
        return slot.Type switch
        {
            NestedType => $"{target}{slot.Nested}.DecodeJson(p, {row}, context)",
            ArrayType or MapType => $"{target}Decode{slot.Name}Json(p, {row}, context)",
            StringType => $"JsonDecode.String(p, {column}, context)",
            BytesType => $"JsonDecode.Bytes(p, {column}, context)",
            FixedType f => $"JsonDecode.Fixed{(f.Form is null ? "Text" : "Bytes")}(p, {column}, {row}, context)",
            TextType t => $"JsonDecode.{t.Form}(p, {column}, context)",
            JsonType => $"JsonDecode.Json(p, {column}, context)",
            IpType ip => $"JsonDecode.IPv{ip.Version}(p, {column}, {row}, context)",
            BoolType => $"JsonDecode.Bool(p, {column}, {row}, context)",
            IntegerType { Bits: > 64 } i => $"JsonDecode.{(i.Signed ? "Int" : "UInt")}{i.Bits}(p, {column}, {row}, context)",
            FloatType { Clr: Storage.HalfClr } => $"JsonDecode.Half(p, {column}, {row}, context)",
            IntegerType i => $"JsonDecode.{(i.Signed ? "Int" : "UInt")}{i.Bits}{(i.Quoted ? "Quoted" : "")}(p, {column}, {row}, context)",
            FloatType f => $"JsonDecode.Float{f.Bits}{(f.Quoted ? "Quoted" : "")}(p, {column}, {row}, context)",
            DecimalType d => $"JsonDecode.Decimal(p, {column}, {row}, {d.Precision}, {d.Scale}, context)",
            UuidType => $"JsonDecode.Uuid(p, {column}, {row}, context)",
            DateType { IsNarrow: true } => $"JsonDecode.Date16(p, {column}, {row}, context)",
            LocalTimeType t => $"JsonDecode.LocalTime(p, {column}, {row}, {t.Digits}, context)",
            DateType => $"JsonDecode.Date(p, {column}, {row}, context)",
            InstantType { EpochDigits: { } epoch } t => $"JsonDecode.Epoch(p, {column}, {row}, {epoch}, {t.Digits}, context)",
            InstantType { KeepsOffset: true } t => $"JsonDecode.Instant(p, {column}, {target}{slot.Offset!.Column}, {row}, {t.Digits}, context)",
            InstantType t => $"JsonDecode.Instant(p, {column}, {row}, {t.Digits}, context)",
            TimeType => $"JsonDecode.Time(p, {column}, {row}, context)",
            DurationType => $"JsonDecode.Duration(p, {column}, {row}, context)",
            EnumType { IsText: true } e => $"{enums.Of(e)}.DecodeJson(p, {column}, context)",
            EnumType e => $"{enums.Of(e)}.DecodeJson(p, {column}, {row}, context)",
            _ => throw new ArgumentOutOfRangeException(nameof(slot), slot.Type, "no JSON form"),
        };
    }

    private static string Comment(string text) => Literals.Text(text).Trim('"');
}
