using System.Buffers;

namespace Denormalized.Tool.Conversions;

/// <summary>Takes records and writes a file of one format.</summary>
internal abstract class RecordSink<T> : IAsyncDisposable
{
    /// <param name="file">The file; stays open.</param>
    /// <param name="compression">Of Avro's blocks or Parquet's pages; null for the usual one.</param>
    /// <exception cref="FormatException">The format has no such compression.</exception>
    public static RecordSink<T> Create(FileFormat format, Stream file, string? compression) => format switch
    {
        FileFormat.Avro => new Avro(file, compression),
        FileFormat.Parquet => new Parquet(file, compression),
        _ => new Json(file, isArray: format == FileFormat.Json),
    };

    /// <exception cref="CompilerServices.WireRangeException">A value has no form in the format.</exception>
    public abstract ValueTask WriteAsync(T record, CancellationToken cancellation);

    /// <summary>Completes the file.</summary>
    public abstract ValueTask DisposeAsync();

    private sealed class Json(Stream file, bool isArray) : RecordSink<T>
    {
        private const int Most = 64 * 1024;
        private readonly StreamCodec<T> _codec = StreamRegistry.Get<T>();
        private readonly ArrayBufferWriter<byte> _lines = new(Most);
        private bool _isOpen;

        public override async ValueTask WriteAsync(T record, CancellationToken cancellation)
        {
            if (isArray)
            {
                _lines.Write(_isOpen ? ",\n"u8 : "[\n"u8);
                _isOpen = true;
            }

            _codec.WriteJson(_lines, record);
            if (!isArray)
            {
                _lines.Write("\n"u8);
            }

            if (_lines.WrittenCount >= Most)
            {
                await file.WriteAsync(_lines.WrittenMemory, cancellation);
                _lines.ResetWrittenCount();
            }
        }

        public override async ValueTask DisposeAsync()
        {
            if (isArray)
            {
                _lines.Write(_isOpen ? "\n]\n"u8 : "[]\n"u8);
            }

            await file.WriteAsync(_lines.WrittenMemory);
        }
    }

    private sealed class Avro(Stream file, string? compression) : RecordSink<T>
    {
        private readonly AvroFileWriter<T> _writer = new(file, new AvroFileOptions { Compression = Named(compression, AvroCompression.Deflate) });

        public override ValueTask WriteAsync(T record, CancellationToken cancellation) => _writer.WriteAsync(record, cancellation);

        public override ValueTask DisposeAsync() => _writer.DisposeAsync();
    }

    private sealed class Parquet(Stream file, string? compression) : RecordSink<T>
    {
        private readonly ParquetWriter<T> _writer = new(file, new ParquetWriteOptions { Compression = Named(compression, ParquetCompression.Snappy) });

        public override ValueTask WriteAsync(T record, CancellationToken cancellation) => _writer.WriteAsync(record, cancellation);

        public override ValueTask DisposeAsync() => _writer.DisposeAsync();
    }

    private static TCompression Named<TCompression>(string? name, TCompression usual)
        where TCompression : struct, Enum
    {
        string[] names = Enum.GetNames<TCompression>();
        return name is null ? usual
            : Array.Find(names, n => n.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } found ? Enum.Parse<TCompression>(found)
            : throw new FormatException($"--compression {name}: it is one of {string.Join(", ", names).ToLowerInvariant()}.");
    }
}
