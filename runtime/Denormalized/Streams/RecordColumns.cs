using Denormalized.CompilerServices;

namespace Denormalized;

/// <summary>
/// Rows as columns, in ClickHouse's Native layout, in unmanaged memory. Messages are decoded straight into it, records
/// can be added to it, and a block is written from it. Generated for each record; not thread-safe.
/// </summary>
public abstract class RecordColumns : IDisposable
{
    private ColumnBlock? _measured;

    /// <summary>Rows that are complete.</summary>
    public int Rows { get; protected set; }

    /// <summary>Why the last <c>TryAdd…</c> returned false.</summary>
    public abstract DecodeError Error { get; }

    /// <summary>Adds one JSON object (UTF-8). A refused message adds nothing; see <see cref="Error"/>.</summary>
    public abstract bool TryAddJson(ReadOnlySpan<byte> message);

    /// <summary>Adds one Avro record in plain binary form, written with the record's own schema.</summary>
    public abstract bool TryAddAvro(ReadOnlySpan<byte> message);

    /// <summary>Adds one Avro record in plain binary form, written with the schema of <paramref name="resolver"/>'s writer.</summary>
    public virtual bool TryAddAvro(ReadOnlySpan<byte> message, AvroResolver resolver) =>
        throw new NotSupportedException("These columns take no messages of other schemas.");

    /// <summary>Appends the columns to <paramref name="block"/>, whose row count is <see cref="Rows"/>.</summary>
    public abstract void Describe(ColumnBlock block);

    /// <summary>Bytes that the rows hold.</summary>
    public long Bytes
    {
        get
        {
            _measured ??= new ColumnBlock();
            _measured.Begin(Rows);
            Describe(_measured);
            return _measured.Bytes;
        }
    }

    /// <summary>Forgets all rows, keeps the memory.</summary>
    public abstract void Clear();

    /// <inheritdoc/>
    public abstract void Dispose();
}

/// <summary><see cref="RecordColumns"/> that takes and gives records of type <typeparamref name="T"/>.</summary>
public abstract class RecordColumns<T> : RecordColumns
{
    /// <summary>Adds one record.</summary>
    /// <exception cref="WireRangeException">A value has no form in its column; the message names the member. Nothing was added.</exception>
    public abstract void Add(T record);

    /// <summary>Makes a reader that is bound to blocks with these columns and returns records row by row.</summary>
    public abstract RowReader<T> CreateReader();
}
