using System.Buffers;
using Denormalized.CompilerServices;
using Denormalized.Schema;

namespace Denormalized.TestSupport;

/// <summary>The two ways from an Avro message to a record, at once and over columns: they give the same value or the same error.</summary>
public sealed class AvroWays<T>(StreamCodec<T> codec) : IDisposable
{
    private readonly RecordColumns<T> _columns = codec.CreateColumns();
    private readonly AvroSchema _schema = AvroSchema.Parse(codec.Info.AvroSchema);
    private readonly ColumnBlock _block = new();

    /// <summary>Reads a message both ways.</summary>
    /// <exception cref="InvalidOperationException">They differ.</exception>
    /// <exception cref="DecodeException">Both refuse the message.</exception>
    public T Read(byte[] message)
    {
        (string columns, _, Exception? columnsError) = Outcome(() => ThroughColumns(message));
        (string atOnce, T? record, Exception? error) = Outcome(() => codec.ReadAvro(message));

        // Of two values that their C# types cannot hold, the ways need not meet the same one first.
        bool bothBeyond = error is WireRangeException && columnsError is WireRangeException;
        if (columns != atOnce && !bothBeyond)
        {
            throw new InvalidOperationException($"{Convert.ToHexString(message)}: read at once: {atOnce}; over columns: {columns}", error);
        }

        return error is null ? record! : throw error;
    }

    /// <summary>Reads a message by way of columns.</summary>
    public T ThroughColumns(byte[] message)
    {
        _columns.Clear();
        if (!_columns.TryAddAvro(message))
        {
            throw new DecodeException(AvroPath.Name(_columns.Error, _schema, message));
        }

        _block.Begin(1);
        _columns.Describe(_block);
        RowReader<T> reader = _columns.CreateReader();
        reader.Bind(_block);
        return reader.Read();
    }

    public void Dispose() => _columns.Dispose();

    /// <summary>The value and the bytes that are written of it, or the error.</summary>
    private (string Text, T? Record, Exception? Error) Outcome(Func<T> read)
    {
        try
        {
            T record = read();
            var bytes = new ArrayBufferWriter<byte>();
            codec.WriteAvro(bytes, record);
            return (Convert.ToHexString(bytes.WrittenSpan), record, null);
        }
        catch (DecodeException e)
        {
            return ($"{e.Error.Failure} at {e.Error.Path}: {e.Message}", default, e);
        }
        catch (WireRangeException e)
        {
            return (e.Message, default, e);
        }
    }
}
