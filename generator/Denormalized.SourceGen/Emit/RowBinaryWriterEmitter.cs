using Denormalized.Schema;
using Denormalized.SourceGen.Plan;

namespace Denormalized.SourceGen.Emit;

/// <summary>Emits how a record is written as a row of ClickHouse's RowBinary.</summary>
internal sealed class RowBinaryWriterEmitter(CodeWriter writer, EnumNames enums) : RecordWriterEmitter(writer, "WriteRow")
{
    protected override void EmitRecord(RecordModel record)
    {
        Code.Line();
        using (Code.Open($"private static void {NameOf(record)}(ref RowBinaryWriter rows, {record.Clr} record)"))
        {
            if (record.Hierarchy is { } hierarchy)
            {
                EmitCases(record, (_, i, local) => EmitCase(record, hierarchy, i, local));
            }
            else
            {
                EmitMembers(record, "record");
            }
        }
    }

    /// <summary>The discriminator, what is shared, and a nullable record for each case, of which one is set.</summary>
    private void EmitCase(RecordModel record, HierarchyModel hierarchy, int @case, string local)
    {
        int shared = record.Fields.Count - hierarchy.Cases.Count;
        Code.Line($"rows.Value<{Storage.ElementOf(record.Fields[0].Type.Type)}>({@case});");
        foreach (FieldModel field in record.Fields.Take(shared).Skip(1))
        {
            EmitValue(field.Type, $"record.{field.Source}", Literals.Text(field.Source.TrimStart('@')));
        }

        for (int i = 0; i < hierarchy.Cases.Count; i++)
        {
            TypeUse own = record.Fields[shared + i].Type;
            if (i == @case)
            {
                EmitPresence(own);
                EmitNested(((NestedType)own.Type).Record, local, wasNullable: true);
            }
            else
            {
                EmitNull(own);
            }
        }
    }

    protected override void EmitNested(RecordModel record, string value, bool wasNullable) => Code.Line($"{NameOf(record)}(ref rows, {value});");

    protected override void EmitPresence(TypeUse use)
    {
        if (Storage.Unwrapped(use.Type) is not (ArrayType or MapType))
        {
            Code.Line($"rows.Value<byte>({(Storage.Unwrapped(use.Type) is NestedType ? 1 : 0)});");
        }
    }

    protected override void EmitNull(TypeUse use)
    {
        IReadOnlyList<byte> bytes = RowBinaryPlan.DefaultOf(use);
        Code.Line(bytes.Count == 1 ? $"rows.Value<byte>({bytes[0]});" : $"rows.Bytes([{string.Join(", ", bytes)}]);");
    }

    protected override void EmitScalar(LogicalType type, string value, string member) => Code.Line($"rows.{Scalar(type, value, member)};");

    protected override void EmitArray(ArrayType array, string value, string member)
    {
        Counted list = DeclareList(array, value, member);
        Code.Line($"rows.Count({list.Count});");
        EmitItems(array, list, member);
    }

    protected override void EmitMap(MapType map, string value, string member)
    {
        Counted pairs = DeclareMap(value, member);
        Code.Line($"rows.Count({pairs.Count});");
        EmitPairs(map, pairs, member);
    }

    private string Scalar(LogicalType type, string value, string member) => type switch
    {
        StringType => $"String({Storage.NotNull(value, member)}, {member})",
        EnumType { IsText: true } e => $"String({enums.Of(e)}.ToName({value}, {member}), {member})",
        TextType t => $"String(Wire.From{t.Form}({(t.Form == TextForm.Char ? value : Storage.NotNull(value, member))}), {member})",
        JsonType j => $"String(Wire.FromJson({(j.Form == JsonForm.Element ? value : Storage.NotNull(value, member))}), {member})",
        BytesType b => $"Utf8({Storage.Span(b.Form, value, member)})",
        FixedType { Form: { } form } f => $"FixedBytes({Storage.Span(form, value, member)}, {f.Length}, {member})",
        FixedType f => $"FixedText({Storage.NotNull(value, member)}, {f.Length}, {member})",
        _ => $"Value<{Storage.ElementOf(type)}>({Storage.ToColumn(type, value, member, enums)})",
    };
}
