using Denormalized.Schema;
using Denormalized.SourceGen.Plan;

namespace Denormalized.SourceGen.Emit;

/// <summary>
/// Emits the decoders of a closed hierarchy. JSON: the discriminator is looked for, wherever in the object it stands, and the
/// object is read as that case. Avro: the branch of the union is the case.
/// </summary>
internal sealed class HierarchyDecoderEmitter(CodeWriter w, ScopePlan scope, EnumNames enums)
{
    private readonly HierarchyModel _hierarchy = scope.Record!.Hierarchy!;

    public void Emit()
    {
        EmitJson();
        for (int i = 0; i < _hierarchy.Cases.Count; i++)
        {
            string name = HierarchyCode.CaseSlot(scope, i).Name;
            new JsonDecoderEmitter(w, scope.CaseSlots(i), enums).EmitObject($"private nint Decode{name}Case", $"Missing{name}Case");
        }

        var shared = new JsonDecoderEmitter(w, scope.Slots, enums);
        shared.EmitDefaults();
        shared.EmitCollections();
        EmitAvro();
    }

    private void EmitJson()
    {
        string discriminator = Literals.Text(_hierarchy.Discriminator);
        w.Line();
        using (w.Open("public override nint DecodeJson(nint p, int row, DecodeContext context)"))
        {
            w.Line($"nint tag = JsonDecode.Find(p, {Literals.Utf8(_hierarchy.Discriminator)}, {discriminator}, context);");
            w.Line("if (tag == 0) { return 0; }");
            w.Line();
            EmitTags(isNumber: true, "!JsonDecode.Is(tag, '\"') && JsonDecode.Int64(tag, out long number, context) != 0", c => $"number == {c.Tag}");
            EmitTags(isNumber: false, "JsonDecode.Is(tag, '\"') && JsonDecode.Text(tag, out ReadOnlySpan<byte> name, context) != 0", c => $"name.SequenceEqual({Literals.Utf8(c.Tag)})");
            w.Line($"return JsonDecode.Fail(tag, DecodeFailure.Enum, {discriminator}, context);");
        }
    }

    private void EmitTags(bool isNumber, string read, Func<HierarchyCase, string> matches)
    {
        if (_hierarchy.Cases.All(c => c.IsNumber != isNumber))
        {
            return;
        }

        using (w.Open($"if ({read})"))
        {
            for (int i = 0; i < _hierarchy.Cases.Count; i++)
            {
                if (_hierarchy.Cases[i].IsNumber == isNumber)
                {
                    w.Line($"if ({matches(_hierarchy.Cases[i])}) {{ {HierarchyCode.SetCase(scope, i)} return Decode{HierarchyCode.CaseSlot(scope, i).Name}Case(p, row, context); }}");
                }
            }
        }

        w.Line();
    }

    private void EmitAvro()
    {
        var avro = new AvroDecoderEmitter(w, scope, enums);
        int cases = _hierarchy.Cases.Count;
        w.Line();
        using (w.Open("public override nint DecodeAvro(nint p, int row, DecodeContext context)"))
        {
            w.Line($"return (p = AvroDecode.Union(p, out int branch, {cases}, context)) == 0 ? 0 : DecodeAvroCase(p, row, branch, context);");
        }

        w.Line();
        using (w.Open("internal nint DecodeAvroCase(nint p, int row, int @case, DecodeContext context)"))
        {
            using (w.Open("switch (@case)"))
            {
                for (int i = 0; i < cases; i++)
                {
                    using (w.Open(i == cases - 1 ? "default:" : $"case {i}:"))
                    {
                        w.Line(HierarchyCode.SetCase(scope, i));
                        avro.EmitFields(scope.CaseSlots(i).Skip(1)); // Avro has the branch in place of the discriminator
                        w.Line("return p;");
                    }
                }
            }
        }

        avro.EmitCollections();
    }
}

/// <summary>Pieces of code that say which case a row is.</summary>
internal static class HierarchyCode
{
    public static SlotPlan CaseSlot(ScopePlan scope, int @case) => scope.Slots[scope.Slots.Count - scope.Record!.Hierarchy!.Cases.Count + @case];

    /// <summary>Statements that make the row one of a case: its own columns are still to be written.</summary>
    public static string SetCase(ScopePlan scope, int @case)
    {
        int cases = scope.Record!.Hierarchy!.Cases.Count;
        IEnumerable<string> others = Enumerable.Range(0, cases).Where(i => i != @case).Select(i => JsonDecoderEmitter.DefaultOf(CaseSlot(scope, i), "", "row"));
        return string.Join(" ", new[] { $"{scope.Slots[0].Column}.Set(row, {@case});", $"{CaseSlot(scope, @case).Present}.Set(row, 1);" }.Concat(others));
    }

    /// <summary>The label of a case in a switch over an object.</summary>
    public static string Label(HierarchyCase @case, string local)
        => $"case {@case.Own.Clr} {local}" + (@case.IsExact ? $" when {local}.GetType() == typeof({@case.Own.Clr}):" : ":");

    /// <summary>The end of such a switch.</summary>
    public static string Otherwise(RecordModel record)
        => $"default: throw ColumnOperations.NoCase({(record.IsValueType ? "" : "(object?)")}record, {Literals.Text(record.Name)});";
}
