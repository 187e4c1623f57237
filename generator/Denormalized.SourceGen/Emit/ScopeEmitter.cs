using Denormalized.Schema;
using Denormalized.SourceGen.Plan;

namespace Denormalized.SourceGen.Emit;

/// <summary>Emits one class of column buffers: its declarations, its constructor and its commit.</summary>
internal static class ScopeEmitter
{
    /// <param name="isRoot">The scope is the table's: its slots are columns.</param>
    /// <param name="members">Emits what else the class has: decoders, Append.</param>
    public static void Emit(CodeWriter w, ScopePlan scope, string baseClass, bool isRoot, Action members)
    {
        string what = scope.Record is { } record ? $"Columns of {record.Clr.Replace("global::", "")}." : "Elements of an array or map.";
        w.Line($"/// <summary>{XmlText(what)}</summary>");
        using (w.Open($"file sealed class {scope.ClassName} : {baseClass}"))
        {
            foreach (SlotPlan slot in scope.Slots)
            {
                foreach ((string type, string name, _) in Buffers(slot))
                {
                    w.Line($"internal readonly {type} {name};");
                }
            }

            w.Line();
            EmitConstructor(w, scope, isRoot);
            w.Line();
            EmitCommit(w, scope);
            members();
        }

        w.Line();
    }

    /// <summary>The buffers of a slot, in the order of ClickHouse's substreams: type, name, how it is declared.</summary>
    private static IEnumerable<(string Type, string Name, string Declaration)> Buffers(SlotPlan slot)
    {
        if (slot.IsSkipped)
        {
            yield break;
        }

        switch (slot.Type)
        {
            case NestedType:
                if (slot.Use.IsNullable)
                {
                    yield return ("FixedColumn<byte>", slot.Present, "Fixed<byte>()");
                }

                yield return (slot.Child!.ClassName, slot.Nested, $"Nested(new {slot.Child.ClassName}())");
                break;

            case ArrayType or MapType:
                yield return ("FixedColumn<ulong>", slot.Ends, "Fixed<ulong>()");
                yield return (slot.Child!.ClassName, slot.Items, $"Items({slot.Ends}, new {slot.Child.ClassName}())");
                break;

            default:
                if (slot.Use.IsNullable)
                {
                    yield return ("FixedColumn<byte>", slot.Nulls, "Fixed<byte>()");
                }

                (string column, string declaration, _) = Storage.ColumnOf(slot.Type);
                yield return (column, slot.Column, declaration);
                break;
        }
    }

    private static void EmitConstructor(CodeWriter w, ScopePlan scope, bool isRoot)
    {
        using (w.Open($"internal {scope.ClassName}()"))
        {
            foreach (SlotPlan slot in scope.Slots)
            {
                if (isRoot && slot.Field is { } field)
                {
                    w.Line($"Column({Literals.Text(field.Column)}, {Literals.Text(ClickHousePlan.NativeTypeOf(slot.Use))});");
                }

                foreach ((_, string name, string declaration) in Buffers(slot))
                {
                    w.Line($"{name} = {declaration};");
                }
            }
        }
    }

    private static void EmitCommit(CodeWriter w, ScopePlan scope)
    {
        using (w.Open("public override void Commit()"))
        {
            foreach (SlotPlan slot in scope.Slots.Where(s => !s.IsSkipped))
            {
                if (slot.Type is NestedType)
                {
                    w.Line($"{slot.Nested}.Commit();");
                }
                else if (!slot.IsCollection && Storage.IsVariable(slot.Type))
                {
                    w.Line($"{slot.Column}.Commit();");
                }
            }
        }
    }

    public static string XmlText(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");
}
