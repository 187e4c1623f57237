namespace Denormalized.Schema;

/// <summary>
/// A closed hierarchy: a base and the types that a value of it can have. What all cases share lies beside the discriminator,
/// what a case has for itself in a nullable record, so that queries reach shared members without asking for the case:
/// <code>
///   abstract record Event(DateTimeOffset At)    click: Clicked(At, string Url)    buy: Bought(At, int Cents)
///
///   kind Enum8('click' = 0, 'buy' = 1) | at DateTime64 | clicked Tuple(__set Bool, url String) | bought Tuple(__set Bool, cents Int32)
///   JSON {"kind":"click","at":"...","url":"..."}          Avro union of the records Clicked and Bought, each with all members
/// </code>
/// </summary>
/// <param name="Discriminator">Its name in JSON.</param>
/// <param name="Cases">In declared order, which is that of Avro's branches.</param>
public sealed record HierarchyModel(string Discriminator, EquatableArray<HierarchyCase> Cases);

/// <param name="Tag">Value of the discriminator in JSON and ClickHouse.</param>
/// <param name="IsNumber">JSON has it without quotes.</param>
/// <param name="IsExact">A type derived from it would match as well: compare types, not only cast.</param>
/// <param name="Own">The type with what it has for itself.</param>
public sealed record HierarchyCase(string Tag, bool IsNumber, bool IsExact, RecordModel Own)
{
    /// <summary>The type with all its members, the shared ones first.</summary>
    public RecordModel Whole => Own with { Case = null, Fields = Own.Case!.Shared.Concat(Own.Fields).ToEquatableArray() };
}

/// <param name="Base">The base, fully qualified.</param>
/// <param name="Shared">The members that lie beside the discriminator.</param>
public sealed record CaseModel(string Base, EquatableArray<FieldModel> Shared);
