namespace Denormalized.Tool.Migrate;

/// <summary>What the command line says about a migration.</summary>
internal sealed record MigrationSettings
{
    /// <summary>Statements run on all replicas of this cluster.</summary>
    public string? Cluster { get; init; }

    /// <summary>Steps that lose data are run.</summary>
    public bool AllowLoss { get; init; }

    /// <summary>Columns that the record does not have are dropped; that is data too.</summary>
    public bool DropColumns { get; init; }
}
