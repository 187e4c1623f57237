using Denormalized.Schema;
using Denormalized.SourceGen.Plan;

namespace Denormalized.SourceGen.Emit;

/// <summary>Emits <c>Append</c>: a record object into the row's place in every buffer.</summary>
internal sealed class AppendEmitter(CodeWriter w, ScopePlan scope, EnumNames enums)
{
    private int _locals;

    public void EmitRecord()
    {
        w.Line();
        string modifiers = scope.Record!.Case is null ? "public override" : "internal";
        using (w.Open($"{modifiers} void Append({scope.Record.Clr} record, int row)"))
        {
            foreach (SlotPlan slot in scope.Slots.Where(s => !s.Field!.IsSynthetic || s.Field.OffsetOf is not null))
            {
                EmitValue(slot, "", $"record.{slot.Field!.Source}", "row", Literals.Text(slot.Name));
            }

            if (scope.Record.Hierarchy is { } hierarchy)
            {
                EmitCases(hierarchy);
            }
        }
    }

    private void EmitCases(HierarchyModel hierarchy)
    {
        using (w.Open("switch (record)"))
        {
            for (int i = 0; i < hierarchy.Cases.Count; i++)
            {
                string local = "case" + i;
                using (w.Open(HierarchyCode.Label(hierarchy.Cases[i], local)))
                {
                    w.Line(HierarchyCode.SetCase(scope, i));
                    w.Line($"{HierarchyCode.CaseSlot(scope, i).Nested}.Append({local}, row);");
                    w.Line("break;");
                }
            }

            w.Line(HierarchyCode.Otherwise(scope.Record!));
        }
    }

    /// <summary>Statements that write one value; <paramref name="value"/> may be evaluated more than once.</summary>
    /// <param name="slot">Where it goes.</param>
    /// <param name="target">The scope's name and a dot; empty within the scope.</param>
    /// <param name="value">The C# value.</param>
    /// <param name="row">The row's number.</param>
    /// <param name="member">A literal that names the member in errors.</param>
    public void EmitValue(SlotPlan slot, string target, string value, string row, string member)
    {
        if (!slot.Use.IsNullable)
        {
            EmitPresent(slot, target, value, row, member);
            return;
        }

        string local = "value" + ++_locals;
        using (w.Open($"if ({value} is {{ }} {local})"))
        {
            if (slot.Type is NestedType)
            {
                w.Line($"{target}{slot.Present}.Set({row}, 1);");
            }
            else if (!slot.IsCollection)
            {
                w.Line($"{target}{slot.Nulls}.Set({row}, 0);");
            }

            EmitPresent(slot, target, local, row, member);
        }

        using (w.Open("else"))
        {
            w.Line(JsonDecoderEmitter.DefaultOf(slot, target, row));
        }
    }

    private void EmitPresent(SlotPlan slot, string target, string value, string row, string member)
    {
        switch (slot.Type)
        {
            case NestedType nested:
                w.Line($"{target}{slot.Nested}.Append({NotNull(value, member, nested.Record.IsValueType)}, {row});");
                break;

            case ArrayType or MapType:
                EmitElements(slot, target, value, row, member);
                break;

            default:
                w.Line(Storage.Append(slot.Use.Type, target + slot.Column, row, value, member, enums));
                break;
        }
    }

    private static string NotNull(string value, string member, bool isValueType)
        => isValueType ? value : Storage.NotNull(value, member);

    private void EmitElements(SlotPlan slot, string target, string value, string row, string member)
    {
        string id = (++_locals).ToString(System.Globalization.CultureInfo.InvariantCulture);
        string items = target + slot.Items;
        string count = "count" + id;
        string item = "item" + id;
        w.Line($"int {count} = {items}.Count;");
        using (w.Open(Loop(slot.Type, value, item, id, member)))
        {
            if (slot.Type is ArrayType { Form: CollectionForm.IndexedInterface })
            {
                w.Line($"var {item} = list{id}[i{id}];");
            }

            w.Line($"{items}.EnsureRows({count} + 1);");
            EmitElement(slot, items, item, count, member);
            w.Line($"{items}.Commit();");
            w.Line($"{items}.Count = ++{count};");
        }

        if (slot.Type is ArrayType { Length: { } length })
        {
            string start = $"{row} == 0 ? 0 : (int){target}{slot.Ends}.Get({row} - 1)";
            w.Line($"ColumnOperations.CheckLength({count} - ({start}), {length}, {member});");
        }

        w.Line($"{target}{slot.Ends}.Set({row}, (ulong){count});");
    }

    private void EmitElement(SlotPlan slot, string items, string item, string count, string member)
    {
        ScopePlan child = slot.Child!;
        if (child.Record is { } record)
        {
            w.Line($"{items}.Append({NotNull(item, member, record.IsValueType)}, {count});");
        }
        else if (slot.Type is MapType)
        {
            EmitValue(child.Slots[0], items + ".", item + ".Key", count, member);
            EmitValue(child.Slots[1], items + ".", item + ".Value", count, member);
        }
        else
        {
            EmitValue(child.Slots[0], items + ".", item, count, member);
        }
    }

    /// <summary>The loop that costs least for how C# holds the elements: spans and indexers allocate nothing.</summary>
    private string Loop(LogicalType type, string value, string item, string id, string member)
    {
        string present = $"ColumnOperations.NotNull({value}, {member})";
        switch (type)
        {
            case ArrayType { Form: CollectionForm.List }:
                return $"foreach (var {item} in CollectionsMarshal.AsSpan({present}))";
            case ArrayType { Form: CollectionForm.ImmutableArray }:
                return $"foreach (var {item} in {value}.IsDefault ? [] : {value}.AsSpan())";
            case ArrayType { Form: CollectionForm.Memory }:
                return $"foreach (var {item} in {value}.Span)";
            case ArrayType { Form: CollectionForm.IndexedInterface }:
                w.Line($"var list{id} = {present};");
                return $"for (int i{id} = 0; i{id} < list{id}.Count; i{id}++)";
            default:
                return $"foreach (var {item} in {present})";
        }
    }
}
