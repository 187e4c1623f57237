namespace Denormalized.Schema;

/// <summary>
/// How a value of one schema (the writer's) is read as a value of another (the reader's): schema resolution of Avro 1.12
/// as a tree. It is made once for a pair of schemas; what executes it only follows it. Recursive types make it a graph.
/// </summary>
public abstract class AvroResolution
{
    private protected AvroResolution()
    {
    }

    /// <param name="writer">The schema that the data was written with.</param>
    /// <param name="reader">The schema that it is read with.</param>
    /// <param name="conflicts">Every place where that fails; empty when all data of the writer can be read.</param>
    /// <param name="anyRootName">The outermost records belong together whatever their names: somebody said so.</param>
    public static AvroResolution Of(AvroSchema writer, AvroSchema reader, out IReadOnlyList<AvroConflict> conflicts, bool anyRootName = false)
    {
        var planner = new AvroResolutionPlanner();
        if (anyRootName && writer is AvroRecord writerRecord && reader is AvroRecord readerRecord)
        {
            RecordResolution record = planner.Record(writerRecord, readerRecord, readerRecord.Name.Name);
            conflicts = planner.Conflicts;
            return record;
        }

        AvroResolution resolution = planner.Resolve(writer, reader, "");
        conflicts = planner.Conflicts;
        return resolution;
    }
}

/// <summary>The same bytes: equal types, int to long, string to bytes and back.</summary>
public sealed class SameResolution(AvroSchema writer) : AvroResolution
{
    public AvroSchema Writer { get; } = writer;
}

/// <summary>int or long to float or double, float to double.</summary>
public sealed class PromotionResolution(AvroKind from, AvroKind to) : AvroResolution
{
    public AvroKind From { get; } = from;

    public AvroKind To { get; } = to;
}

/// <summary>A count of time in another unit; digits behind the second. Coarser units are floored, also before 1970.</summary>
public sealed class UnitResolution(int fromDigits, int toDigits, bool toInt) : AvroResolution
{
    public int FromDigits { get; } = fromDigits;

    public int ToDigits { get; } = toDigits;

    /// <summary>The reader has an int (time-millis), else a long.</summary>
    public bool ToInt { get; } = toInt;
}

public sealed class RecordResolution(AvroRecord writer) : AvroResolution
{
    public AvroRecord Writer { get; } = writer;

    /// <summary>One for each field of the reader, in its order.</summary>
    public IReadOnlyList<FieldResolution> Fields { get; internal set; } = [];
}

/// <summary>Where a field of the reader comes from: a field of the writer, or its default.</summary>
public sealed class FieldResolution(int writerIndex, AvroResolution? value, byte[] defaultBytes)
{
    /// <summary>-1 for a default.</summary>
    public int WriterIndex { get; } = writerIndex;

    public AvroResolution? Value { get; } = value;

    /// <summary>The default in binary encoding.</summary>
    public byte[] Default { get; } = defaultBytes;
}

public sealed class EnumResolution(IReadOnlyList<int> symbols, AvroConflict? unknown) : AvroResolution
{
    /// <summary>Index in the reader of each symbol of the writer; -1 where it has none, and no default.</summary>
    public IReadOnlyList<int> Symbols { get; } = symbols;

    public AvroConflict? Unknown { get; } = unknown;
}

/// <summary>An array, or a map, whose keys stay as they are.</summary>
public sealed class BlocksResolution(bool hasKeys, AvroSchema writerItem, AvroResolution item) : AvroResolution
{
    public bool HasKeys { get; } = hasKeys;

    public AvroSchema WriterItem { get; } = writerItem;

    public AvroResolution Item { get; } = item;
}

/// <summary>The writer has a union; each of its branches goes its own way.</summary>
public sealed class WriterUnionResolution(IReadOnlyList<AvroResolution> branches) : AvroResolution
{
    public IReadOnlyList<AvroResolution> Branches { get; } = branches;
}

/// <summary>The reader has a union; the value becomes that of a branch.</summary>
public sealed class ReaderUnionResolution(int branch, AvroResolution value) : AvroResolution
{
    public int Branch { get; } = branch;

    public AvroResolution Value { get; } = value;
}

/// <summary>Cannot be read.</summary>
public sealed class ConflictResolution(AvroConflict conflict) : AvroResolution
{
    public AvroConflict Conflict { get; } = conflict;
}
