using Denormalized.Schema;
using Denormalized.SourceGen.Emit;
using Denormalized.SourceGen.Plan;

namespace Denormalized.SourceGen.Pipelines;

/// <summary>
/// Emits the view of a source's row that re-emitted lambdas get in place of the record: the same member names and types,
/// each read from its column when it is asked for. A nested record of which they read single members is a view too.
/// </summary>
internal sealed class RowViewEmitter(CodeWriter w, SourceModel source)
{
    public void Emit(RowView row)
    {
        w.Line($"/// <summary>The members of {ScopeEmitter.XmlText(source.Record.Clr.Replace("global::", ""))} that lambdas use, of the row at hand.</summary>");
        w.Line("#pragma warning disable CS0108, CS0114 // a member may be called as one of object");
        foreach (RowView view in row.All)
        {
            EmitView(view, isRow: view == row);
        }

        w.Line("#pragma warning restore CS0108, CS0114");
        w.Line();
    }

    /// <summary>Emits the making of a view over the columns called <paramref name="columns"/>.</summary>
    public static void EmitNew(CodeWriter w, string target, RowView row, SourceModel source, string columns)
    {
        string reader = target.TrimStart('_') + "Reader";
        if (SourceReaderEmitter.IsNeeded(source, row))
        {
            w.Line($"var {reader} = new {SourceReaderEmitter.Name(row)}({columns});");
        }

        using (w.Open($"{target} = new {row.Name}", "};"))
        {
            EmitInitializer(w, row, reader, columns);
            if (source.WholeRecord)
            {
                w.Line($"__Whole = new({reader}.Read),");
            }
        }
    }

    private static void EmitInitializer(CodeWriter w, RowView view, string reader, string columns)
    {
        string at = $"{columns}.{view.Columns}";
        foreach (SlotPlan slot in view.Members)
        {
            if (SourceReaderEmitter.IsComposite(slot))
            {
                w.Line($"{Column(slot)} = new({reader}.Read{view.Stem}{slot.Name}),");
                continue;
            }

            w.Line($"{Column(slot)} = {at}{slot.Column},");
            if (slot.Offset is { } offset)
            {
                w.Line($"{Column(offset)} = {at}{offset.Column},");
            }

            if (slot.Use.IsNullable)
            {
                w.Line($"{Nulls(slot)} = {at}{slot.Nulls},");
            }
        }

        foreach ((SlotPlan slot, RowView part) in view.Parts)
        {
            if (slot.Use.IsNullable)
            {
                w.Line($"{Nulls(slot)} = {at}{slot.Present},");
            }

            using (w.Open($"{Column(slot)} = new {part.Name}", "},"))
            {
                EmitInitializer(w, part, reader, columns);
            }
        }
    }

    private void EmitView(RowView view, bool isRow)
    {
        w.Line("[System.ComponentModel.EditorBrowsable(System.ComponentModel.EditorBrowsableState.Never)]");
        using (w.Open($"internal sealed class {view.Name}"))
        {
            var resets = new List<string>();
            foreach (SlotPlan slot in view.Members)
            {
                EmitMember(slot, resets);
            }

            foreach ((SlotPlan slot, RowView part) in view.Parts)
            {
                EmitPart(slot, part, resets);
            }

            if (isRow && source.WholeRecord)
            {
                w.Line($"internal PipelineMember<{source.Record.Clr}> __Whole = null!;");
                w.Line($"internal {source.Record.Clr} __Record => __Whole.Value;");
                resets.Add("__Whole.Reset();");
            }

            w.Line();
            using (w.Open("internal void __Next()"))
            {
                resets.ForEach(w.Line);
            }
        }
    }

    private void EmitPart(SlotPlan slot, RowView part, List<string> resets)
    {
        w.Line($"internal {part.Name} {Column(slot)} = null!;");
        resets.Add($"{Column(slot)}.__Next();");
        if (slot.Use.IsNullable)
        {
            w.Line($"internal FixedColumn<byte> {Nulls(slot)} = null!; // 1: it is there");
            w.Line($"public {part.Name}? {slot.Field!.Member} => {Nulls(slot)}.Get(0) != 0 ? {Column(slot)} : null;");
        }
        else
        {
            w.Line($"public {part.Name} {slot.Field!.Member} => {Column(slot)};");
        }
    }

    private void EmitMember(SlotPlan slot, List<string> resets)
    {
        string clr = ReadExpression.Clr(slot.Use);
        string member = slot.Field!.Member;
        if (SourceReaderEmitter.IsComposite(slot))
        {
            w.Line($"internal PipelineMember<{clr}> {Column(slot)} = null!;");
            w.Line($"public {clr} {member} => {Column(slot)}.Value;");
            resets.Add($"{Column(slot)}.Reset();");
            return;
        }

        w.Line($"internal {Storage.ColumnOf(slot.Type).Column} {Column(slot)} = null!;");
        if (slot.Use.IsNullable)
        {
            w.Line($"internal FixedColumn<byte> {Nulls(slot)} = null!;");
        }

        if (slot.Type is not StringType)
        {
            string at = Storage.IsVariable(slot.Type) ? ".Current()" : ".Get(0)";
            string value = Storage.FromColumn(slot.Use.Type, Column(slot) + at);
            if (slot.Offset is { } offset)
            {
                w.Line($"internal FixedColumn<short> {Column(offset)} = null!;");
                value = Storage.WithOffset(value, Column(offset) + at);
            }

            w.Line($"public {clr} {member} => {(slot.Use.IsNullable ? $"{Nulls(slot)}.Get(0) != 0 ? null : {value}" : value)};");
            return;
        }

        EmitString(slot, clr, member, resets);
    }

    private void EmitString(SlotPlan slot, string clr, string member, List<string> resets)
    {
        string text = $"__{slot.Name}Text";
        w.Line($"private string? {text};");
        resets.Add($"{text} = null;");
        string value = Storage.FromColumn(slot.Use.Type, $"({text} ??= {Column(slot)}.Text())");
        string isNull = slot.Use.IsNullable ? $"{Nulls(slot)}.Get(0) != 0" : "false";
        w.Line($"public {clr} {member} => {(slot.Use.IsNullable ? $"{isNull} ? null : {value}" : value)};");
        w.Line($"internal bool {Utf8Conditions.IsNull(member)} => {isNull};");
        string equal = $"{Column(slot)}.Is(text)";
        w.Line($"internal bool {Utf8Conditions.Is(member)}(ReadOnlySpan<byte> text) => {(slot.Use.IsNullable ? $"{Nulls(slot)}.Get(0) == 0 && {equal}" : equal)};");
        w.Line($"internal ReadOnlySpan<byte> {Utf8Conditions.Utf8(member)} => {Column(slot)}.Current();");
    }

    private static string Column(SlotPlan slot) => $"__{slot.Name}Column";

    private static string Nulls(SlotPlan slot) => $"__{slot.Name}Nulls";
}
