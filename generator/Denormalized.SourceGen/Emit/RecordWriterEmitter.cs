using Denormalized.Schema;
using Denormalized.SourceGen.Plan;

namespace Denormalized.SourceGen.Emit;

/// <summary>
/// What the writers of all formats have in common: a method for each record, the walk over its members, and what becomes of
/// null. A null collection is an empty one in every format.
/// </summary>
internal abstract class RecordWriterEmitter(CodeWriter code, string prefix)
{
    private readonly RecordMethods _methods = new(prefix);
    private int _locals;

    protected CodeWriter Code => code;

    /// <summary>Name of the method that writes a record.</summary>
    public string NameOf(RecordModel record) => _methods.NameOf(record);

    /// <summary>Methods for the record and all that it contains.</summary>
    public void Emit(RecordModel record) => _methods.EmitAll(record, EmitRecord);

    protected abstract void EmitRecord(RecordModel record);

    protected abstract void EmitArray(ArrayType array, string value, string member);

    protected abstract void EmitMap(MapType map, string value, string member);

    protected abstract void EmitScalar(LogicalType type, string value, string member);

    /// <summary>A nested record, not null; <paramref name="wasNullable"/> where the declared type has null.</summary>
    protected abstract void EmitNested(RecordModel record, string value, bool wasNullable);

    /// <summary>What stands before a value of a type that has null.</summary>
    protected abstract void EmitPresence(TypeUse use);

    protected abstract void EmitNull(TypeUse use);

    protected string Local(string stem) => stem + (++_locals).ToString(System.Globalization.CultureInfo.InvariantCulture);

    protected void EmitMembers(RecordModel record, string value, Action<FieldModel>? before = null)
    {
        foreach (FieldModel field in record.Fields.Where(IsWritten))
        {
            before?.Invoke(field);
            EmitValue(field.Type, $"{value}.{field.Source}", Literals.Text(field.Source.TrimStart('@')));
        }
    }

    /// <summary>The field is a value of its own in the format.</summary>
    protected virtual bool IsWritten(FieldModel field) => true;

    protected void EmitValue(TypeUse use, string value, string member)
    {
        if (!use.IsNullable)
        {
            EmitPresent(use.Type, value, member);
            return;
        }

        string local = Local("value");
        using (code.Open($"if ({value} is {{ }} {local})"))
        {
            EmitPresence(use);
            EmitPresent(use.Type, local, member, wasNullable: true);
        }

        using (code.Open("else"))
        {
            EmitNull(use);
        }
    }

    protected void EmitPresent(LogicalType type, string value, string member, bool wasNullable = false)
    {
        switch (type)
        {
            case WrapperType wrapper:
                EmitPresent(wrapper.Inner, Storage.Unwrap(wrapper, value, member), member, wasNullable);
                break;
            case NestedType nested:
                EmitNested(nested.Record, nested.Record.IsValueType || wasNullable ? value : Storage.NotNull(value, member), wasNullable);
                break;
            case ArrayType array:
                EmitArray(array, value, member);
                break;
            case MapType map:
                EmitMap(map, value, member);
                break;
            default:
                EmitScalar(type, value, member);
                break;
        }
    }

    /// <summary>A collection in a local of its own.</summary>
    protected readonly record struct Counted(string Id, string Local, string Count);

    /// <summary>Declares a local that holds the elements and knows their number.</summary>
    protected Counted DeclareList(ArrayType array, string value, string member)
    {
        string id = Local("");
        (string list, string count) = array.Form switch
        {
            CollectionForm.Array => (Storage.NotNull(value, member), "Length"),
            CollectionForm.ImmutableArray => ($"{value}.IsDefault ? [] : {value}", "Length"),
            CollectionForm.Memory => (value + ".Span", "Length"),
            CollectionForm.EnumerableInterface => ($"ColumnOperations.ToCollection({value}, {member})", "Count"),
            _ => (Storage.NotNull(value, member), "Count"),
        };
        code.Line($"var list{id} = {list};");
        if (array.Length is { } declared)
        {
            code.Line($"ColumnOperations.CheckLength(list{id}.{count}, {declared}, {member});");
        }

        return new Counted(id, "list" + id, $"list{id}.{count}");
    }

    /// <summary>The loop over its elements that allocates nothing.</summary>
    protected void EmitItems(ArrayType array, Counted list, string member)
    {
        bool isIndexed = array.Form == CollectionForm.IndexedInterface;
        string item = isIndexed ? $"{list.Local}[i{list.Id}]" : "item" + list.Id;
        string items = array.Form == CollectionForm.List ? $"CollectionsMarshal.AsSpan({list.Local})" : list.Local;
        using (code.Open(isIndexed ? $"for (int i{list.Id} = 0; i{list.Id} < {list.Count}; i{list.Id}++)" : $"foreach (var {item} in {items})"))
        {
            EmitValue(array.Item, item, member);
        }
    }

    /// <summary>Declares a local that holds the pairs and knows their number.</summary>
    protected Counted DeclareMap(string value, string member)
    {
        string id = Local("");
        code.Line($"var map{id} = {Storage.NotNull(value, member)};");
        return new Counted(id, "map" + id, $"map{id}.Count");
    }

    protected void EmitPairs(MapType map, Counted pairs, string member)
    {
        using (code.Open($"foreach (var pair{pairs.Id} in {pairs.Local})"))
        {
            EmitPresent(map.Key.Type, $"pair{pairs.Id}.Key", member);
            EmitValue(map.Value, $"pair{pairs.Id}.Value", member);
        }
    }

    /// <summary>A switch over the cases of a hierarchy, of which each writes itself as a whole.</summary>
    protected void EmitCases(RecordModel record, Action<HierarchyCase, int, string> emit)
    {
        HierarchyModel hierarchy = record.Hierarchy!;
        using (code.Open("switch (record)"))
        {
            for (int i = 0; i < hierarchy.Cases.Count; i++)
            {
                using (code.Open(HierarchyCode.Label(hierarchy.Cases[i], "case" + i)))
                {
                    emit(hierarchy.Cases[i], i, "case" + i);
                    code.Line("break;");
                }
            }

            code.Line(HierarchyCode.Otherwise(record));
        }
    }
}
