namespace Denormalized.Schema;

/// <summary>From the table that is there to the table that is wanted.</summary>
public sealed class MigrationPlanner
{
    private readonly TableState _from;
    private readonly TableState _to;
    private readonly MigrationOptions _options;
    private readonly string _onCluster;
    private readonly string _alter;
    private readonly List<ColumnPair> _pairs;
    private readonly List<MigrationStep> _steps = [];
    private readonly List<string> _impossible = [];

    private MigrationPlanner(TableState from, TableState to, MigrationOptions options)
    {
        _from = from;
        _to = to;
        _options = options;
        _onCluster = OnCluster(options.Cluster);
        _alter = $"ALTER TABLE {ClickHouseText.Identifier(from.Name)}{_onCluster} ";
        _pairs = to.Columns.Select(c => new ColumnPair(c, FormerOf(c))).ToList();
    }

    /// <summary>The steps from one state to the other.</summary>
    /// <param name="from">The table as it is; null where there is none.</param>
    /// <param name="to">As it should be.</param>
    /// <param name="createTable">The statement that makes it.</param>
    /// <param name="options">What may be done.</param>
    public static MigrationPlan Plan(TableState? from, TableState to, string createTable, MigrationOptions? options = null)
    {
        options ??= new MigrationOptions();
        if (from is null)
        {
            string sql = options.Cluster is { } cluster ? TablePlan.OnCluster(createTable, cluster) : createTable;
            var create = new MigrationStep(MigrationAction.CreateTable, to.Name, "there is no such table", MigrationCost.Metadata, new([sql]));
            return new MigrationPlan(to.Name, new([create]), default, default);
        }

        return new MigrationPlanner(from, to, options).Run();
    }

    public static string OnCluster(string? cluster) => cluster is null ? "" : " ON CLUSTER " + ClickHouseText.Identifier(cluster);

    private MigrationPlan Run()
    {
        if (!_from.Engine.Contains("MergeTree"))
        {
            string remedy = _from.Engine.StartsWith("Distributed", StringComparison.Ordinal) ? "change the tables on the shards that it stands over" : "change it by hand";
            return new MigrationPlan(_from.Name, default, default, new([$"its engine is {_from.Engine}, which holds no rows as a MergeTree does: {remedy}"]));
        }

        string[] reasons = [.. CopyReasons()];
        if (reasons.Length > 0)
        {
            PlanCopy(reasons);
        }
        else
        {
            PlanRenames();
            PlanColumns();
            PlanDetails();
            PlanTable();
            PlanDrops();
        }

        string[] kept = _options.DropColumns ? [] : [.. Unknown.Select(c => c.Name)];
        return new MigrationPlan(_from.Name, _steps.ToEquatableArray(), kept.ToEquatableArray(), _impossible.ToEquatableArray());
    }

    /// <summary>Columns with stored values that the record does not have; those that the server computes are somebody's own.</summary>
    private IEnumerable<ColumnState> Unknown => _from.Columns.Where(c => c.IsStored && _pairs.All(p => p.From?.Name != c.Name));

    private ColumnState? FormerOf(ColumnState column) => _from.Find(column.Name)
        ?? (_options.FormerNames.TryGetValue(column.Name, out IReadOnlyList<string>? names)
            ? names.Where(n => _to.Find(n) is null).Select(_from.Find).FirstOrDefault(c => c is not null)
            : null);

    private Dictionary<string, string> Renames => _pairs.Where(p => p.From is not null && p.From.Name != p.To.Name).ToDictionary(p => p.From!.Name, p => p.To.Name);

    private IEnumerable<string> CopyReasons()
    {
        if (SqlExpression.Normal(_from.Engine) != SqlExpression.Normal(_to.Engine) && SqlExpression.Rename(_from.Engine, Renames) != SqlExpression.Normal(_to.Engine))
        {
            yield return $"the engine {_from.Engine} becomes {SqlExpression.Normal(_to.Engine)}, which ALTER cannot change";
        }

        if (SqlExpression.Normal(_from.PartitionBy) != SqlExpression.Normal(_to.PartitionBy))
        {
            yield return $"PARTITION BY {Text(_from.PartitionBy)} becomes {Text(_to.PartitionBy)}, which ALTER cannot change";
        }

        if (SqlExpression.Normal(_from.OrderBy) != SqlExpression.Normal(_to.OrderBy) && AppendedKeys is null)
        {
            yield return $"ORDER BY {SqlExpression.Normal(_from.OrderBy)} becomes {SqlExpression.Normal(_to.OrderBy)}: the files are in the old order";
        }

        foreach (ColumnPair pair in _pairs)
        {
            if (!pair.IsCopied)
            {
                continue;
            }

            ColumnState from = pair.From!;
            ColumnChange change = ColumnChange.Of(from.Type, pair.To.Type, _from.IsKey(from.Name));
            if (change.IsBreaking)
            {
                yield return $"{from.Name} {from.Type} becomes {pair.To.Type}, which ALTER cannot do {(change.Cost == ColumnChangeCost.Lossy ? "without loss" : "at all")}: {change.Reason}";
            }
            else if (from.Name != pair.To.Name && new[] { _from.OrderBy, _from.PartitionBy, _from.Engine }.Any(e => SqlExpression.NamesIn(e).Contains(from.Name)))
            {
                yield return $"{from.Name} is part of a key and becomes {pair.To.Name}: ClickHouse cannot rename it in place";
            }
        }
    }

    /// <summary>New columns that only come behind the key that is there: the one change of a key that ALTER can do.</summary>
    private ColumnPair[]? AppendedKeys
    {
        get
        {
            IReadOnlyList<string> before = SqlExpression.PartsOf(_from.OrderBy);
            IReadOnlyList<string> after = SqlExpression.PartsOf(_to.OrderBy);
            ColumnPair[] appended = [.. after.Skip(before.Count).SelectMany(k => _pairs.Where(p => p.From is null && ClickHouseText.Element(p.To.Name) == k))];
            return before.Count > 0 && appended.Length > 0 && appended.Length == after.Count - before.Count && after.Take(before.Count).SequenceEqual(before) ? appended : null;
        }
    }

    /// <summary>How one table's rows become another's, whether that is needed or not.</summary>
    public static TableCopy Copy(TableState from, TableState to, MigrationOptions options) => new MigrationPlanner(from, to, options).Copy(out _);

    private TableCopy Copy(out List<ColumnPair> pairs)
    {
        IEnumerable<ColumnState> others = _options.DropColumns ? _from.Columns.Where(c => !c.IsStored) : _from.Columns;
        ColumnState[] own = [.. others.Where(c => _pairs.All(p => p.From?.Name != c.Name && p.To.Name != c.Name))];
        TableState target = _to with
        {
            Columns = _to.Columns.Concat(own).ToEquatableArray(),
            Extras = _from.Extras,
            IsReplicated = _from.IsReplicated || _options.Cluster is not null,
        };
        pairs = [.. _pairs, .. own.Where(c => c.IsStored).Select(c => new ColumnPair(c, c))];
        return new TableCopy(_from, target, pairs, _onCluster);
    }

    private void PlanCopy(string[] reasons)
    {
        if (_from.Comment == TableCopy.Mark)
        {
            PlanComment(); // or what the swap leaves would be taken for a copy that was not finished
        }

        TableCopy copy = Copy(out List<ColumnPair> pairs);
        string[] emptied = [.. pairs.Where(p => p.IsCopied && ColumnConversion.Of(p.From!.Name, p.From.Type, p.To.Type).Expression is null).Select(p => p.To.Name)];
        string[] dropped = _options.DropColumns ? [.. Unknown.Select(c => c.Name)] : [];
        List<string> lost = [.. emptied.Select(e => $"{e} begins empty"), .. dropped.Select(d => $"{d} is dropped"), .. ShorterRetention()];
        _steps.Add(new MigrationStep(MigrationAction.CopyTable, _from.Name, string.Join("; ", reasons), MigrationCost.CopyTable, copy.Statements(TableCopy.NewName(_from.Name, "x")).ToEquatableArray())
        {
            Loss = lost.Count > 0 ? MigrationLoss.Certain : copy.Doubtful.Count > 0 ? MigrationLoss.Checked : MigrationLoss.None,
            Lost = lost.Count > 0 ? string.Join(", ", lost) : copy.Doubtful.Count > 0 ? "values of " + string.Join(", ", copy.Doubtful) : "",
            Copy = copy,
        });
        PlanViews();
    }

    private void PlanRenames()
    {
        foreach (KeyValuePair<string, string> rename in Renames)
        {
            Add(MigrationAction.RenameColumn, rename.Value, $"'{rename.Value}' is another name for '{rename.Key}'", MigrationCost.Metadata,
                $"RENAME COLUMN {ClickHouseText.Identifier(rename.Key)} TO {ClickHouseText.Identifier(rename.Value)}");
        }

        PlanViews();
    }

    /// <summary>
    /// A view reads a renamed column by its new name, and shows it under the old one: the table that it fills stays as it is.
    /// Former names count too: a run before may have died between the rename and the view.
    /// </summary>
    private void PlanViews()
    {
        Dictionary<string, string> renames = Renames;
        foreach (ColumnState column in _to.Columns.Where(c => _options.FormerNames.ContainsKey(c.Name)))
        {
            foreach (string former in _options.FormerNames[column.Name].Where(f => _from.Find(f) is null))
            {
                renames[former] = column.Name;
            }
        }

        foreach (TableView view in _from.Views)
        {
            List<SqlToken> tokens = SqlToken.Read(view.Query);
            string[] aliases =
            [
                .. renames.Where(r => tokens.Any(t => t.IsName && t.Text == r.Key) && !HasAlias(tokens, r.Key))
                    .Select(r => $"{ClickHouseText.Identifier(r.Value)} AS {ClickHouseText.Identifier(r.Key)}"),
            ];
            if (aliases.Length == 0)
            {
                continue;
            }

            const string With = "WITH ";
            string query = view.Query.StartsWith(With, StringComparison.OrdinalIgnoreCase)
                ? $"{With}{string.Join(", ", aliases)}, {view.Query.Substring(With.Length)}"
                : $"{With}{string.Join(", ", aliases)} {view.Query}";
            string sql = $"ALTER TABLE {ClickHouseText.Identifier(view.Database)}.{ClickHouseText.Identifier(view.Name)}{_onCluster} MODIFY QUERY {query}";
            _steps.Add(new MigrationStep(
                MigrationAction.ModifyView, view.Name, "the view reads a column that is renamed; until it is changed too, inserts fail", MigrationCost.Metadata, new([sql])));
        }
    }

    private static bool HasAlias(List<SqlToken> tokens, string name)
        => tokens.Where((t, i) => t.IsName && t.Text == name && i > 0 && tokens[i - 1].Is("AS")).Any();

    private void PlanColumns()
    {
        ColumnPair[] appended = AppendedKeys ?? [];
        if (appended.Length > 0)
        {
            string add = string.Join(", ", appended.Select(AddColumn));
            Add(MigrationAction.ExtendKey, _from.Name, "new columns come behind the sorting key, which changes no file", MigrationCost.Metadata, $"{add}, MODIFY ORDER BY {_to.OrderBy}");
        }

        foreach (ColumnPair pair in _pairs.Where(p => p.From is null && !appended.Contains(p)))
        {
            Add(MigrationAction.AddColumn, pair.To.Name, $"'{pair.To.Name}' is new; rows that are there have {(pair.To.Type.StartsWith("Nullable", StringComparison.Ordinal) ? "null" : "the type's default")}", MigrationCost.Metadata, AddColumn(pair));
        }

        // What touches no data first.
        foreach ((ColumnPair pair, ColumnChange change) in _pairs
            .Where(p => p.IsCopied)
            .Select(p => (Pair: p, Change: ColumnChange.Of(p.From!.Type, p.To.Type, _from.IsKey(p.From.Name))))
            .Where(c => c.Change.Cost != ColumnChangeCost.None)
            .OrderBy(c => c.Change.Cost))
        {
            MigrationCost cost = change.Cost == ColumnChangeCost.Metadata ? MigrationCost.Metadata : MigrationCost.RewriteColumns;
            Add(MigrationAction.ModifyColumn, pair.To.Name, $"{pair.From!.Type} becomes {pair.To.Type}: {change.Reason}", cost, $"MODIFY COLUMN {ClickHouseText.Identifier(pair.To.Name)} {pair.To.Type}");
        }

        foreach (ColumnPair pair in _pairs.Where(p => p.From is not null && !p.To.IsStored && !IsComputedAlike(p)))
        {
            Add(MigrationAction.ModifyColumn, pair.To.Name, $"'{pair.To.Name}' is computed in another way, for rows from now on", MigrationCost.Metadata,
                $"MODIFY COLUMN {ClickHouseText.Identifier(pair.To.Name)} {pair.To.Type} {pair.To.DefaultKind} {pair.To.DefaultExpression}");
        }

        foreach (ColumnPair pair in _pairs.Where(p => p.From is { IsStored: false } && p.To.IsStored))
        {
            string column = ClickHouseText.Identifier(pair.To.Name);
            Add(MigrationAction.ModifyColumn, pair.To.Name, $"the server computes it ({pair.From!.DefaultKind}), so nothing can be stored in it", MigrationCost.RewriteColumns,
                $"MODIFY COLUMN {column} REMOVE {pair.From.DefaultKind}, MODIFY COLUMN {column} {pair.To.Type}");
        }
    }

    private static bool IsComputedAlike(ColumnPair pair)
        => pair.From!.DefaultKind == pair.To.DefaultKind && pair.From.Type == pair.To.Type
            && SqlExpression.Normal(pair.From.DefaultExpression) == SqlExpression.Normal(pair.To.DefaultExpression);

    private string AddColumn(ColumnPair pair)
    {
        int at = _pairs.IndexOf(pair);
        string after = at > 0 ? " AFTER " + ClickHouseText.Identifier(_pairs[at - 1].To.Name) : " FIRST";
        return $"ADD COLUMN IF NOT EXISTS {pair.To.Declaration}{after}";
    }

    private void PlanDetails()
    {
        if (_from.IsPartial)
        {
            return;
        }

        foreach (ColumnPair pair in _pairs.Where(p => p.From is not null))
        {
            string column = ClickHouseText.Identifier(pair.To.Name);
            if (Codec(pair.From!.Codec) != Codec(pair.To.Codec))
            {
                Add(MigrationAction.ModifyCodec, pair.To.Name, $"codec {Text(pair.From.Codec)} becomes {Text(pair.To.Codec)}, for rows from now on", MigrationCost.Metadata,
                    $"MODIFY COLUMN {column} {(pair.To.Codec.Length > 0 ? pair.To.Codec : "REMOVE CODEC")}");
            }

            if (pair.From.Comment != pair.To.Comment)
            {
                Add(MigrationAction.CommentColumn, pair.To.Name, "the summary of the member changed", MigrationCost.Metadata, $"COMMENT COLUMN {column} {ClickHouseText.Literal(pair.To.Comment)}");
            }
        }
    }

    private void PlanTable()
    {
        TableSetting[] settings = _from.IsPartial ? [] : [.. _to.Settings.Where(s => !_from.Settings.Contains(s))];
        if (settings.Length > 0)
        {
            Add(MigrationAction.ModifySetting, _from.Name, "the record's table has other settings", MigrationCost.Metadata, "MODIFY SETTING " + string.Join(", ", settings.Select(s => $"{s.Name} = {s.Value}")));
        }

        if (!_from.IsPartial && _from.Comment != _to.Comment)
        {
            PlanComment();
        }

        if (TtlNow == SqlExpression.Normal(_to.Ttl))
        {
            return;
        }

        string[] lost = [.. ShorterRetention()];
        Add(MigrationAction.ModifyTtl, _from.Name, $"TTL {Text(_from.Ttl)} becomes {Text(_to.Ttl)}", MigrationCost.Metadata, _to.Ttl.Length > 0 ? "MODIFY TTL " + _to.Ttl : "REMOVE TTL");
        _steps[_steps.Count - 1] = _steps[_steps.Count - 1] with { Loss = lost.Length > 0 ? MigrationLoss.Certain : MigrationLoss.None, Lost = string.Join(", ", lost) };
    }

    private void PlanComment() => Add(MigrationAction.CommentTable, _from.Name,
        _from.Comment == TableCopy.Mark ? "the copy is finished" : "the summary of the record changed", MigrationCost.Metadata, $"MODIFY COMMENT {ClickHouseText.Literal(_to.Comment)}");

    /// <summary>The TTL of the table after columns are renamed, which it follows by itself.</summary>
    private string TtlNow => SqlExpression.Normal(SqlExpression.Rename(_from.Ttl, Renames));

    /// <summary>Rows that were to stay go.</summary>
    private IEnumerable<string> ShorterRetention()
    {
        if (_to.Ttl.Length > 0 && TtlNow != SqlExpression.Normal(_to.Ttl)
            && (_from.Ttl.Length == 0 || DaysOf(_from.Ttl) is not { } before || DaysOf(_to.Ttl) is not { } after || after < before))
        {
            yield return $"rows that TTL {SqlExpression.Normal(_to.Ttl)} has expired";
        }
    }

    /// <summary>Days of a TTL as [Retention] makes them; null for any other.</summary>
    private static int? DaysOf(string ttl)
    {
        const string Interval = "toIntervalDay(";
        string text = SqlExpression.Normal(ttl);
        int at = text.IndexOf(Interval, StringComparison.Ordinal);
        return at > 0 && text.EndsWith(")", StringComparison.Ordinal) && int.TryParse(text.Substring(at + Interval.Length, text.Length - at - Interval.Length - 1), out int days) ? days : null;
    }

    private void PlanDrops()
    {
        foreach (ColumnState column in _options.DropColumns ? Unknown : [])
        {
            if (_from.IsKey(column.Name))
            {
                _impossible.Add($"'{column.Name}' cannot be dropped: it is part of a key");
                continue;
            }

            Add(MigrationAction.DropColumn, column.Name, $"the record has no '{column.Name}'", MigrationCost.Metadata, $"DROP COLUMN IF EXISTS {ClickHouseText.Identifier(column.Name)}");
            _steps[_steps.Count - 1] = _steps[_steps.Count - 1] with { Loss = MigrationLoss.Certain, Lost = $"the values of {column.Name}" };
        }
    }

    private void Add(MigrationAction action, string subject, string reason, MigrationCost cost, string what)
        => _steps.Add(new MigrationStep(action, subject, reason, cost, new([_alter + what])));

    /// <summary>Without what the server derives from the type: <c>Delta(8)</c> is <c>Delta</c>.</summary>
    private static string Codec(string codec)
    {
        List<SqlToken> tokens = SqlToken.Read(codec);
        for (int i = 0; i + 3 < tokens.Count; i++)
        {
            if (tokens[i].Text is "Delta" or "DoubleDelta" or "Gorilla" or "FPC" && tokens[i + 1].Is("("))
            {
                tokens.RemoveRange(i + 1, 3);
            }
        }

        return SqlToken.Print(tokens);
    }

    private static string Text(string expression) => expression.Length == 0 ? "nothing" : SqlExpression.Normal(expression);
}
