using Denormalized.Schema;
using Denormalized.SourceGen.Pipelines;

namespace Denormalized.SourceGen.Plan;

/// <summary>One class of column buffers: a record, or the elements of an array or map. See ColumnScope in the runtime.</summary>
internal sealed class ScopePlan
{
    public required string ClassName { get; init; }

    /// <summary>The record whose members these are; null for elements that are no records.</summary>
    public RecordModel? Record { get; init; }

    public required IReadOnlyList<SlotPlan> Slots { get; init; }

    /// <summary>Made for one use, which may leave members out; not shared with others of its record.</summary>
    public bool IsProjection { get; init; }

    /// <summary>What an object of one case is decoded into: the discriminator, which is passed over, the shared slots, and those of the case.</summary>
    public IReadOnlyList<SlotPlan> CaseSlots(int @case)
    {
        int cases = Record!.Hierarchy!.Cases.Count;
        SlotPlan slot = Slots[Slots.Count - cases + @case];
        SlotPlan discriminator = new() { Name = Slots[0].Name, Use = Slots[0].Use, Field = Slots[0].Field, IsSkipped = true };
        return [discriminator, .. Slots.Skip(1).Take(Slots.Count - 1 - cases), .. slot.Child!.Slots.Select(s => s.Within(slot.Nested + "."))];
    }
}

/// <summary>One member's place in a scope.</summary>
internal sealed class SlotPlan
{
    /// <summary>Stem of the buffers' names: <c>Url</c> gives <c>UrlColumn</c>, <c>UrlNulls</c>.</summary>
    public required string Name { get; init; }

    public required TypeUse Use { get; init; }

    /// <summary>The record's field; null for elements.</summary>
    public FieldModel? Field { get; init; }

    /// <summary>A member that a pipeline does not use: it is passed over in messages and has no buffers.</summary>
    public bool IsSkipped { get; init; }

    /// <summary>The nested record's scope, or the elements' scope.</summary>
    public ScopePlan? Child { get; init; }

    /// <summary>The nested scope in which it lies and a dot; empty for the scope's own.</summary>
    public string Owner { get; init; } = "";

    public LogicalType Type => Use.Type is WrapperType wrapper ? wrapper.Inner : Use.Type;

    public bool IsCollection => !IsSkipped && Type is (ArrayType or MapType);

    /// <summary>There are elements at or below this slot, so a second value must drop those of the first.</summary>
    public bool HasItems => IsCollection || (!IsSkipped && (Child is { } child && Type is NestedType && child.Slots.Any(s => s.HasItems)));

    /// <summary>Where the offset of an instant lies; null where it is not kept.</summary>
    public SlotPlan? Offset { get; init; }

    /// <summary>The same slot, reached from the scope around its own.</summary>
    public SlotPlan Within(string owner)
        => new() { Name = Name, Use = Use, Field = Field, IsSkipped = IsSkipped, Child = Child, Owner = owner, Offset = Offset?.Within(owner) };

    public string Column => Name + "Column";

    public string Nulls => Name + "Nulls";

    /// <summary>Presence flags of a nullable nested record.</summary>
    public string Present => Name + "Present";

    public string Nested => Name + "Columns";

    public string Ends => Name + "Ends";

    public string Items => Name + "Items";
}

/// <summary>Plans the scopes of a record, each record type and each kind of elements once.</summary>
internal sealed class ScopePlanner
{
    private readonly Dictionary<string, ScopePlan> _records = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>All scopes, inner ones first, the root last.</summary>
    public List<ScopePlan> Scopes { get; } = [];

    public static ScopePlanner Plan(RecordModel record)
    {
        var planner = new ScopePlanner();
        planner.PlanRecord(record);
        return planner;
    }

    public ScopePlan Root => Scopes[Scopes.Count - 1];

    public ScopePlan PlanRecord(RecordModel record)
    {
        if (_records.TryGetValue(record.Key, out ScopePlan known))
        {
            return known;
        }

        string name = Unique(record.Name + "Columns");
        var slots = record.Fields.Select(f => PlanField(f, record)).ToArray();
        return Add(record.Key, new ScopePlan { ClassName = name, Record = record, Slots = slots });
    }

    /// <summary>Plans a record as a root of its own, of which only some members have buffers, also in nested records.</summary>
    /// <param name="usage">How much is used of the member at a path, <c>Issue.User</c>.</param>
    /// <param name="path">Path of the record itself with a dot behind it; empty for the root.</param>
    public ScopePlan PlanProjection(RecordModel record, Func<string, Usage> usage, string path = "")
    {
        string name = Unique(record.Name + "Columns");
        var slots = record.Fields.Select(f => PlanUsed(f, record, usage, path + f.Source)).ToArray();
        var scope = new ScopePlan { ClassName = name, Record = record, Slots = slots, IsProjection = true };
        Scopes.Add(scope);
        return scope;
    }

    private SlotPlan PlanUsed(FieldModel field, RecordModel record, Func<string, Usage> usage, string path) => usage(path) switch
    {
        Usage.All => PlanField(field, record),
        Usage.Part when field.Type.Type is NestedType nested => new SlotPlan
        {
            Name = Stems.Of(field, record),
            Use = field.Type,
            Field = field,
            Child = PlanProjection(nested.Record, usage, path + "."),
        },
        _ => new SlotPlan { Name = Stems.Of(field, record), Use = field.Type, Field = field, IsSkipped = true },
    };

    private SlotPlan PlanField(FieldModel field, RecordModel record)
        => PlanSlot(Stems.Of(field, record), field.Type, field, record.Name, record.OffsetOf(field) is { } offset ? PlanField(offset, record) : null);

    private SlotPlan PlanSlot(string name, TypeUse use, FieldModel? field, string owner, SlotPlan? offset = null) => new()
    {
        Name = name,
        Use = use,
        Field = field,
        Offset = offset,
        Child = use.Type switch
        {
            NestedType nested => PlanRecord(nested.Record),
            ArrayType { Item: { IsNullable: false, Type: NestedType item } } => PlanRecord(item.Record),
            ArrayType array => PlanItems(owner + name, [("Value", array.Item)]),
            MapType map => PlanItems(owner + name, [("Key", map.Key), ("Value", map.Value)]),
            _ => null,
        },
    };

    private ScopePlan PlanItems(string owner, (string Name, TypeUse Use)[] parts)
    {
        string name = Unique(owner + "Items");
        var slots = parts.Select(p => PlanSlot(p.Name, p.Use, null, owner)).ToArray();
        return Add(name, new ScopePlan { ClassName = name, Slots = slots });
    }

    private ScopePlan Add(string key, ScopePlan scope)
    {
        _records[key] = scope;
        Scopes.Add(scope);
        return scope;
    }

    private string Unique(string name)
    {
        string unique = name;
        for (int i = 2; !_names.Add(unique); i++)
        {
            unique = name + i;
        }

        return unique;
    }
}
