using Denormalized.Schema;
using Denormalized.SourceGen.Plan;

namespace Denormalized.SourceGen.Emit;

/// <summary>
/// Emits how a value is read from a block: cursors over the substreams of its column, declared as fields, bound once a
/// block, advanced row by row. Used for whole records and for the columns of a query's result.
/// </summary>
internal sealed class ReadExpression(CodeWriter w)
{
    private int _locals;

    /// <summary>Readers of nested records, by C# type; each is emitted once by the caller.</summary>
    public Dictionary<string, (string Name, RecordModel Record)> Nested { get; } = new(StringComparer.Ordinal);

    /// <summary>Fields <c>prefix…</c> for the substreams of one value.</summary>
    public void Declare(string prefix, TypeUse use)
    {
        LogicalType type = Inner(use);
        switch (type)
        {
            case ArrayType array:
                w.Line($"private LengthCursor {prefix}Lengths;");
                Declare(prefix + "Item", array.Item);
                return;
            case MapType map:
                w.Line($"private LengthCursor {prefix}Lengths;");
                Declare(prefix + "Key", map.Key);
                Declare(prefix + "Item", map.Value);
                return;
        }

        if (use.IsNullable)
        {
            w.Line($"private FixedCursor<byte> {prefix}Flags;");
        }

        w.Line(type switch
        {
            NestedType nested => $"private readonly {ReaderOf(nested.Record)} {prefix}Record = new();",
            _ => $"private {Storage.ColumnOf(type).Cursor} {prefix};",
        });
    }

    /// <summary>Takes the substreams of one value from the <c>SegmentReader</c> called <paramref name="segments"/>, in their order.</summary>
    public void Bind(string prefix, TypeUse use, string segments)
    {
        LogicalType type = Inner(use);
        switch (type)
        {
            case ArrayType array:
                w.Line($"{prefix}Lengths = new LengthCursor({segments}.Fixed<ulong>());");
                Bind(prefix + "Item", array.Item, segments);
                return;
            case MapType map:
                w.Line($"{prefix}Lengths = new LengthCursor({segments}.Fixed<ulong>());");
                Bind(prefix + "Key", map.Key, segments);
                Bind(prefix + "Item", map.Value, segments);
                return;
        }

        if (use.IsNullable)
        {
            w.Line($"{prefix}Flags = {segments}.Fixed<byte>();");
        }

        w.Line(type switch
        {
            NestedType => $"{prefix}Record.Bind(ref {segments});",
            _ => $"{prefix} = {segments}.{Storage.ColumnOf(type).Declaration};",
        });
    }

    /// <summary>Statements that read the next value; returns the expression that holds it.</summary>
    public string Read(string prefix, TypeUse use)
    {
        LogicalType type = Inner(use);
        string local = "v" + _locals++;
        switch (type)
        {
            case ArrayType array:
                ReadArray(prefix, array, local);
                return local;
            case MapType map:
                ReadMap(prefix, map, local);
                return local;
            case NestedType nested when use.IsNullable:
                w.Line($"{Clr(use)} {local} = null;");
                w.Line($"if ({prefix}Flags.Next() != 0) {{ {local} = {prefix}Record.Read(); }} else {{ {prefix}Record.Skip(); }}");
                return local;
            case NestedType:
                w.Line($"var {local} = {prefix}Record.Read();");
                return local;
        }

        if (use.IsNullable && Storage.IsVariable(type))
        {
            w.Line($"{Clr(use)} {local} = null;");
            w.Line($"if ({prefix}Flags.Next() == 0) {{ {local} = {Storage.FromColumn(use.Type, Storage.Next(type, prefix))}; }} else {{ {prefix}.Skip(); }}");
            return local;
        }

        if (use.IsNullable)
        {
            w.Line($"var {local}Raw = {prefix}.Next();");
            w.Line($"{Clr(use)} {local} = {prefix}Flags.Next() == 0 ? {Storage.FromColumn(use.Type, local + "Raw")} : null;");
        }
        else
        {
            w.Line($"{Clr(use)} {local} = {Storage.FromColumn(use.Type, Storage.Next(type, prefix))};");
        }

        return local;
    }

    /// <summary>Statements that pass the next value over.</summary>
    public void Skip(string prefix, TypeUse use)
    {
        LogicalType type = Inner(use);
        if (type is ArrayType or MapType)
        {
            string n = "n" + _locals++;
            using (w.Open($"for (int {n} = {prefix}Lengths.Next(); {n} > 0; {n}--)"))
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
            w.Line($"{prefix}Flags.Next();");
        }

        w.Line(type switch
        {
            NestedType => $"{prefix}Record.Skip();",
            _ when Storage.IsVariable(type) => $"{prefix}.Skip();",
            _ => $"{prefix}.Next();",
        });
    }

    /// <summary>Statements that read a record's fields; returns the expression that makes it.</summary>
    public string ReadRecord(RecordModel record)
    {
        if (record.Hierarchy is { } hierarchy)
        {
            return ReadCase(record, hierarchy);
        }

        var values = (record.Case?.Shared ?? EquatableArray<FieldModel>.Empty).ToDictionary(f => f.Member, Shared);
        foreach (FieldModel field in record.Fields)
        {
            values.Add(field.Member, Read(Prefix(field, record), field.Type));
        }

        return Construct(record.Case is null ? record : record with { Fields = record.Case.Shared.Concat(record.Fields).ToEquatableArray() }, values);
    }

    /// <summary>The shared members are read once; every case moves on, one of them makes the object.</summary>
    private string ReadCase(RecordModel record, HierarchyModel hierarchy)
    {
        FieldModel[] shared = record.Fields.Where(f => !f.IsSynthetic).ToArray();
        string kind = "v" + _locals++;
        string made = "v" + _locals++;
        w.Line($"int {kind} = {Prefix(record.Fields[0], record)}.Next();");
        string arguments = string.Join(", ", shared.Select(f => Read(Prefix(f, record), f.Type)).ToArray());
        w.Line($"{record.Clr}? {made} = null;");
        for (int i = 0; i < hierarchy.Cases.Count; i++)
        {
            string prefix = Prefix(record.Fields[1 + shared.Length + i], record);
            w.Line($"{prefix}Flags.Next();");
            w.Line($"if ({kind} == {i}) {{ {made} = {prefix}Record.Read({arguments}); }} else {{ {prefix}Record.Skip(); }}");
        }

        return $"{made} ?? throw ColumnOperations.NoCase({kind}, {Literals.Text(record.Name)})";
    }

    /// <summary>Parameters of the reader of a case: the members that lie outside of it.</summary>
    public static string Parameters(RecordModel record)
        => string.Join(", ", (record.Case?.Shared ?? EquatableArray<FieldModel>.Empty).Select(f => $"{Clr(f.Type)} {Shared(f)}"));

    /// <summary>Stem of the cursors of a field.</summary>
    public static string Prefix(FieldModel field, RecordModel record) => "_" + Stems.Of(field, record);

    private static string Shared(FieldModel field) => "shared" + field.Member.TrimStart('@');

    /// <summary>The expression that makes a record of the values of its fields.</summary>
    public static string Construct(RecordModel record, IReadOnlyDictionary<string, string> values)
    {
        string arguments = string.Join(", ", record.ConstructorMembers.Select(m => values[m]));
        string[] rest = record.Fields.Where(f => !record.ConstructorMembers.Contains(f.Member))
            .Select(f => $"{f.Member} = {values[f.Member]}")
            .ToArray();
        return $"new {record.Clr}({arguments})" + (rest.Length == 0 ? "" : $" {{ {string.Join(", ", rest)} }}");
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

    private void ReadArray(string prefix, ArrayType array, string local)
    {
        string item = Clr(array.Item);
        string n = local + "Count";
        w.Line($"int {n} = {prefix}Lengths.Next();");
        if (array.Form == CollectionForm.Set)
        {
            w.Line($"var {local} = new HashSet<{item}>({n});");
            using (w.Open($"for (int {local}I = 0; {local}I < {n}; {local}I++)"))
            {
                w.Line($"{local}.Add({Read(prefix + "Item", array.Item)});");
            }

            return;
        }

        bool asList = array.Form is CollectionForm.List or CollectionForm.EnumerableInterface;
        bool isIList = array.Clr.StartsWith("global::System.Collections.Generic.IList<", StringComparison.Ordinal);
        string values = local + "Items";
        if (asList || isIList)
        {
            w.Line($"var {local} = new List<{item}>({n});");
            using (w.Open($"for (int i = 0; i < {n}; i++)".Replace("int i", $"int {local}I").Replace("i <", $"{local}I <").Replace("i++", $"{local}I++")))
            {
                w.Line($"{local}.Add({Read(prefix + "Item", array.Item)});");
            }

            return;
        }

        string target = array.Form is CollectionForm.ImmutableArray or CollectionForm.Memory ? values : local;
        w.Line($"var {target} = {n} == 0 ? [] : new {ArrayOf(item, n)};");
        using (w.Open($"for (int {local}I = 0; {local}I < {n}; {local}I++)"))
        {
            w.Line($"{target}[{local}I] = {Read(prefix + "Item", array.Item)};");
        }

        if (array.Form == CollectionForm.Memory)
        {
            w.Line($"{array.Clr} {local} = {target};");
        }

        if (array.Form == CollectionForm.ImmutableArray)
        {
            w.Line($"var {local} = ImmutableCollectionsMarshal.AsImmutableArray({target});");
        }
    }

    /// <summary><c>new string[n]</c>, and <c>new int[n][]</c> for an array of arrays.</summary>
    private static string ArrayOf(string item, string length)
    {
        int brackets = item.IndexOf("[]", StringComparison.Ordinal);
        return brackets < 0 || !item.EndsWith("[]", StringComparison.Ordinal)
            ? $"{item}[{length}]"
            : $"{item.Substring(0, brackets)}[{length}]{item.Substring(brackets)}";
    }

    private void ReadMap(string prefix, MapType map, string local)
    {
        string n = local + "Count";
        w.Line($"int {n} = {prefix}Lengths.Next();");
        w.Line($"var {local} = new Dictionary<{Clr(map.Key)}, {Clr(map.Value)}>({n});");
        using (w.Open($"for (; {n} > 0; {n}--)"))
        {
            string key = Read(prefix + "Key", map.Key);
            w.Line($"{local}[{key}] = {Read(prefix + "Item", map.Value)}; // a repeated key: the last value counts");
        }
    }

    private static LogicalType Inner(TypeUse use) => use.Type is WrapperType wrapper ? wrapper.Inner : use.Type;

    /// <summary>The C# type with its nullable mark.</summary>
    public static string Clr(TypeUse use) => use.IsNullable ? use.Type.Clr + "?" : use.Type.Clr;
}
