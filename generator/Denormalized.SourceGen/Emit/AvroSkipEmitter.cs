using Denormalized.Schema;

namespace Denormalized.SourceGen.Emit;

/// <summary>Emits how a value that nothing uses is passed over in an Avro body.</summary>
internal sealed class AvroSkipEmitter(CodeWriter w)
{
    private int _locals;

    public void Emit(TypeUse use)
    {
        LogicalType type = use.Type is WrapperType wrapper ? wrapper.Inner : use.Type;
        if (type is NestedType { Record.Hierarchy: { } hierarchy })
        {
            EmitCases(hierarchy, use.IsNullable ? 1 : 0);
            return;
        }

        if (!use.IsNullable || type is ArrayType or MapType)
        {
            EmitPresent(type);
            return;
        }

        string branch = "branch" + ++_locals;
        using (w.Open(""))
        {
            w.Line($"if ((p = AvroDecode.Union(p, out int {branch}, context)) == 0) {{ return 0; }}");
            using (w.Open($"if ({branch} != 0)"))
            {
                EmitPresent(type);
            }
        }
    }

    private void EmitCases(HierarchyModel hierarchy, int first)
    {
        string branch = "branch" + ++_locals;
        using (w.Open(""))
        {
            w.Line($"if ((p = AvroDecode.Union(p, out int {branch}, {first + hierarchy.Cases.Count}, context)) == 0) {{ return 0; }}");
            for (int i = 0; i < hierarchy.Cases.Count; i++)
            {
                using (w.Open($"{(i == 0 ? "" : "else ")}if ({branch} == {first + i})"))
                {
                    EmitPresent(new NestedType(hierarchy.Cases[i].Whole) { Clr = hierarchy.Cases[i].Own.Clr });
                }
            }
        }
    }

    private void EmitPresent(LogicalType type)
    {
        switch (type)
        {
            case NestedType nested:
                foreach (FieldModel field in nested.Record.Fields)
                {
                    Emit(field.Type);
                }

                break;
            case ArrayType array:
                EmitBlocks(null, array.Item);
                break;
            case MapType map:
                EmitBlocks(Skip(map.Key.Type), map.Value);
                break;
            default:
                EmitCall(Skip(type));
                break;
        }
    }

    private void EmitBlocks(string? key, TypeUse item)
    {
        string block = "block" + ++_locals;
        using (w.Open(""))
        {
            w.Line($"p = AvroDecode.BlockCount(p, out long {block}, context);");
            using (w.Open($"while (p != 0 && {block} != 0)"))
            {
                using (w.Open($"for (; {block} > 0; {block}--)"))
                {
                    if (key is not null)
                    {
                        EmitCall(key);
                    }

                    Emit(item);
                }

                w.Line();
                w.Line($"p = AvroDecode.BlockCount(p, out {block}, context);");
            }

            w.Line();
            w.Line("if (p == 0) { return 0; }");
        }
    }

    private void EmitCall(string call) => w.Line($"if ((p = {call}) == 0) {{ return 0; }}");

    private static string Skip(LogicalType type) => type switch
    {
        BoolType => "AvroDecode.SkipFixed(p, 1, context)",
        FloatType f => $"AvroDecode.SkipFixed(p, {f.Bits / 8}, context)",
        FixedType f => $"AvroDecode.SkipFixed(p, {f.Length}, context)",
        UuidType { IsFixed: true } => "AvroDecode.SkipFixed(p, 16, context)",
        IntegerType { Bits: 256 } => $"AvroDecode.SkipFixed(p, {AvroPlan.Int256Size}, context)",
        IntegerType i when AvroPlan.IsDecimal(i) => "AvroDecode.SkipBytes(p, context)",
        DecimalType or StringType or UuidType or BytesType or TextType or JsonType or IpType => "AvroDecode.SkipBytes(p, context)",
        _ => "AvroDecode.SkipLong(p, context)",
    };
}
