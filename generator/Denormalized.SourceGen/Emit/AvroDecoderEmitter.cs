using Denormalized.Schema;
using Denormalized.SourceGen.Plan;

namespace Denormalized.SourceGen.Emit;

/// <summary>Emits the Avro decoder of a scope, for bodies written with the record's own schema: field after field.</summary>
internal sealed class AvroDecoderEmitter(CodeWriter w, ScopePlan scope, EnumNames enums)
{
    public void EmitRecord()
    {
        w.Line();
        using (w.Open("public override nint DecodeAvro(nint p, int row, DecodeContext context)"))
        {
            EmitFields(scope.Slots);
            w.Line("return p;");
        }

        EmitCollections();
    }

    /// <summary>The fields of a record, in their order.</summary>
    public void EmitFields(IEnumerable<SlotPlan> slots)
    {
        foreach (SlotPlan slot in slots)
        {
            if (slot.IsSkipped)
            {
                new AvroSkipEmitter(w).Emit(slot.Use);
            }
            else
            {
                EmitValue(slot, slot.Owner, "row");
            }
        }
    }

    /// <summary>Decoders of arrays and maps.</summary>
    public void EmitCollections()
    {
        foreach (SlotPlan slot in scope.Slots.Where(s => s.IsCollection))
        {
            w.Line();
            using (w.Open($"internal nint Decode{slot.Name}Avro(nint p, int row, DecodeContext context)"))
            {
                EmitCollection(slot);
            }
        }
    }

    private void EmitCollection(SlotPlan slot)
    {
        w.Line($"int count = {slot.Items}.Count;");
        w.Line("p = AvroDecode.BlockCount(p, out long block, context);");
        using (w.Open("while (p != 0 && block != 0)"))
        {
            using (w.Open("for (; block > 0; block--)"))
            {
                w.Line($"{slot.Items}.EnsureRows(count + 1);");
                if (slot.Child!.Record is not null)
                {
                    w.Line($"if ((p = {slot.Items}.DecodeAvro(p, count, context)) == 0) {{ return 0; }}");
                }
                else
                {
                    foreach (SlotPlan part in slot.Child.Slots)
                    {
                        EmitValue(part, slot.Items + ".", "count");
                    }
                }

                w.Line($"{slot.Items}.Commit();");
                w.Line($"{slot.Items}.Count = ++count;");
            }

            w.Line();
            w.Line("p = AvroDecode.BlockCount(p, out block, context);");
        }

        w.Line();
        EmitLengthCheck(w, slot);
        w.Line($"{slot.Ends}.Set(row, (ulong)count);");
        w.Line("return p;");
    }

    /// <summary>A vector has its length.</summary>
    public static void EmitLengthCheck(CodeWriter w, SlotPlan slot)
    {
        if (slot.Type is ArrayType { Length: { } length })
        {
            string start = $"(row == 0 ? 0 : (int){slot.Ends}.Get(row - 1))";
            w.Line($"if (p != 0 && count - {start} != {length}) {{ return JsonDecode.Fail(p, DecodeFailure.Length, {Literals.Text(slot.Name)}, context); }}");
        }
    }

    private void EmitValue(SlotPlan slot, string target, string row)
    {
        if (!slot.Use.IsNullable || slot.IsCollection)
        {
            w.Line($"if ((p = {Call(slot, target, row)}) == 0) {{ return 0; }}");
            return;
        }

        string flag = slot.Type is NestedType ? $"{target}{slot.Present}.Set({row}, 1);" : $"{target}{slot.Nulls}.Set({row}, 0);";
        using (w.Open(""))
        {
            HierarchyModel? hierarchy = (slot.Type as NestedType)?.Record.Hierarchy;
            string branches = hierarchy is null ? "" : $", {hierarchy.Cases.Count + 1}"; // null is one more branch of the same union
            string call = hierarchy is null ? Call(slot, target, row) : $"{target}{slot.Nested}.DecodeAvroCase(p, {row}, branch - 1, context)";
            w.Line($"if ((p = AvroDecode.Union(p, out int branch{branches}, context)) == 0) {{ return 0; }}");
            w.Line($"if (branch == 0) {{ {JsonDecoderEmitter.DefaultOf(slot, target, row)} }}");
            w.Line($"else {{ {flag} if ((p = {call}) == 0) {{ return 0; }} }}");
        }
    }

    private string Call(SlotPlan slot, string target, string row)
    {
        switch (slot.Type)
        {
            case NestedType:
                return $"{target}{slot.Nested}.DecodeAvro(p, {row}, context)";
            case ArrayType or MapType:
                return $"{target}Decode{slot.Name}Avro(p, {row}, context)";
            default:
                (string method, string arguments) = AvroMethod.Of(slot.Type, enums);
                string at = Storage.IsVariable(slot.Type) ? "" : $"{row}, ";
                return $"{method}(p, {target}{slot.Column}, {at}{arguments}context)";
        }
    }
}
