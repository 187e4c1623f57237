using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Denormalized.CompilerServices;
using Denormalized.Schema;

namespace Denormalized;

/// <summary>Writes an Avro object container file (Avro 1.12): the schema, then blocks of records.</summary>
/// <remarks>
/// <code>
/// Obj 01 | metadata: map of bytes | sync, 16 bytes             metadata: avro.schema, avro.codec
/// count  | bytes | data           | sync                        a block; both numbers are longs
/// </code>
/// Not thread-safe. Disposing writes the last block; the stream stays open.
/// </remarks>
public class AvroFileWriter : IAsyncDisposable
{
    internal const int SyncLength = 16;

    private readonly Stream _stream;
    private readonly AvroFileOptions _options;
    private readonly byte[] _sync = RandomNumberGenerator.GetBytes(SyncLength);
    private readonly ArrayBufferWriter<byte> _block = new();
    private readonly ArrayBufferWriter<byte> _output = new();
    private long _count;
    private bool _isStarted;

    /// <summary>Makes a writer; nothing is written yet.</summary>
    /// <param name="stream">Takes the file.</param>
    /// <param name="schema">Schema of the records.</param>
    /// <param name="options">Compression and sizes.</param>
    public AvroFileWriter(Stream stream, AvroSchema schema, AvroFileOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(schema);
        _stream = stream;
        _options = options ?? new AvroFileOptions();
        Schema = schema;
        string? reserved = _options.Metadata.Keys.FirstOrDefault(k => k.StartsWith("avro.", StringComparison.Ordinal));
        if (reserved is not null)
        {
            throw new ArgumentException($"The metadata name '{reserved}' is reserved: names do not begin with 'avro.'.", nameof(options));
        }
    }

    /// <summary>Schema of the records.</summary>
    public AvroSchema Schema { get; }

    /// <summary>The block that records are added to; call <see cref="AddedAsync"/> behind each.</summary>
    protected IBufferWriter<byte> Block => _block;

    /// <summary>Adds a record in plain binary encoding; it is not checked.</summary>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> record, CancellationToken cancellationToken = default)
    {
        _block.Write(record.Span);
        return AddedAsync(cancellationToken);
    }

    /// <summary>Writes what was added, as a block.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken = default)
    {
        _output.ResetWrittenCount();
        if (!_isStarted)
        {
            WriteHeader();
            _isStarted = true;
        }

        if (_count > 0)
        {
            WriteBlock();
        }

        await _stream.WriteAsync(_output.WrittenMemory, cancellationToken).ConfigureAwait(false);
        await _stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes the last block.</summary>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await FlushAsync().ConfigureAwait(false);
    }

    /// <summary>A record was written to <see cref="Block"/>.</summary>
    protected ValueTask AddedAsync(CancellationToken cancellationToken)
    {
        _count++;
        return _block.WrittenCount >= _options.BlockBytes ? FlushAsync(cancellationToken) : ValueTask.CompletedTask;
    }

    private void WriteHeader()
    {
        var writer = new AvroWriter(_output);
        writer.Fixed("Obj\u0001"u8);
        writer.BeginBlock(2 + _options.Metadata.Count);
        writer.String("avro.schema");
        writer.Bytes(Encoding.UTF8.GetBytes(Schema.ToJson()));
        writer.String("avro.codec");
        writer.Bytes(Encoding.UTF8.GetBytes(AvroCodecs.Name(_options.Compression)));
        foreach ((string name, string value) in _options.Metadata)
        {
            writer.String(name);
            writer.Bytes(Encoding.UTF8.GetBytes(value));
        }

        writer.EndBlocks();
        writer.Fixed(_sync);
        writer.Flush();
    }

    private void WriteBlock()
    {
        var data = new ArrayBufferWriter<byte>();
        AvroCodecs.Compress(_options.Compression, _block.WrittenSpan, data);
        var writer = new AvroWriter(_output);
        writer.Long(_count);
        writer.Bytes(data.WrittenSpan);
        writer.Fixed(_sync);
        writer.Flush();
        _block.ResetWrittenCount();
        _count = 0;
    }
}

/// <summary>Writes the records of a stream to an Avro object container file.</summary>
/// <typeparam name="T">A type with <c>[Stream]</c>.</typeparam>
public sealed class AvroFileWriter<T> : AvroFileWriter
{
    private readonly StreamCodec<T> _codec;

    /// <summary>Makes a writer; nothing is written yet.</summary>
    /// <param name="stream">Takes the file.</param>
    /// <param name="options">Compression and sizes.</param>
    public AvroFileWriter(Stream stream, AvroFileOptions? options = null)
        : this(stream, StreamRegistry.Get<T>(), options)
    {
    }

    private AvroFileWriter(Stream stream, StreamCodec<T> codec, AvroFileOptions? options)
        : base(stream, AvroSchema.Parse(codec.Info.AvroSchema), options) => _codec = codec;

    /// <summary>Adds a record.</summary>
    /// <exception cref="WireRangeException">A value has no Avro form; the message names the member. Nothing was added.</exception>
    public ValueTask WriteAsync(T record, CancellationToken cancellationToken = default)
    {
        _codec.WriteAvro(Block, record);
        return AddedAsync(cancellationToken);
    }
}
