using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using Denormalized.CompilerServices;
using Denormalized.Schema;

namespace Denormalized;

/// <summary>Reads an Avro object container file (Avro 1.12), block by block; layout in <see cref="AvroFileWriter"/>.</summary>
/// <remarks>Not thread-safe. The stream is read once from its position, need not seek, and stays open.</remarks>
public sealed class AvroFileReader
{
    private const int MaxMetadataBytes = 16 << 20;

    private readonly AvroFileInput _input;
    private readonly AvroFileOptions _options;
    private readonly ArrayBufferWriter<byte> _data = new();
    private readonly byte[] _sync;
    private long _block;

    private AvroFileReader(AvroFileInput input, AvroFileOptions options, Dictionary<string, ReadOnlyMemory<byte>> metadata, byte[] sync)
    {
        _input = input;
        _options = options;
        _sync = sync;
        Metadata = metadata;
        Compression = metadata.TryGetValue("avro.codec", out ReadOnlyMemory<byte> codec) ? AvroCodecs.Find(Encoding.UTF8.GetString(codec.Span)) : AvroCompression.None;
        Schema = metadata.TryGetValue("avro.schema", out ReadOnlyMemory<byte> schema)
            ? AvroSchema.Parse(Encoding.UTF8.GetString(schema.Span), AvroParsing.Lenient)
            : throw new AvroFileException("the metadata has no avro.schema", 0);
    }

    /// <summary>The schema that the records were written with.</summary>
    public AvroSchema Schema { get; }

    /// <summary>Compression of the blocks.</summary>
    public AvroCompression Compression { get; }

    /// <summary>Everything that the file says about itself, by name.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Metadata { get; }

    /// <summary>Reads the head of a file.</summary>
    /// <param name="stream">At the first byte of the file.</param>
    /// <param name="options">Limits.</param>
    /// <param name="cancellationToken">Ends waiting for the stream.</param>
    /// <exception cref="AvroFileException">It is no Avro file, or of an unknown codec.</exception>
    /// <exception cref="AvroSchemaException">Its schema is none.</exception>
    public static async ValueTask<AvroFileReader> OpenAsync(Stream stream, AvroFileOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var input = new AvroFileInput(stream);
        ArraySegment<byte> magic = await input.ReadAsync(4, "the head", cancellationToken).ConfigureAwait(false);
        if (!magic.AsSpan().SequenceEqual("Obj\u0001"u8))
        {
            throw new AvroFileException("it does not begin with 'Obj' and 1, as Avro object container files do", 0);
        }

        var metadata = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        for (long count = 1; count != 0;)
        {
            count = await ReadMetadataAsync(input, metadata, cancellationToken).ConfigureAwait(false);
        }

        ArraySegment<byte> sync = await input.ReadAsync(AvroFileWriter.SyncLength, "the head", cancellationToken).ConfigureAwait(false);
        return new AvroFileReader(input, options ?? new AvroFileOptions(), metadata, [.. sync]);
    }

    /// <summary>Reads the records, also those of another version of the record: by Avro's schema resolution.</summary>
    /// <typeparam name="T">A type with <c>[Stream]</c>.</typeparam>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="AvroResolutionException">The file's schema cannot be read as <typeparamref name="T"/>.</exception>
    /// <exception cref="AvroFileException">The file is damaged or ends too early.</exception>
    /// <exception cref="DecodeException">A record is not of the schema, or has no form in <typeparamref name="T"/>.</exception>
    public async IAsyncEnumerable<T> ReadAsync<T>([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        StreamCodec<T> codec = StreamRegistry.Get<T>();
        using var buffer = new AvroBuffer();
        AvroResolver resolver = AvroResolver.For<T>(Schema);
        while (await ReadBlockAsync(cancellationToken).ConfigureAwait(false) is { } block)
        {
            ReadOnlyMemory<byte> left = block.Data;
            for (long i = 0; i < block.Count; i++)
            {
                yield return Next(codec, resolver, buffer, block, ref left);
            }

            if (left.Length > 0)
            {
                throw new AvroFileException($"block {_block} has {left.Length} bytes behind its last record", _input.Offset);
            }
        }
    }

    /// <summary>Reads the next block; null at the end of the file.</summary>
    /// <exception cref="AvroFileException">The file is damaged or ends too early.</exception>
    public async ValueTask<AvroFileBlock?> ReadBlockAsync(CancellationToken cancellationToken = default)
    {
        if (await _input.IsAtEndAsync(cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        _block++;
        long start = _input.Offset;
        string where = $"block {_block}";
        long count = await _input.ReadLongAsync(where, cancellationToken).ConfigureAwait(false);
        long bytes = await _input.ReadLongAsync(where, cancellationToken).ConfigureAwait(false);
        if (count < 0 || bytes < 0 || bytes > _options.MaxBlockBytes)
        {
            throw new AvroFileException($"{where} claims {count} records in {bytes} bytes; at most {_options.MaxBlockBytes} bytes are read", start);
        }

        ArraySegment<byte> compressed = await _input.ReadAsync((int)bytes, where, cancellationToken).ConfigureAwait(false);
        Decompress(compressed, where, start);
        ArraySegment<byte> sync = await _input.ReadAsync(AvroFileWriter.SyncLength, where, cancellationToken).ConfigureAwait(false);
        return sync.AsSpan().SequenceEqual(_sync)
            ? new AvroFileBlock(count, _data.WrittenMemory)
            : throw new AvroFileException($"{where} does not end with the file's sync marker", _input.Offset - AvroFileWriter.SyncLength);
    }

    private static async ValueTask<long> ReadMetadataAsync(AvroFileInput input, Dictionary<string, ReadOnlyMemory<byte>> metadata, CancellationToken cancellationToken)
    {
        const string where = "the metadata";
        long count = await input.ReadLongAsync(where, cancellationToken).ConfigureAwait(false);
        if (count < 0)
        {
            count = unchecked(-count);
            await input.ReadLongAsync(where, cancellationToken).ConfigureAwait(false); // bytes, for those who skip
        }

        for (long i = 0; i < count; i++)
        {
            string name = Encoding.UTF8.GetString(await ReadBytesAsync().ConfigureAwait(false));
            metadata[name] = (await ReadBytesAsync().ConfigureAwait(false)).ToArray();
        }

        return count < 0 ? throw new AvroFileException("the metadata has an impossible number of entries", input.Offset) : count;

        async ValueTask<ArraySegment<byte>> ReadBytesAsync()
        {
            long length = await input.ReadLongAsync(where, cancellationToken).ConfigureAwait(false);
            return length >= 0 && length <= MaxMetadataBytes - input.Offset
                ? await input.ReadAsync((int)length, where, cancellationToken).ConfigureAwait(false)
                : throw new AvroFileException($"the metadata has a text of {length} bytes", input.Offset);
        }
    }

    private void Decompress(ArraySegment<byte> compressed, string where, long start)
    {
        _data.ResetWrittenCount();
        try
        {
            AvroCodecs.Decompress(Compression, compressed, _options.MaxBlockBytes, _data);
        }
        catch (InvalidDataException e)
        {
            throw new AvroFileException($"{where} cannot be decompressed ({AvroCodecs.Name(Compression)}): {e.Message.TrimEnd('.')}", start, e);
        }
    }

    private static T Next<T>(StreamCodec<T> codec, AvroResolver resolver, AvroBuffer buffer, AvroFileBlock block, ref ReadOnlyMemory<byte> left)
    {
        ReadOnlySpan<byte> values = left.Span;
        if (!resolver.TryResolveNext(ref values, buffer, out ReadOnlySpan<byte> resolved))
        {
            int offset = block.Data.Length - left.Length + buffer.Error.Offset;
            throw new DecodeException(buffer.Error with { Offset = offset, Message = $"in the block, {buffer.Error.Message}" });
        }

        left = left[^values.Length..];
        return codec.ReadAvro(resolved);
    }
}

/// <summary>Records of an Avro file that were written together.</summary>
/// <param name="Count">Number of records.</param>
/// <param name="Data">Their plain binary encoding, one behind the other; valid until the next block is read.</param>
public readonly record struct AvroFileBlock(long Count, ReadOnlyMemory<byte> Data);
