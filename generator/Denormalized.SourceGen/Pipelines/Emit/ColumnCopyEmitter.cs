using Denormalized.Schema;
using Denormalized.SourceGen.Emit;
using Denormalized.SourceGen.Plan;

namespace Denormalized.SourceGen.Pipelines;

/// <summary>
/// Emits the copying of a value from row 0 of a source's columns to the row of an output, as it lies: UTF-8 stays UTF-8,
/// numbers are not converted, arrays are copied element by element without objects.
/// </summary>
internal sealed class ColumnCopyEmitter(CodeWriter w)
{
    private int _locals;

    public void Emit(SlotPlan from, string source, SlotPlan to, string target)
    {
        var cursors = new Dictionary<string, string>(StringComparer.Ordinal);
        EmitCursors(from, source, cursors, inItems: false);
        EmitSlot(from, source, "0", to, target, "row", cursors);
    }

    /// <summary>Strings of elements lie one after the other: a cursor for each column, declared before all loops.</summary>
    private void EmitCursors(SlotPlan slot, string source, Dictionary<string, string> cursors, bool inItems)
    {
        switch (slot.Type)
        {
            case NestedType:
                Children(slot.Nested, inItems);
                break;
            case ArrayType or MapType:
                Children(slot.Items, inItems: true);
                break;
            case { } type when inItems && Storage.IsVariable(type):
                string cursor = "strings" + ++_locals;
                cursors[source + slot.Column] = cursor;
                w.Line($"StringCursor {cursor} = {source}{slot.Column}.Cursor();");
                break;
        }

        void Children(string scope, bool inItems)
        {
            foreach (SlotPlan child in slot.Child!.Slots)
            {
                EmitCursors(child, $"{source}{scope}.", cursors, inItems);
            }
        }
    }

    private void EmitSlot(SlotPlan from, string source, string row, SlotPlan to, string target, string targetRow, Dictionary<string, string> cursors)
    {
        switch (from.Type)
        {
            case NestedType:
                EmitFlag(from.Present, to.Present, isSet: "1");
                foreach ((SlotPlan a, SlotPlan b) in from.Child!.Slots.Zip(to.Child!.Slots, (a, b) => (a, b)))
                {
                    EmitSlot(a, $"{source}{from.Nested}.", row, b, $"{target}{to.Nested}.", targetRow, cursors);
                }

                break;
            case ArrayType or MapType:
                EmitElements(from, source, row, to, target, targetRow, cursors);
                break;
            case { } type when Storage.IsVariable(type):
                EmitFlag(from.Nulls, to.Nulls, isSet: "0");
                string text = cursors.TryGetValue(source + from.Column, out string cursor) ? cursor + ".NextUtf8()" : $"{source}{from.Column}.Current()";
                w.Line($"{target}{to.Column}.AppendUtf8({text});");
                break;
            default:
                EmitFlag(from.Nulls, to.Nulls, isSet: "0");
                w.Line($"{target}{to.Column}.Set({targetRow}, {source}{from.Column}.Get({row}));");
                break;
        }

        void EmitFlag(string sourceFlags, string targetFlags, string isSet)
        {
            if (to.Use.IsNullable)
            {
                string value = from.Use.IsNullable ? $"{source}{sourceFlags}.Get({row})" : isSet;
                w.Line($"{target}{targetFlags}.Set({targetRow}, {value});");
            }
        }
    }

    private void EmitElements(SlotPlan from, string source, string row, SlotPlan to, string target, string targetRow, Dictionary<string, string> cursors)
    {
        string id = (++_locals).ToString(System.Globalization.CultureInfo.InvariantCulture);
        string items = target + to.Items;
        string start = row == "0" ? "0" : $"{row} == 0 ? 0 : (int){source}{from.Ends}.Get({row} - 1)";
        w.Line($"int copied{id} = {items}.Count;");
        w.Line($"int end{id} = (int){source}{from.Ends}.Get({row});");
        using (w.Open($"for (int i{id} = {start}; i{id} < end{id}; i{id}++)"))
        {
            w.Line($"{items}.EnsureRows(copied{id} + 1);");
            foreach ((SlotPlan a, SlotPlan b) in from.Child!.Slots.Zip(to.Child!.Slots, (a, b) => (a, b)))
            {
                EmitSlot(a, $"{source}{from.Items}.", "i" + id, b, items + ".", "copied" + id, cursors);
            }

            w.Line($"{items}.Commit();");
            w.Line($"{items}.Count = ++copied{id};");
        }

        w.Line($"{target}{to.Ends}.Set({targetRow}, (ulong)copied{id});");
    }
}
