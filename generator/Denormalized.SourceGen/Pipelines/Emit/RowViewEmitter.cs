using Denormalized.Schema;
using Denormalized.SourceGen.Emit;
using Denormalized.SourceGen.Plan;

namespace Denormalized.SourceGen.Pipelines;

/// <summary>
/// Emits the view of a source's row that re-emitted lambdas get in place of the record: the same member names and types,
/// each read from its column when it is asked for.
/// </summary>
internal sealed class RowViewEmitter(CodeWriter w, SourceModel source, ScopePlan scope)
{
    public void Emit(string name)
    {
        w.Line($"/// <summary>The members of {ScopeEmitter.XmlText(source.Record.Clr.Replace("global::", ""))} that lambdas use, of the row at hand.</summary>");
        w.Line("[System.ComponentModel.EditorBrowsable(System.ComponentModel.EditorBrowsableState.Never)]");
        w.Line("#pragma warning disable CS0108, CS0114 // a member may be called as one of object");
        using (w.Open($"internal sealed class {name}"))
        {
            var resets = new List<string>();
            foreach (SlotPlan slot in scope.Slots.Where(s => source.Viewed.Contains(s.Field!.Member)))
            {
                EmitMember(slot, resets);
            }

            if (source.WholeRecord)
            {
                w.Line($"internal PipelineMember<{source.Record.Clr}> __Whole = null!;");
                w.Line($"internal {source.Record.Clr} __Record => __Whole.Value;");
                resets.Add("__Whole.Reset();");
            }

            w.Line();
            using (w.Open("internal void Next()"))
            {
                resets.ForEach(w.Line);
            }
        }

        w.Line("#pragma warning restore CS0108, CS0114");
        w.Line();
    }

    /// <summary>Emits the making of a view over the columns called <paramref name="columns"/>.</summary>
    public static void EmitNew(CodeWriter w, string target, string name, SourceModel source, ScopePlan scope, string columns, SourceReaderEmitter readers)
    {
        if (SourceReaderEmitter.IsNeeded(source, scope))
        {
            w.Line($"var {target.TrimStart('_')}Reader = new {SourceReaderEmitter.Name(scope)}({columns});");
        }

        using (w.Open($"{target} = new {name}", "};"))
        {
            foreach (SlotPlan slot in scope.Slots.Where(s => source.Viewed.Contains(s.Field!.Member)))
            {
                if (SourceReaderEmitter.IsComposite(slot))
                {
                    w.Line($"{Column(slot)} = new({target.TrimStart('_')}Reader.Read{slot.Name}),");
                    continue;
                }

                w.Line($"{Column(slot)} = {columns}.{slot.Column},");
                if (slot.Use.IsNullable)
                {
                    w.Line($"{Nulls(slot)} = {columns}.{slot.Nulls},");
                }
            }

            if (source.WholeRecord)
            {
                w.Line($"__Whole = new({target.TrimStart('_')}Reader.Read),");
            }
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
