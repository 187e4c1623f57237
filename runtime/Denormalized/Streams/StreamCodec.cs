using System.Buffers;
using System.ComponentModel;
using System.Text.Json;
using Denormalized.CompilerServices;
using Denormalized.Schema;

namespace Denormalized;

/// <summary>Everything that is generated for one stream: its names, its columns, its JSON and Avro forms.</summary>
/// <remarks>Thread-safe: the methods that need buffers take them from the calling thread.</remarks>
public abstract class StreamCodec<T>
{
    [ThreadStatic]
    private static SingleRow<T>? t_single;

    private AvroSchema? _avro; // parsed when it is first needed, to name a field

    /// <summary>Names, columns, DDL and schema.</summary>
    public abstract StreamInfo Info { get; }

    /// <summary>Makes empty columns.</summary>
    public abstract RecordColumns<T> CreateColumns();

    /// <summary>Writes one record as a JSON object (UTF-8, no white space).</summary>
    /// <exception cref="WireRangeException">A value has no JSON form; the message names the member.</exception>
    public void WriteJson(IBufferWriter<byte> output, T record)
    {
        Utf8JsonWriter json = JsonText.Rent(output);
        WriteJson(json, record);
        JsonText.Return(json);
    }

    /// <summary>Writes one record as a JSON object.</summary>
    protected abstract void WriteJson(Utf8JsonWriter json, T record);

    /// <summary>Writes one record as plain Avro binary (Avro 1.12), with the schema of <see cref="Info"/>.</summary>
    /// <exception cref="WireRangeException">A value has no Avro form; the message names the member.</exception>
    public abstract void WriteAvro(IBufferWriter<byte> output, T record);

    /// <summary>Writes rows, see <see cref="RowBinary"/>.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected internal abstract void WriteRows(ref RowBinaryWriter rows, ReadOnlySpan<T> records);

    /// <summary>Reads the next row; false when it is not complete.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected internal abstract bool TryReadRow(ref RowBinaryReader rows, out T record);

    /// <summary>Reads one record from a JSON object (UTF-8).</summary>
    /// <exception cref="DecodeException">It is not such a record; says what is wrong and where.</exception>
    /// <exception cref="WireRangeException">A value fits its column but not the C# type of its member.</exception>
    public T ReadJson(ReadOnlySpan<byte> message) => (t_single ??= new SingleRow<T>(CreateColumns())).ReadJson(message);

    /// <summary>Reads one record from plain Avro binary written with the record's own schema.</summary>
    /// <exception cref="DecodeException">It is not such a record; says what is wrong and where.</exception>
    /// <exception cref="WireRangeException">A value fits its column but not the C# type of its member.</exception>
    public T ReadAvro(ReadOnlySpan<byte> message)
    {
        try
        {
            return (t_single ??= new SingleRow<T>(CreateColumns())).ReadAvro(message);
        }
        catch (DecodeException error)
        {
            throw new DecodeException(AvroPath.Name(error.Error, _avro ??= AvroSchema.Parse(Info.AvroSchema), message));
        }
    }

    /// <summary>Reads one record from plain Avro binary written with the schema of <paramref name="resolver"/>'s writer.</summary>
    /// <exception cref="DecodeException">It is not such a record; says what is wrong and where.</exception>
    /// <exception cref="WireRangeException">A value fits its column but not the C# type of its member.</exception>
    public T ReadAvro(ReadOnlySpan<byte> message, AvroResolver resolver)
    {
        ArgumentNullException.ThrowIfNull(resolver);
        try
        {
            return (t_single ??= new SingleRow<T>(CreateColumns())).ReadAvro(message, resolver);
        }
        catch (DecodeException error)
        {
            // The offset counts in the message where it has no form in the record's schema, else in that form.
            using var buffer = new AvroBuffer();
            throw new DecodeException(resolver.TryResolve(message, buffer, out ReadOnlySpan<byte> resolved)
                ? AvroPath.Name(error.Error, resolver.Reader, resolved)
                : AvroPath.Name(buffer.Error, resolver.Writer, message));
        }
    }
}

/// <summary>A message could not be decoded.</summary>
/// <param name="error">What is wrong and where.</param>
public sealed class DecodeException(DecodeError error) : FormatException(error.ToString())
{
    /// <summary>What is wrong and where.</summary>
    public DecodeError Error { get; } = error;
}

/// <summary>Columns of one row, through which a message becomes a record object.</summary>
internal sealed class SingleRow<T>(RecordColumns<T> columns)
{
    private readonly RowReader<T> _reader = columns.CreateReader();
    private readonly ColumnBlock _block = new();

    public T ReadJson(ReadOnlySpan<byte> message)
    {
        columns.Clear();
        return Read(columns.TryAddJson(message));
    }

    public T ReadAvro(ReadOnlySpan<byte> message)
    {
        columns.Clear();
        return Read(columns.TryAddAvro(message));
    }

    public T ReadAvro(ReadOnlySpan<byte> message, AvroResolver resolver)
    {
        columns.Clear();
        return Read(columns.TryAddAvro(message, resolver));
    }

    private T Read(bool decoded)
    {
        if (!decoded)
        {
            throw new DecodeException(columns.Error);
        }

        _block.Begin(columns.Rows);
        columns.Describe(_block);
        _reader.Bind(_block);
        return _reader.Read();
    }
}
