namespace Denormalized.Schema;

/// <summary>What a step does.</summary>
public enum MigrationAction
{
    CreateTable,
    RenameColumn,
    ModifyView,
    AddColumn,
    ExtendKey,
    ModifyColumn,
    ModifyCodec,
    CommentColumn,
    CommentTable,
    ModifySetting,
    ModifyTtl,
    CopyTable,
    DropColumn,
}

/// <summary>What a step costs the server.</summary>
public enum MigrationCost
{
    /// <summary>No data is touched.</summary>
    Metadata,

    /// <summary>The files of the column are written anew.</summary>
    RewriteColumns,

    /// <summary>Every row is written into a new table, and takes its place twice until the old one is dropped.</summary>
    CopyTable,
}

/// <summary>What a step does to data that is there.</summary>
public enum MigrationLoss
{
    None,

    /// <summary>Values may have no place in the new type: they are looked at before anything is done.</summary>
    Checked,

    /// <summary>Data goes.</summary>
    Certain,
}

/// <summary>A step on the way of a table to what its record wants.</summary>
/// <param name="Action">What it does.</param>
/// <param name="Subject">The column, the view, or the table.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="Cost">What it costs.</param>
/// <param name="Sql">The statements, in order.</param>
public sealed record MigrationStep(MigrationAction Action, string Subject, string Reason, MigrationCost Cost, EquatableArray<string> Sql)
{
    public MigrationLoss Loss { get; init; }

    /// <summary>What is lost; empty for nothing.</summary>
    public string Lost { get; init; } = "";

    /// <summary>How the table is copied, for that step.</summary>
    public TableCopy? Copy { get; init; }
}

/// <summary>The steps that bring a table to what its record wants, in the order in which they are safe.</summary>
/// <param name="Table">The table.</param>
/// <param name="Steps">The steps; none where the table is as it should be.</param>
/// <param name="Kept">Columns that the record does not have and that stay.</param>
/// <param name="Impossible">What nothing can be done about, with the remedy; the plan cannot be run then.</param>
public sealed record MigrationPlan(string Table, EquatableArray<MigrationStep> Steps, EquatableArray<string> Kept, EquatableArray<string> Impossible)
{
    /// <summary>The steps that lose data for sure.</summary>
    public IEnumerable<MigrationStep> Losing => Steps.Where(s => s.Loss == MigrationLoss.Certain);

    /// <summary>What the table holds, or for how long, is not what the record says; not only how it is compressed and described.</summary>
    public bool IsDrift => Impossible.Count > 0 || Steps.Any(s => s.Action
        is not (MigrationAction.ModifyCodec or MigrationAction.CommentColumn or MigrationAction.CommentTable or MigrationAction.ModifySetting));
}

/// <summary>What a plan may do.</summary>
public sealed record MigrationOptions
{
    /// <summary>Columns that the record does not have are dropped; else they stay.</summary>
    public bool DropColumns { get; init; }

    /// <summary>Name of the cluster on all of whose replicas the statements run.</summary>
    public string? Cluster { get; init; }

    /// <summary>What a column of the record was called before, by its name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> FormerNames { get; init; } = new Dictionary<string, IReadOnlyList<string>>();
}
