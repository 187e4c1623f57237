using Denormalized.Schema;
using Denormalized.SourceGen.Emit;
using Denormalized.SourceGen.Plan;

namespace Denormalized.SourceGen.Pipelines;

/// <summary>
/// Emits readers over the columns of a source: the whole record, and single members that are lists, maps or records.
/// They walk the buffers themselves with cursors; no block is described for one row.
/// </summary>
internal sealed class SourceReaderEmitter(CodeWriter w)
{
    private readonly ReadExpression _read = new(w);
    private readonly Dictionary<string, ScopePlan> _scopes = new(StringComparer.Ordinal);

    /// <summary>Name of the reader of a source.</summary>
    public static string Name(RowView row) => row.Name + "Reader";

    /// <summary>The member is made of several buffers, so a reader makes it.</summary>
    public static bool IsComposite(SlotPlan slot) => slot.Type is ArrayType or MapType or NestedType;

    public static bool IsNeeded(SourceModel source, RowView row) => source.WholeRecord || row.All.Any(v => v.Members.Any(IsComposite));

    public void Emit(SourceModel source, ScopePlan scope, RowView row)
    {
        if (!IsNeeded(source, row))
        {
            return;
        }

        (RowView View, SlotPlan Slot)[] read = row.All.SelectMany(v => v.Members.Where(IsComposite).Select(s => (v, s))).ToArray();
        SlotPlan[] whole = source.WholeRecord ? scope.Slots.ToArray() : [];
        w.Line("/// <summary>Makes objects of the row at hand.</summary>");
        using (w.Open($"file sealed class {Name(row)}({scope.ClassName} columns)"))
        {
            foreach (SlotPlan slot in whole)
            {
                Remember(slot);
                _read.Declare(Prefix(slot), slot.Use);
            }

            foreach ((RowView view, SlotPlan slot) in read.Where(r => Array.IndexOf(whole, r.Slot) < 0))
            {
                Remember(slot);
                _read.Declare(Prefix(slot, view), slot.Use);
            }

            foreach ((RowView view, SlotPlan slot) in read)
            {
                w.Line();
                using (w.Open($"internal {ReadExpression.Clr(slot.Use)} Read{view.Stem}{slot.Name}()"))
                {
                    Bind(Prefix(slot, view), slot.Use, slot, "columns." + view.Columns);
                    w.Line($"return {_read.Read(Prefix(slot, view), slot.Use)};");
                }
            }

            if (source.WholeRecord)
            {
                w.Line();
                EmitReadRecord(source.Record, whole);
            }
        }

        w.Line();
    }

    /// <summary>Readers of the nested records that were named so far.</summary>
    public void EmitNested()
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        while (_read.Nested.Values.FirstOrDefault(n => !done.Contains(n.Record.Key)) is { Name: not null } next)
        {
            done.Add(next.Record.Key);
            EmitNestedReader(next.Name, next.Record, _scopes[next.Record.Key]);
        }
    }

    private void EmitReadRecord(RecordModel record, SlotPlan[] slots)
    {
        using (w.Open($"internal {record.Clr} Read()"))
        {
            foreach (SlotPlan slot in slots)
            {
                Bind(Prefix(slot), slot.Use, slot, "columns.");
            }

            w.Line($"return {_read.ReadRecord(record)};");
        }
    }

    private void EmitNestedReader(string name, RecordModel record, ScopePlan scope)
    {
        using (w.Open($"file sealed class {name}"))
        {
            foreach (SlotPlan slot in scope.Slots)
            {
                Remember(slot);
                _read.Declare(Prefix(slot), slot.Use);
            }

            w.Line();
            using (w.Open($"internal void Bind({scope.ClassName} columns)"))
            {
                foreach (SlotPlan slot in scope.Slots)
                {
                    Bind(Prefix(slot), slot.Use, slot, "columns.");
                }
            }

            w.Line();
            using (w.Open($"internal {record.Clr} Read({ReadExpression.Parameters(record)})"))
            {
                w.Line($"return {_read.ReadRecord(record)};");
            }

            w.Line();
            using (w.Open("internal void Skip()"))
            {
                foreach (SlotPlan slot in scope.Slots)
                {
                    _read.Skip(Prefix(slot), slot.Use);
                }
            }
        }

        w.Line();
    }

    /// <summary>Puts the cursors of a value at the first entries of its buffers.</summary>
    private void Bind(string prefix, TypeUse use, SlotPlan slot, string columns)
    {
        switch (slot.Type)
        {
            case ArrayType array:
                w.Line($"{prefix}Lengths = new LengthCursor({columns}{slot.Ends}.Cursor());");
                if (slot.Child!.Record is not null)
                {
                    w.Line($"{prefix}ItemRecord.Bind({columns}{slot.Items});");
                }
                else
                {
                    Bind(prefix + "Item", array.Item, slot.Child.Slots[0], $"{columns}{slot.Items}.");
                }

                return;
            case MapType map:
                w.Line($"{prefix}Lengths = new LengthCursor({columns}{slot.Ends}.Cursor());");
                Bind(prefix + "Key", map.Key, slot.Child!.Slots[0], $"{columns}{slot.Items}.");
                Bind(prefix + "Item", map.Value, slot.Child.Slots[1], $"{columns}{slot.Items}.");
                return;
        }

        if (use.IsNullable)
        {
            w.Line($"{prefix}Flags = {columns}{(slot.Type is NestedType ? slot.Present : slot.Nulls)}.Cursor();");
        }

        w.Line(slot.Type is NestedType ? $"{prefix}Record.Bind({columns}{slot.Nested});" : $"{prefix} = {columns}{slot.Column}.Cursor();");
    }

    /// <summary>Remembers the scopes of the records below a slot, whose readers come later.</summary>
    private void Remember(SlotPlan slot)
    {
        if (slot.Child is { } child)
        {
            if (child.Record is { } record)
            {
                _scopes[record.Key] = child;
            }
            else
            {
                child.Slots.ToList().ForEach(Remember);
            }
        }
    }

    private static string Prefix(SlotPlan slot) => "_" + slot.Name;

    private static string Prefix(SlotPlan slot, RowView view) => "_" + view.Stem + slot.Name;
}
