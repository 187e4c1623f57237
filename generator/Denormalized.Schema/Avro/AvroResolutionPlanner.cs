namespace Denormalized.Schema;

/// <summary>The rules of schema resolution; the tests list them by number.</summary>
internal sealed class AvroResolutionPlanner
{
    private readonly Dictionary<(AvroSchema Writer, AvroSchema Reader), RecordResolution> _records = [];
    private readonly List<AvroConflict> _conflicts = [];
    private int _branches;

    public IReadOnlyList<AvroConflict> Conflicts => _conflicts;

    public AvroResolution Resolve(AvroSchema writer, AvroSchema reader, string path)
    {
        if (writer is AvroUnion union)
        {
            return WriterUnion(union, reader, path);
        }

        if (reader is AvroUnion choices)
        {
            int branch = FirstMatch(writer, choices);
            return branch >= 0
                ? new ReaderUnionResolution(branch, Resolve(writer, choices.Branches[branch], path))
                : Conflict(AvroConflictKind.Branch, path, $"the reader's union {Words(choices)} has no branch for the writer's {writer}; add one");
        }

        return (writer, reader) switch
        {
            (AvroArray w, AvroArray r) => new BlocksResolution(false, w.Items, Resolve(w.Items, r.Items, path + "[]")),
            (AvroMap w, AvroMap r) => new BlocksResolution(true, w.Values, Resolve(w.Values, r.Values, path + "{}")),
            (AvroNamed w, AvroNamed r) when w.Kind == r.Kind => Named(w, r, path),
            _ => Primitive(writer, reader, path),
        };
    }

    /// <summary>Each branch as a writer's schema of its own; which one is met, the data says.</summary>
    private WriterUnionResolution WriterUnion(AvroUnion writer, AvroSchema reader, string path)
    {
        _branches++;
        AvroResolution[] branches = writer.Branches.Select(b => Resolve(b, reader, path)).ToArray();
        _branches--;
        return new WriterUnionResolution(branches);
    }

    private AvroResolution Named(AvroNamed writer, AvroNamed reader, string path)
    {
        path = path.Length == 0 ? reader.Name.Name : path;
        if (!NamesMatch(writer, reader))
        {
            return Conflict(AvroConflictKind.Name, path, $"the writer's {writer.Name} is not the reader's {reader.Name}; name it as an alias of the reader's");
        }

        return (writer, reader) switch
        {
            (AvroRecord w, AvroRecord r) => Record(w, r, path),
            (AvroEnum w, AvroEnum r) => Enum(w, r, path),
            (AvroFixed w, AvroFixed r) when w.Size != r.Size =>
                Conflict(AvroConflictKind.FixedSize, path, $"the writer's {writer.Name} has {w.Size} bytes, the reader's {r.Size}"),
            _ => Same(writer, reader, path),
        };
    }

    /// <summary>Field by field; that the records match is settled.</summary>
    public RecordResolution Record(AvroRecord writer, AvroRecord reader, string path)
    {
        if (_records.TryGetValue((writer, reader), out RecordResolution? known))
        {
            return known;
        }

        var record = new RecordResolution(writer);
        _records.Add((writer, reader), record);
        record.Fields = reader.Fields.Select(f => Field(writer, f, path + "." + f.Name)).ToArray();
        return record;
    }

    private FieldResolution Field(AvroRecord writer, AvroField reader, string path)
    {
        int index = IndexOf(writer, reader);
        if (index >= 0)
        {
            return new FieldResolution(index, Resolve(writer.Fields[index].Type, reader.Type, path), []);
        }

        if (reader.Default is not null)
        {
            return new FieldResolution(-1, null, AvroDefault.Encode(reader.Type, reader.Default, reader.Name));
        }

        return new FieldResolution(-1, Conflict(AvroConflictKind.MissingField, path, "the writer has no such field and the reader no default; give it one"), []);
    }

    /// <summary>By name, else by the first of the reader's aliases that the writer has.</summary>
    private static int IndexOf(AvroRecord writer, AvroField reader)
    {
        List<string> names = writer.Fields.Select(f => f.Name).ToList();
        int index = names.IndexOf(reader.Name);
        return index >= 0 ? index : reader.Aliases.Select(a => names.IndexOf(a)).Where(i => i >= 0).DefaultIfEmpty(-1).First();
    }

    private EnumResolution Enum(AvroEnum writer, AvroEnum reader, string path)
    {
        List<string> known = reader.Symbols.ToList();
        int fallback = reader.Default is null ? -1 : known.IndexOf(reader.Default);
        int[] symbols = writer.Symbols.Select(s => known.IndexOf(s) is >= 0 and var i ? i : fallback).ToArray();
        string[] missing = writer.Symbols.Where((_, i) => symbols[i] < 0).ToArray();
        return new EnumResolution(symbols, missing.Length == 0 ? null : Report(
            AvroConflictKind.Symbol,
            path,
            $"the reader's {reader.Name} has no {string.Join(", ", missing)} and no default; add the symbol or a default",
            isConditional: true));
    }

    private AvroResolution Primitive(AvroSchema writer, AvroSchema reader, string path)
    {
        if (!KindsMatch(writer.Kind, reader.Kind))
        {
            return Conflict(AvroConflictKind.Type, path, $"the writer's {writer} cannot be read as {reader}");
        }

        if (writer.Logical is { } w && reader.Logical is { } r && w.CountsAs(r) && w.SecondDigits != r.SecondDigits)
        {
            return new UnitResolution(w.SecondDigits!.Value, r.SecondDigits!.Value, reader.Kind == AvroKind.Int);
        }

        bool floating = reader.Kind is AvroKind.Float or AvroKind.Double && writer.Kind != reader.Kind;
        return floating ? new PromotionResolution(writer.Kind, reader.Kind) : Same(writer, reader, path);
    }

    private AvroResolution Same(AvroSchema writer, AvroSchema reader, string path) => ScalesMatch(writer, reader)
        ? new SameResolution(writer)
        : Conflict(AvroConflictKind.Scale, path, $"the writer's decimal has scale {writer.Logical!.Scale}, the reader's {reader.Logical!.Scale}");

    /// <summary>
    /// The branch of the very same type, else the first that the specification's rules match: a long must not become the
    /// float of ["float", "long"]. Apache's Java and C# do the same.
    /// </summary>
    private static int FirstMatch(AvroSchema writer, AvroUnion reader)
    {
        for (int i = 0; i < reader.Branches.Count; i++)
        {
            if (IsSameType(writer, reader.Branches[i]))
            {
                return i;
            }
        }

        for (int i = 0; i < reader.Branches.Count; i++)
        {
            if (Matches(writer, reader.Branches[i]))
            {
                return i;
            }
        }

        return -1;
    }

    private static bool IsSameType(AvroSchema writer, AvroSchema reader) => (writer, reader) switch
    {
        (AvroNamed w, AvroNamed r) => w.Kind == r.Kind && w.Name == r.Name && Matches(w, r),
        (AvroArray or AvroMap, _) => Matches(writer, reader),
        _ => writer.Kind == reader.Kind,
    };

    /// <summary>The specification's "to match, one of the following must hold".</summary>
    private static bool Matches(AvroSchema writer, AvroSchema reader) => (writer, reader) switch
    {
        (AvroUnion, _) or (_, AvroUnion) => true,
        (AvroArray w, AvroArray r) => Matches(w.Items, r.Items),
        (AvroMap w, AvroMap r) => Matches(w.Values, r.Values),
        (AvroFixed w, AvroFixed r) => w.Size == r.Size && NamesMatch(w, r) && ScalesMatch(w, r),
        (AvroNamed w, AvroNamed r) => w.Kind == r.Kind && NamesMatch(w, r),
        _ => KindsMatch(writer.Kind, reader.Kind) && ScalesMatch(writer, reader),
    };

    private static bool ScalesMatch(AvroSchema writer, AvroSchema reader) =>
        writer.Logical is not { Kind: AvroLogicalKind.Decimal } w || reader.Logical is not { Kind: AvroLogicalKind.Decimal } r || w.Scale == r.Scale;

    private static bool NamesMatch(AvroNamed writer, AvroNamed reader) =>
        writer.Name.Name == reader.Name.Name || reader.Aliases.Contains(writer.Name.FullName);

    private static bool KindsMatch(AvroKind writer, AvroKind reader) => (writer, reader) switch
    {
        (AvroKind.Int, AvroKind.Long or AvroKind.Float or AvroKind.Double) => true,
        (AvroKind.Long, AvroKind.Float or AvroKind.Double) => true,
        (AvroKind.Float, AvroKind.Double) => true,
        (AvroKind.String, AvroKind.Bytes) or (AvroKind.Bytes, AvroKind.String) => true,
        _ => writer == reader && writer <= AvroKind.String,
    };

    private ConflictResolution Conflict(AvroConflictKind kind, string path, string message) => new(Report(kind, path, message, _branches > 0));

    private AvroConflict Report(AvroConflictKind kind, string path, string message, bool isConditional)
    {
        var conflict = new AvroConflict(kind, path, message, isConditional);
        _conflicts.Add(conflict);
        return conflict;
    }

    private static string Words(AvroUnion union) => "[" + string.Join(", ", union.Branches) + "]";
}
