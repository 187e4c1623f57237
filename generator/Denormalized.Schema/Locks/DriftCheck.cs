namespace Denormalized.Schema;

/// <summary>Judges each change of a stream since its last version.</summary>
internal sealed class DriftCheck(StreamLock @lock, LockVersion head, StreamShape shape, bool isInParquet)
{
    private readonly IReadOnlyList<FieldChange> _changes = FieldChange.Between(head.Shape, shape);
    private readonly List<DriftFinding> _findings = [];

    public IReadOnlyList<DriftFinding> Run()
    {
        CheckStream();
        CheckAvro();
        foreach (FieldChange change in _changes)
        {
            CheckNames(change);
            CheckUnit(change);
        }

        CheckColumns();
        CheckKeys();
        CheckParquet();
        _findings.AddRange(_changes.Where(c => c.Breaks.Count > 0).Select(c => new DriftFinding(c.Kind, PathOf(c), c.Any.Path, c.What, c.Breaks.ToEquatableArray()) { Former = c.Before?.Path ?? "" }));
        if (_findings.Count == 0)
        {
            string[] what = _changes.Select(c => $"'{c.Any.Path}' {c.What}").DefaultIfEmpty("its table or Avro schema").ToArray();
            _findings.Add(new DriftFinding(DriftKind.Pending, "", @lock.Stream, $"has changed since version {head.ShortId} of its lock, and breaks nothing: {string.Join(", ", what)}", default));
        }

        return _findings;
    }

    private static string PathOf(FieldChange change) => change.After?.Path ?? change.Before!.Parent;

    private void CheckStream()
    {
        if (head.Shape.Topic != shape.Topic)
        {
            Stream($"reads topic '{shape.Topic}', which was '{head.Shape.Topic}'", "messages in the old topic are not read any more");
        }

        if (head.Shape.Table.Name != shape.Table.Name)
        {
            Stream($"has table '{shape.Table.Name}', which was '{head.Shape.Table.Name}'", "rows in the old table are not found any more; RENAME TABLE moves them");
        }

        if (head.Shape.Table.Engine != shape.Table.Engine)
        {
            Stream($"has engine {shape.Table.Engine}, which was {head.Shape.Table.Engine}", "ClickHouse cannot change the engine of a table: it needs a new one");
        }
    }

    private void Stream(string what, params string[] breaks)
        => _findings.Add(new DriftFinding(DriftKind.StreamChanged, "", @lock.Stream, what, breaks.ToEquatableArray()));

    /// <summary>The specification's resolution in each direction that the mode asks for; what it refuses is laid at the field that changed.</summary>
    private void CheckAvro()
    {
        IReadOnlyList<LockVersion> living = @lock.Living;
        AvroSchema next = AvroSchema.Parse(shape.AvroSchema, AvroParsing.Lenient);
        foreach (CompatibilityConflict conflict in AvroCompatibility.Check(next, living.Select(v => v.Avro).ToArray(), @lock.Mode))
        {
            LockVersion version = living[conflict.Version];
            string breaks = (conflict.IsBackward ? $"what version {version.ShortId} wrote cannot be read" : $"readers of version {version.ShortId} cannot read it")
                + $" ({CompatibilityNames.Of(@lock.Mode)}: {conflict.Conflict.Message})";
            string path = conflict.Conflict.FieldPath;
            FieldChange? change = _changes
                .Where(c => Concerns(path, c.Before) || Concerns(path, c.After))
                .OrderByDescending(c => c.Any.Path.Length)
                .FirstOrDefault();
            if (change is not null)
            {
                change.Breaks.Add(breaks);
                continue;
            }

            bool isName = conflict.Conflict.Kind == AvroConflictKind.Name && path.Length == 0;
            string at = shape.Fields.Any(f => f.Path == path) ? path : "";
            _findings.Add(new DriftFinding(
                isName ? DriftKind.StreamChanged : DriftKind.Incompatible, at, path.Length == 0 ? @lock.Stream : path, isName ? "has another name in Avro" : "does not fit an older version", new([breaks])));
        }
    }

    private static bool Concerns(string path, ShapeField? field) => field is not null && (path == field.Path || FieldChange.IsWithin(path, field.Path));

    private void CheckNames(FieldChange change)
    {
        if (change is not { Before: { } before, After: { } after } || change.Kind != DriftKind.Renamed)
        {
            return;
        }

        if (change.IsGuess)
        {
            change.Breaks.Add($"what was written as '{before.Name}' would be read as nothing: keep it, or say [Name(\"{before.Name}\")] "
                + $"to keep the name, or [Alias(\"{before.Name}\")] to rename it");
        }
        else if (before.JsonName != after.JsonName && !after.Aliases.Contains(before.JsonName) && @lock.Mode != CompatibilityMode.None)
        {
            change.Breaks.Add($"JSON has it as '{before.JsonName}'");
        }
    }

    /// <summary>The same type with another meaning of its numbers, which no schema of JSON or Avro shows to other readers.</summary>
    private void CheckUnit(FieldChange change)
    {
        if (change is not { Before: { } before, After: { } after } || @lock.Mode == CompatibilityMode.None)
        {
            return;
        }

        if (before.JsonForm != after.JsonForm)
        {
            string form = before.JsonForm.Length > 0 ? before.JsonForm : "the usual form";
            change.Breaks.Add($"in JSON, version {head.ShortId} has it as {form}");
        }

        if (AvroMeaning.Lost(before.Type, after.Type) is { } lost)
        {
            change.Breaks.Add(lost);
        }
    }

    private void CheckColumns()
    {
        foreach (ColumnShape to in shape.Table.Columns)
        {
            FieldChange? whole = _changes.FirstOrDefault(c => c is { After: { Parent: "" } after } && after.ColumnName == to.Name);
            FieldChange? cause = whole ?? _changes.FirstOrDefault(c => ColumnOf(c.Any.Path) == to.Name);
            string former = whole?.Before?.ColumnName ?? to.Name;
            ColumnShape? from = head.Shape.Table.Columns.FirstOrDefault(c => c.Name == former);
            if (from is null || whole is { Before: null } or { IsGuess: true })
            {
                continue; // ADD COLUMN
            }

            ColumnChange column = ColumnChange.Of(from.Type, to.Type, IsKey(head.Shape.Table, from.Name));
            if (column.IsBreaking)
            {
                string breaks = $"ClickHouse cannot turn {from.Type} into {to.Type} {(column.Cost == ColumnChangeCost.Impossible ? "in place" : "without loss")}: {column.Reason}";
                string path = shape.Fields.FirstOrDefault(f => f.Parent.Length == 0 && f.ColumnName == to.Name)?.Path ?? "";
                Lay(cause, breaks, DriftKind.TypeChanged, "has another column type", path);
            }
        }
    }

    /// <summary>Files that older versions wrote are old data; what is said to break already is not said again.</summary>
    private void CheckParquet()
    {
        if (!isInParquet || !AvroCompatibility.IsBackward(@lock.Mode))
        {
            return;
        }

        IReadOnlyList<LockVersion> living = @lock.Living;
        foreach (ColumnShape column in shape.Table.Columns)
        {
            ShapeField? field = shape.Fields.FirstOrDefault(f => f.Parent.Length == 0 && f.ColumnName == column.Name);
            bool isSaid = _changes.Any(c => c.Breaks.Count > 0 && ColumnOf(c.Any.Path) == column.Name);
            foreach (LockVersion version in living.Skip(AvroCompatibility.IsTransitive(@lock.Mode) ? 0 : living.Count - 1))
            {
                string? from = version.Shape.Table.Columns.FirstOrDefault(c => c.Name == column.Name)?.Type;
                if (!isSaid && field is not null && ParquetChange.Refused(from, column.Type) is { } reason)
                {
                    string what = from is null ? "has no column in older files" : "has another column than older files";
                    _findings.Add(new DriftFinding(DriftKind.ParquetFiles, field.Path, field.Path, what, new([$"Parquet files of version {version.ShortId} cannot be read: {reason}"])) { Former = from is null ? "" : field.Path });
                    break;
                }
            }
        }
    }

    /// <summary>The column that holds what is at a path; empty where there is none.</summary>
    private string ColumnOf(string path)
    {
        int end = path.IndexOfAny(['.', '[', '{']);
        string root = end < 0 ? path : path.Substring(0, end);
        return shape.Fields.FirstOrDefault(f => f.Path == root)?.ColumnName ?? "";
    }

    /// <summary>At the field that changed, else where the path says.</summary>
    private void Lay(FieldChange? cause, string breaks, DriftKind kind, string what, string path = "")
    {
        if (cause is not null)
        {
            cause.Breaks.Add(breaks);
        }
        else
        {
            _findings.Add(new DriftFinding(kind, path, path.Length > 0 ? path : @lock.Stream, what, new([breaks])));
        }
    }

    private static bool IsKey(TableShape table, string column)
        => new[] { table.Engine, table.OrderBy, table.PartitionBy, table.Ttl }.Any(k => k.Contains(ClickHouseText.Identifier(column)));

    private void CheckKeys()
    {
        TableShape before = head.Shape.Table;
        TableShape after = shape.Table;
        string? what = before.OrderBy != after.OrderBy ? $"ORDER BY {before.OrderBy} became {after.OrderBy}"
            : before.PartitionBy != after.PartitionBy ? $"PARTITION BY {Text(before.PartitionBy)} became {Text(after.PartitionBy)}"
            : null;
        if (what is null)
        {
            return;
        }

        string breaks = $"{what}: ClickHouse cannot change that in place, it needs a new table and a copy";
        FieldChange? cause = _changes.FirstOrDefault(c => c.Kind == DriftKind.KeyChanged)
            ?? _changes.FirstOrDefault(c => (c.Before is { } b && IsKey(before, b.ColumnName)) || (c.After is { } a && IsKey(after, a.ColumnName)));
        Lay(cause, breaks, DriftKind.KeyChanged, "has another key");
    }

    private static string Text(string expression) => expression.Length == 0 ? "nothing" : expression;
}
