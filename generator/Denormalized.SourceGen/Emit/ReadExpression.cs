using Denormalized.Schema;
using Denormalized.SourceGen.Plan;

namespace Denormalized.SourceGen.Emit;

/// <summary>
/// Emits how a value is read from a block: cursors over the substreams of its column, declared as fields, bound once a
/// block, advanced row by row. Used for whole records and for the columns of a query's result.
/// </summary>
internal sealed class ReadExpression(CodeWriter w) : ReadEmitter(w)
{
    /// <summary>Readers of nested records, by C# type; each is emitted once by the caller.</summary>
    public Dictionary<string, (string Name, RecordModel Record)> Nested { get; } = new(StringComparer.Ordinal);

    /// <summary>Fields <c>prefix…</c> for the substreams of one value.</summary>
    public void Declare(string prefix, TypeUse use)
    {
        LogicalType type = Storage.Unwrapped(use.Type);
        switch (type)
        {
            case ArrayType array:
                Code.Line($"private LengthCursor {prefix}Lengths;");
                Declare(prefix + "Item", array.Item);
                return;
            case MapType map:
                Code.Line($"private LengthCursor {prefix}Lengths;");
                Declare(prefix + "Key", map.Key);
                Declare(prefix + "Item", map.Value);
                return;
        }

        if (use.IsNullable)
        {
            Code.Line($"private FixedCursor<byte> {prefix}Flags;");
        }

        Code.Line(type switch
        {
            NestedType nested => $"private readonly {ReaderOf(nested.Record)} {prefix}Record = new();",
            _ => $"private {Storage.ColumnOf(type).Cursor} {prefix};",
        });
    }

    /// <summary>Takes the substreams of one value from the <c>SegmentReader</c> called <paramref name="segments"/>, in their order.</summary>
    public void Bind(string prefix, TypeUse use, string segments)
    {
        LogicalType type = Storage.Unwrapped(use.Type);
        switch (type)
        {
            case ArrayType array:
                Code.Line($"{prefix}Lengths = new LengthCursor({segments}.Fixed<ulong>());");
                Bind(prefix + "Item", array.Item, segments);
                return;
            case MapType map:
                Code.Line($"{prefix}Lengths = new LengthCursor({segments}.Fixed<ulong>());");
                Bind(prefix + "Key", map.Key, segments);
                Bind(prefix + "Item", map.Value, segments);
                return;
        }

        if (use.IsNullable)
        {
            Code.Line($"{prefix}Flags = {segments}.Fixed<byte>();");
        }

        Code.Line(type switch
        {
            NestedType => $"{prefix}Record.Bind(ref {segments});",
            _ => $"{prefix} = {segments}.{Storage.ColumnOf(type).Declaration};",
        });
    }

    /// <summary>Statements that pass the next value over.</summary>
    public void Skip(string prefix, TypeUse use)
    {
        LogicalType type = Storage.Unwrapped(use.Type);
        if (type is ArrayType or MapType)
        {
            string n = Local() + "Count";
            using (Code.Open($"for (int {n} = {prefix}Lengths.Next(); {n} > 0; {n}--)"))
            {
                if (type is MapType)
                {
                    Skip(prefix + "Key", ((MapType)type).Key);
                }

                Skip(prefix + "Item", type is ArrayType array ? array.Item : ((MapType)type).Value);
            }

            return;
        }

        if (use.IsNullable)
        {
            Code.Line($"{prefix}Flags.Next();");
        }

        Code.Line(type switch
        {
            NestedType => $"{prefix}Record.Skip();",
            _ when Storage.IsVariable(type) => $"{prefix}.Skip();",
            _ => $"{prefix}.Next();",
        });
    }

    protected override void ReadCount(string prefix, string local) => Code.Line($"int {local}Count = {prefix}Lengths.Next();");

    protected override void ReadNested(string prefix, RecordModel record, TypeUse use, string local)
    {
        if (!use.IsNullable)
        {
            Code.Line($"var {local} = {prefix}Record.Read();");
            return;
        }

        Code.Line($"{Clr(use)} {local} = null;");
        Code.Line($"if ({prefix}Flags.Next() != 0) {{ {local} = {prefix}Record.Read(); }} else {{ {prefix}Record.Skip(); }}");
    }

    protected override string ReadScalar(string prefix, LogicalType type, TypeUse use, string local)
    {
        if (!use.IsNullable)
        {
            Code.Line($"{Clr(use)} {local} = {Storage.FromColumn(use.Type, Storage.Next(type, prefix))};");
        }
        else if (Storage.IsVariable(type))
        {
            Code.Line($"{Clr(use)} {local} = null;");
            Code.Line($"if ({prefix}Flags.Next() == 0) {{ {local} = {Storage.FromColumn(use.Type, Storage.Next(type, prefix))}; }} else {{ {prefix}.Skip(); }}");
        }
        else
        {
            Code.Line($"var {local}Raw = {prefix}.Next();");
            Code.Line($"{Clr(use)} {local} = {prefix}Flags.Next() == 0 ? {Storage.FromColumn(use.Type, local + "Raw")} : null;");
        }

        return local;
    }

    /// <summary>The shared members are read once; every case moves on, one of them makes the object.</summary>
    protected override string ReadCase(RecordModel record, HierarchyModel hierarchy)
    {
        string kind = Local();
        string made = Local();
        Code.Line($"int {kind} = {Prefix(record.Fields[0], record)}.Next();");
        (IReadOnlyList<string> shared, FieldModel[] cases) = ReadShared(record, hierarchy);
        string arguments = string.Join(", ", shared);
        Code.Line($"{record.Clr}? {made} = null;");
        for (int i = 0; i < cases.Length; i++)
        {
            string prefix = Prefix(cases[i], record);
            Code.Line($"{prefix}Flags.Next();");
            Code.Line($"if ({kind} == {i}) {{ {made} = {prefix}Record.Read({arguments}); }} else {{ {prefix}Record.Skip(); }}");
        }

        return $"{made} ?? throw ColumnOperations.NoCase({kind}, {Literals.Text(record.Name)})";
    }

    /// <summary>Name of the reader class of a nested record.</summary>
    public string ReaderOf(RecordModel record)
    {
        if (!Nested.TryGetValue(record.Key, out (string Name, RecordModel Record) known))
        {
            string stem = record.Name + "Reader";
            string name = stem;
            for (int i = 2; name == "SegmentReader" || Nested.Values.Any(n => n.Name == name); i++) // the runtime has a SegmentReader
            {
                name = stem + i;
            }

            known = (name, record);
            Nested.Add(record.Key, known);
        }

        return known.Name;
    }
}
