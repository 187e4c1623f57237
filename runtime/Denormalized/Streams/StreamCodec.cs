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
        AvroInput input = AvroInput.Rent();
        try
        {
            return ReadAvro(message, input.Context, null);
        }
        finally
        {
            input.Return();
        }
    }

    /// <summary>Reads one record from plain Avro binary written with the schema of <paramref name="resolver"/>'s writer.</summary>
    /// <exception cref="DecodeException">It is not such a record; says what is wrong and where.</exception>
    /// <exception cref="WireRangeException">A value fits its column but not the C# type of its member.</exception>
    public T ReadAvro(ReadOnlySpan<byte> message, AvroResolver resolver)
    {
        ArgumentNullException.ThrowIfNull(resolver);
        AvroInput input = AvroInput.Rent();
        try
        {
            // The offset counts in the message where it has no form in the record's schema, else in that form.
            return resolver.TryResolve(message, input.Resolved, out ReadOnlySpan<byte> resolved)
                ? ReadAvro(resolved, input.Context, resolver.Reader)
                : throw new DecodeException(AvroPath.Name(input.Resolved.Error, resolver.Writer, message));
        }
        finally
        {
            input.Return();
        }
    }

    /// <summary>Reads a record at <paramref name="p"/>; the address behind it, or 0 when it was refused.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected abstract nint ReadAvro(nint p, DecodeContext context, out T record);

    private T ReadAvro(ReadOnlySpan<byte> message, DecodeContext context, AvroSchema? schema)
    {
        nint p = JsonDecode.Load(context, message, out nint end);
        try
        {
            if (p != 0 && AvroDecode.AtEnd(ReadAvro(p, context, out T record), end, context))
            {
                return record;
            }
        }
        catch (Exception error) when (error is not DecodeException && Refuses(message, out DecodeError refusal))
        {
            // A value has no form in C#, and what comes behind it is not even Avro: that is said first, as columns say it.
            throw Refused(refusal, message, schema);
        }

        throw Refused(context.AvroError(), message, schema);
    }

    private bool Refuses(ReadOnlySpan<byte> message, out DecodeError error)
    {
        using RecordColumns<T> columns = CreateColumns();
        bool added = columns.TryAddAvro(message);
        error = added ? default : columns.Error;
        return !added;
    }

    private DecodeException Refused(DecodeError error, ReadOnlySpan<byte> message, AvroSchema? schema) =>
        new(AvroPath.Name(error, schema ?? (_avro ??= AvroSchema.Parse(Info.AvroSchema)), message));
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
        if (!columns.TryAddJson(message))
        {
            throw new DecodeException(columns.Error);
        }

        _block.Begin(columns.Rows);
        columns.Describe(_block);
        _reader.Bind(_block);
        return _reader.Read();
    }
}
