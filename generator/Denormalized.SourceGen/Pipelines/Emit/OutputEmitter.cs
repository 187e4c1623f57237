using System.Globalization;
using Denormalized.Schema;
using Denormalized.SourceGen.Emit;
using Denormalized.SourceGen.Plan;

namespace Denormalized.SourceGen.Pipelines;

/// <summary>Emits <c>RunN</c>: one method of the user over the row at hand; false when the row was filtered out.</summary>
internal sealed class OutputEmitter(CodeWriter w, PipelineModel pipeline, PipelineNames names, int index, ScopePlan from, ScopePlan to, EnumNames enums)
{
    private readonly OutputModel _output = pipeline.Outputs[index];
    private readonly string _row = "_row" + pipeline.Outputs[index].Source;
    private readonly string _columns = "_columns" + pipeline.Outputs[index].Source + ".";
    private readonly string _written = "_written" + index + ".";

    public void Emit()
    {
        w.Line();
        w.Line($"// {_output.Method}");
        using (w.Open($"private bool Run{index}()"))
        {
            for (int i = 0; i < _output.Filters.Count; i++)
            {
                w.Line($"if (!{Call(i.ToString(CultureInfo.InvariantCulture), _output.Filters[i])}) {{ return false; }}");
            }

            EmitProjection();
            w.Line("return true;");
        }
    }

    private void EmitProjection()
    {
        switch (_output.Projection)
        {
            case CopyProjection:
                Begin();
                EmitCopy();
                break;
            case MemberProjection members:
                Begin();
                EmitMembers(members);
                break;
            case RecordProjection record:
                w.Line($"var record = {Call("Select", record.Code)};");
                Begin();
                Append("record");
                break;
            case ChainProjection chain:
                w.Line($"if (!_chain{index}.TryRun({Argument(chain.Steps[0].Code)}, out var record)) {{ return false; }}");
                Begin();
                Append("record");
                break;
        }
    }

    private void Begin() => w.Line($"int row = _output{index}.Begin();");

    private void Append(string record)
        => w.Line(to.Record!.IsValueType ? $"{_written}Append({record}, row);" : $"{_written}Append(ColumnOperations.NotNull({record}, {Literals.Text(_output.Method)}), row);");

    private void EmitCopy()
    {
        var copy = new ColumnCopyEmitter(w);
        foreach ((SlotPlan source, SlotPlan target) in from.Slots.Zip(to.Slots, (a, b) => (a, b)))
        {
            copy.Emit(source, _columns, target, _written);
        }
    }

    private void EmitMembers(MemberProjection members)
    {
        var copy = new ColumnCopyEmitter(w);
        var append = new AppendEmitter(w, to, enums);
        foreach (MemberValue member in members.Members)
        {
            SlotPlan target = to.Slots.First(s => s.Field!.Member == member.Member);
            if (member.CopyOf is { } source)
            {
                SlotPlan copied = from.Slots.First(s => s.Field!.Member == source);
                copy.Emit(copied, _columns, target, _written);
                if (target.Offset is { } offset)
                {
                    copy.Emit(copied.Offset!, _columns, offset, _written);
                }

                continue;
            }

            if (member.Text.Count > 0)
            {
                EmitText(target, member.Text);
                continue;
            }

            string local = "member" + target.Name;
            string value = member.Code is { } code ? Call(target.Name, code) : member.Constant!;
            w.Line($"{member.Clr} {local} = {value};");
            append.EmitValue(target, _written, local, "row", Literals.Text(target.Name));
            if (target.Offset is { } minutes)
            {
                append.EmitValue(minutes, _written, local, "row", Literals.Text(target.Name));
            }
        }
    }

    /// <summary>The length first, then the parts: no .NET string is made.</summary>
    private void EmitText(SlotPlan target, EquatableArray<TextPart> parts)
    {
        string[] spans = parts.Select((p, i) => p.Literal is { } literal ? Literals.Utf8(literal) : $"text{target.Name}{i}").ToArray();
        for (int i = 0; i < parts.Count; i++)
        {
            if (parts[i].Member is { } member)
            {
                w.Line($"ReadOnlySpan<byte> {spans[i]} = {_columns}{from.Slots.First(s => s.Field!.Member == member).Column}.Current();");
            }
        }

        if (target.Use.IsNullable)
        {
            w.Line($"{_written}{target.Nulls}.Set(row, 0);");
        }

        string length = string.Join(" + ", parts.Select((p, i) => p.Literal is { } literal
            ? Literals.Utf8Length(literal).ToString(CultureInfo.InvariantCulture)
            : spans[i] + ".Length"));
        w.Line($"{_written}{target.Column}.BeginText({length});");
        foreach (string span in spans)
        {
            w.Line($"{_written}{target.Column}.AddText({span});");
        }
    }

    private string Call(string part, CodeModel code) => $"_pipeline.{names.Method(index, part)}({Argument(code)})";

    private string Argument(CodeModel code) => code.TakesRecord ? _row + ".__Record" : _row;
}
