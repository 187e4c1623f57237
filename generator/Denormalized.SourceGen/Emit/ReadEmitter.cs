using Denormalized.Schema;
using Denormalized.SourceGen.Plan;

namespace Denormalized.SourceGen.Emit;

/// <summary>What the readers of all formats have in common: how C# collections and records are made of values.</summary>
internal abstract class ReadEmitter(CodeWriter w)
{
    private int _locals;

    protected CodeWriter Code => w;

    /// <summary>Statements that read the next value; returns the expression that holds it, which may stand once.</summary>
    /// <param name="prefix">Stem of the value's cursors, in formats that have them.</param>
    /// <param name="use">Its type.</param>
    public string Read(string prefix, TypeUse use)
    {
        string local = Local();
        switch (Storage.Unwrapped(use.Type))
        {
            case ArrayType array:
                ReadCount(prefix, local);
                ReadArray(prefix, array, local);
                return local;
            case MapType map:
                ReadCount(prefix, local);
                ReadMap(prefix, map, local);
                return local;
            case NestedType nested:
                ReadNested(prefix, nested.Record, use, local);
                return local;
            case var scalar:
                return ReadScalar(prefix, scalar, use, local);
        }
    }

    /// <summary>Statements that read a record's fields; returns the expression that makes it.</summary>
    public string ReadRecord(RecordModel record)
    {
        if (record.Hierarchy is { } hierarchy)
        {
            return ReadCase(record, hierarchy);
        }

        var values = SharedOf(record).ToDictionary(f => f.Member, Shared);
        ReadMembers(record.Fields, record, values);
        return Construct(record.Case is null ? record : record with { Fields = record.Case.Shared.Concat(record.Fields).ToEquatableArray() }, values);
    }

    /// <summary>Parameters of the reader of a case: the members that lie outside of it.</summary>
    public static string Parameters(RecordModel record)
        => string.Join(", ", SharedOf(record).Select(f => $"{Clr(f.Type)} {Shared(f)}"));

    /// <summary>Stem of the cursors of a field.</summary>
    public static string Prefix(FieldModel field, RecordModel record) => "_" + Stems.Of(field, record);

    /// <summary>The C# type with its nullable mark.</summary>
    public static string Clr(TypeUse use) => use.IsNullable ? use.Type.Clr + "?" : use.Type.Clr;

    /// <summary>Declares <c>local + "Count"</c>, an int: the number of elements that come.</summary>
    protected abstract void ReadCount(string prefix, string local);

    /// <summary>Declares a local with a nested record, which is null where its type allows that.</summary>
    protected abstract void ReadNested(string prefix, RecordModel record, TypeUse use, string local);

    /// <summary>Reads a scalar; returns the expression that holds it.</summary>
    protected abstract string ReadScalar(string prefix, LogicalType type, TypeUse use, string local);

    /// <summary>Reads the cases of a hierarchy, of which one makes the object; returns the expression that holds it.</summary>
    protected abstract string ReadCase(RecordModel record, HierarchyModel hierarchy);

    /// <summary>Emits a loop that reads the elements of a collection.</summary>
    /// <param name="type">The collection.</param>
    /// <param name="local">Its name; <c>local + "Count"</c> is what <see cref="ReadCount"/> declared.</param>
    /// <param name="array">The C# array that takes them, at <c>local + "I"</c>; null for a collection that grows.</param>
    /// <param name="item">Emits what is done for one element.</param>
    protected virtual void ReadItems(LogicalType type, string local, string? array, Action item)
    {
        using (w.Open($"for (int {local}I = 0; {local}I < {local}Count; {local}I++)"))
        {
            item();
        }
    }

    /// <summary>Emits what is checked when an array was read.</summary>
    protected virtual void CheckItems(string prefix, ArrayType array, string local)
    {
    }

    protected string Local() => "v" + _locals++;

    /// <summary>Reads the members that all cases share; returns their values in declared order, and the fields of the cases behind them.</summary>
    protected (IReadOnlyList<string> Shared, FieldModel[] Cases) ReadShared(RecordModel record, HierarchyModel hierarchy)
    {
        int shared = record.Fields.Count - 1 - hierarchy.Cases.Count;
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        ReadMembers(record.Fields.Skip(1).Take(shared), record, values);
        return (record.Fields.Where(f => !f.IsSynthetic).Select(f => values[f.Member]).ToArray(), record.Fields.Skip(1 + shared).ToArray());
    }

    /// <summary>Values by member; an instant is put on its clock when its offset, which comes behind it, has been read.</summary>
    private void ReadMembers(IEnumerable<FieldModel> fields, RecordModel record, Dictionary<string, string> values)
    {
        foreach (FieldModel field in fields)
        {
            string value = Read(Prefix(field, record), field.Type);
            values[field.Source] = field.OffsetOf is { } instant ? Storage.WithOffset(values[instant], value) : value;
        }
    }

    private static IEnumerable<FieldModel> SharedOf(RecordModel record)
        => (record.Case?.Shared ?? EquatableArray<FieldModel>.Empty).Where(f => f.OffsetOf is null);

    private static string Shared(FieldModel field) => "shared" + field.Member.TrimStart('@');

    /// <summary>The expression that makes a record of the values of its fields.</summary>
    private static string Construct(RecordModel record, IReadOnlyDictionary<string, string> values)
    {
        string arguments = string.Join(", ", record.ConstructorMembers.Select(m => values[m]));
        string[] rest = record.Fields.Where(f => f.OffsetOf is null && !record.ConstructorMembers.Contains(f.Member))
            .Select(f => $"{f.Member} = {values[f.Member]}")
            .ToArray();
        return $"new {record.Clr}({arguments})" + (rest.Length == 0 ? "" : $" {{ {string.Join(", ", rest)} }}");
    }

    private void ReadArray(string prefix, ArrayType array, string local)
    {
        string item = Clr(array.Item);
        string n = local + "Count";
        bool isGrown = array.Form is CollectionForm.Set or CollectionForm.List or CollectionForm.EnumerableInterface
            || array.Clr.StartsWith("global::System.Collections.Generic.IList<", StringComparison.Ordinal);
        string target = !isGrown && array.Form is CollectionForm.ImmutableArray or CollectionForm.Memory ? local + "Items" : local;
        w.Line(isGrown
            ? $"var {target} = new {(array.Form == CollectionForm.Set ? "HashSet" : "List")}<{item}>({n});"
            : $"var {target} = {n} == 0 ? [] : new {ArrayOf(item, n)};");
        ReadItems(array, local, isGrown ? null : target, () =>
        {
            string value = Read(prefix + "Item", array.Item);
            w.Line(isGrown ? $"{target}.Add({value});" : $"{target}[{local}I] = {value};");
        });
        CheckItems(prefix, array, local);
        if (target != local)
        {
            w.Line(array.Form == CollectionForm.Memory
                ? $"{array.Clr} {local} = {target};"
                : $"var {local} = ImmutableCollectionsMarshal.AsImmutableArray({target});");
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
        w.Line($"var {local} = new Dictionary<{Clr(map.Key)}, {Clr(map.Value)}>({local}Count);");
        ReadItems(map, local, null, () =>
        {
            string key = Read(prefix + "Key", map.Key);
            w.Line($"{local}[{key}] = {Read(prefix + "Item", map.Value)}; // a repeated key: the last value counts");
        });
    }
}
