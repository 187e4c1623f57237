using System.Globalization;
using Denormalized.Schema;
using Denormalized.SourceGen.Plan;

namespace Denormalized.SourceGen.Emit;

/// <summary>Emits, for each enum, the mapping between C# values and names on the wire.</summary>
internal static class EnumEmitter
{
    public static void Emit(CodeWriter w, string name, EnumType type)
    {
        string element = ClickHousePlan.IsEnum8(type) ? "sbyte" : "short";
        w.Line($"/// <summary>Names of {ScopeEmitter.XmlText(type.Clr.Replace("global::", ""))} on the wire.</summary>");
        using (w.Open($"file static class {name}"))
        {
            EmitToWire(w, type, element);
            w.Line();
            EmitToName(w, type);
            w.Line();
            EmitTryParse(w, type, element);
            w.Line();
            EmitDecode(w, type, element);
            w.Line();
            EmitAvro(w, type, element);
        }

        w.Line();
    }

    private static string Value(EnumMember member) => member.Value.ToString(CultureInfo.InvariantCulture);

    private static void EmitToWire(CodeWriter w, EnumType type, string element)
    {
        using (w.Open($"internal static {element} ToWire({type.Clr} value, string member) => value switch", "};"))
        {
            foreach (EnumMember member in type.Members)
            {
                w.Line($"{type.Clr}.{member.Member} => {Value(member)},");
            }

            w.Line("_ => throw new WireRangeException(member, $\"{value} is no member of the enum\"),");
        }
    }

    private static void EmitToName(CodeWriter w, EnumType type)
    {
        using (w.Open($"internal static string ToName({type.Clr} value, string member) => value switch", "};"))
        {
            foreach (EnumMember member in type.Members)
            {
                w.Line($"{type.Clr}.{member.Member} => {Literals.Text(member.Name)},");
            }

            w.Line("_ => throw new WireRangeException(member, $\"{value} is no member of the enum\"),");
        }
    }

    private static void EmitTryParse(CodeWriter w, EnumType type, string element)
    {
        using (w.Open($"internal static bool TryParse(ReadOnlySpan<byte> name, out {element} value)"))
        {
            using (w.Open("switch (name.Length)"))
            {
                foreach (var group in type.Members.GroupBy(m => Literals.Utf8Length(m.Name)).OrderBy(g => g.Key))
                {
                    w.Line($"case {group.Key}:");
                    foreach (EnumMember member in group)
                    {
                        w.Line($"    if (name.SequenceEqual({Literals.Utf8(member.Name)})) {{ value = {Value(member)}; return true; }}");
                    }

                    w.Line("    break;");
                }
            }

            w.Line();
            w.Line("value = 0;");
            w.Line("return false;");
        }
    }

    /// <summary>JSON has the name, or the C# number.</summary>
    private static void EmitDecode(CodeWriter w, EnumType type, string element)
    {
        string shown = Literals.Text(type.Clr.Substring(type.Clr.LastIndexOfAny(['.', ':']) + 1));
        string parameters = type.IsText ? "StringColumn column" : $"FixedColumn<{element}> column, int row";
        using (w.Open($"internal static nint DecodeJson(nint p, {parameters}, DecodeContext context)"))
        {
            w.Line("nint end;");
            w.Line($"{element} value;");
            using (w.Open("if (JsonDecode.Is(p, '\"'))"))
            {
                w.Line("end = JsonDecode.Text(p, out ReadOnlySpan<byte> name, context);");
                w.Line("if (end == 0) { return 0; }");
                w.Line($"if (!TryParse(name, out value)) {{ return JsonDecode.Fail(p, DecodeFailure.Enum, {shown}, context); }}");
            }

            using (w.Open("else"))
            {
                w.Line("end = JsonDecode.Int64(p, out long number, context);");
                w.Line("if (end == 0) { return 0; }");
                string known = string.Join(" or ", type.Members.Select(Value));
                w.Line($"if (number is not ({known})) {{ return JsonDecode.Fail(p, DecodeFailure.Enum, {shown}, context); }}");
                w.Line($"value = ({element})number;");
            }

            w.Line();
            w.Line(type.IsText ? "column.Write(Utf8Name(value));" : "column.Set(row, value);");
            w.Line("return end;");
        }
    }

    /// <summary>Avro has the symbol's position in the schema.</summary>
    private static void EmitAvro(CodeWriter w, EnumType type, string element)
    {
        using (w.Open($"internal static int ToSymbol({type.Clr} value, string member) => value switch", "};"))
        {
            for (int i = 0; i < type.Members.Count; i++)
            {
                w.Line($"{type.Clr}.{type.Members[i].Member} => {i},");
            }

            w.Line("_ => throw new WireRangeException(member, $\"{value} is no member of the enum\"),");
        }

        w.Line();
        if (type.IsText)
        {
            using (w.Open($"private static ReadOnlySpan<byte> Utf8Name({element} value) => value switch", "};"))
            {
                foreach (EnumMember member in type.Members)
                {
                    w.Line($"{Value(member)} => {Literals.Utf8(member.Name)},");
                }

                w.Line("_ => default,");
            }

            w.Line();
        }

        w.Line($"private static ReadOnlySpan<{element}> BySymbol => [{string.Join(", ", type.Members.Select(Value))}];");
        w.Line();
        using (w.Open($"internal static nint DecodeAvro(nint p, out {element} value, DecodeContext context)"))
        {
            w.Line($"p = AvroDecode.Enum(p, out int symbol, {type.Members.Count}, context);");
            w.Line($"value = p == 0 ? ({element})0 : BySymbol[symbol];");
            w.Line("return p;");
        }

        w.Line();
        string parameters = type.IsText ? "StringColumn column" : $"FixedColumn<{element}> column, int row";
        using (w.Open($"internal static nint DecodeAvro(nint p, {parameters}, DecodeContext context)"))
        {
            w.Line($"p = DecodeAvro(p, out {element} value, context);");
            w.Line("if (p == 0) { return 0; }");
            w.Line(type.IsText ? "column.Write(Utf8Name(value));" : "column.Set(row, value);");
            w.Line("return p;");
        }
    }
}
