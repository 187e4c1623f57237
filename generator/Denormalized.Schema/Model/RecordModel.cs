namespace Denormalized.Schema;

/// <summary>A record type, independent of any format, with nothing of Roslyn in it: comparable, hence cacheable.</summary>
public sealed record RecordModel
{
    /// <summary>Fully qualified, <c>global::</c> first.</summary>
    public required string Clr { get; init; }

    /// <summary>C# name without namespace, containers and type parameters.</summary>
    public required string Name { get; init; }

    /// <summary>Empty for the global namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>Full metadata name, unique in the compilation: hint names derive from it.</summary>
    public required string MetadataName { get; init; }

    public required bool IsValueType { get; init; }

    /// <summary>In declaration order. Of a hierarchy: the discriminator, the shared members, a nullable record for each case.</summary>
    public required EquatableArray<FieldModel> Fields { get; init; }

    /// <summary>Members to pass to the constructor, in its order, by <see cref="FieldModel.Member"/>; the rest is initialised.</summary>
    public EquatableArray<string> ConstructorMembers { get; init; }

    /// <summary>Null where the type is only part of others.</summary>
    public StreamModel? Stream { get; init; }

    /// <summary>The cases, where the type is the base of a closed hierarchy.</summary>
    public HierarchyModel? Hierarchy { get; init; }

    /// <summary>Set on what a case has for itself: <see cref="Fields"/> are without the shared members.</summary>
    public CaseModel? Case { get; init; }

    /// <summary>Tells the record apart within a generated file: a case beside its own type.</summary>
    public string Key => Case is null ? Clr : $"{Clr} as {Case.Base}";

    /// <summary>The field that holds the offset of an instant; null where it is not kept.</summary>
    public FieldModel? OffsetOf(FieldModel instant) => Fields.FirstOrDefault(f => f.OffsetOf == instant.Member);

    /// <summary>What its documentation says; empty for none.</summary>
    public string Summary { get; init; } = "";

    /// <summary>What the record is called in Avro and in texts.</summary>
    public required string WireName { get; init; }
}

/// <param name="Topic">Kafka topic.</param>
/// <param name="Table">ClickHouse table.</param>
public sealed record StreamModel(string Topic, string Table)
{
    /// <summary>Days after its event time for which a row is kept; null for ever.</summary>
    public int? RetentionDays { get; init; }

    /// <summary>
    /// Column of the version by which a row takes the place of those with the same sorting key; null where rows are added and
    /// never replaced.
    /// </summary>
    public string? Version { get; init; }
}

/// <summary>One member of a record.</summary>
public sealed record FieldModel
{
    /// <summary>C# name, <c>@</c>-escaped where it is a keyword.</summary>
    public required string Member { get; init; }

    /// <summary>Name in JSON.</summary>
    public required string Json { get; init; }

    /// <summary>Name of the column, or of the element of a Tuple.</summary>
    public required string Column { get; init; }

    /// <summary>Name in Avro: letters, digits and underscores.</summary>
    public required string Avro { get; init; }

    /// <summary>Names that it had on the wire before, newest first.</summary>
    public EquatableArray<string> Aliases { get; init; }

    public required TypeUse Type { get; init; }

    /// <summary>JSON must hold it (C# <c>required</c>, or a constructor parameter without default); otherwise absent means default or null.</summary>
    public bool IsRequired { get; init; }

    public bool IsEventTime { get; init; }

    /// <summary>A column that is no member in C#: the discriminator or a case of a hierarchy, or the offset of an instant.</summary>
    public bool IsSynthetic { get; init; }

    /// <summary>The instant in front of it whose offset this is, by <see cref="Member"/>; null for every other field.</summary>
    public string? OffsetOf { get; init; }

    /// <summary>The C# member that holds the value, or the instant that has it as its offset.</summary>
    public string Source => OffsetOf ?? Member;

    /// <summary>Name of the column beside it in which ClickHouse keeps the document as JSON; null for none.</summary>
    public string? JsonColumn { get; init; }

    /// <summary>How its values follow each other; null where nothing is declared.</summary>
    public ValueKind? Values { get; init; }

    /// <summary>What its documentation says; empty for none.</summary>
    public string Summary { get; init; } = "";

    /// <summary>Position in the sorting key; null where it takes no part.</summary>
    public int? SortKey { get; init; }
}

/// <summary>How the values of a column follow each other, which decides how they are compressed. Numbered as the public enum.</summary>
public enum ValueKind
{
    /// <summary>Mostly a little more than the one before.</summary>
    Monotonic,

    /// <summary>A measurement that changes slowly.</summary>
    Gauge,

    /// <summary>Integers within a range much smaller than their type.</summary>
    SmallRange,
}
