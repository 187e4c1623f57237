namespace Denormalized.Schema;

/// <summary>What a new version of a schema must get along with; the seven modes of Confluent's schema registry.</summary>
public enum CompatibilityMode
{
    /// <summary>Anything goes.</summary>
    None,

    /// <summary>Readers with the new schema read what the last version wrote: update the readers first.</summary>
    Backward,

    /// <summary>Readers with the new schema read what any version wrote.</summary>
    BackwardTransitive,

    /// <summary>Readers with the last version read what the new schema writes: update the writers first.</summary>
    Forward,

    /// <summary>Readers with any version read what the new schema writes.</summary>
    ForwardTransitive,

    /// <summary>Both ways with the last version.</summary>
    Full,

    /// <summary>Both ways with every version.</summary>
    FullTransitive,
}
