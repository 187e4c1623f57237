using Denormalized.CompilerServices;
using Denormalized.Tool.Infer.Input;
using Denormalized.Tool.Send;

namespace Denormalized.Tool.Conversions;

/// <summary>A file to read and how to write it.</summary>
internal sealed record ConversionOptions
{
    /// <summary>A path, or - for standard input.</summary>
    public required string Input { get; init; }

    public required FileFormat From { get; init; }

    public required FileFormat To { get; init; }

    /// <inheritdoc cref="RecordSink{T}.Create"/>
    public string? Compression { get; init; }

    /// <summary>Leave out rows of JSON that the record refuses, and count them.</summary>
    public bool SkipErrors { get; init; }

    /// <summary>Called now and then with bytes read and rows written.</summary>
    public Action<long, long>? Advanced { get; init; }
}

/// <param name="Errors">The first of those skipped.</param>
internal sealed record ConversionResult(long Rows, long Skipped, IReadOnlyList<string> Errors);

/// <summary>Reads the records of one file and writes them to another, one after the other.</summary>
internal abstract class Conversion
{
    /// <param name="record">A type with [Stream].</param>
    public static Conversion Of(Type record, ConversionOptions options) =>
        (Conversion)Activator.CreateInstance(typeof(Conversion<>).MakeGenericType(record), options)!;

    /// <param name="output">Takes the file; stays open.</param>
    /// <param name="cancellation">Stops it; the output is not complete then.</param>
    /// <exception cref="InputException">The input cannot be read as the record, or a value has no form in the output.</exception>
    /// <exception cref="FormatException">An Avro or Parquet file is damaged or of another schema.</exception>
    public abstract Task<ConversionResult> RunAsync(Stream output, CancellationToken cancellation);
}

/// <inheritdoc/>
internal sealed class Conversion<T>(ConversionOptions options) : Conversion
{
    private const int MostErrors = 5;
    private const int Step = 1024;
    private readonly StreamCodec<T> _codec = StreamRegistry.Get<T>();
    private readonly List<string> _errors = [];
    private RecordSink<T> _sink = null!;
    private Stream? _file;
    private long _rows;
    private long _skipped;

    public override async Task<ConversionResult> RunAsync(Stream output, CancellationToken cancellation)
    {
        await using (_sink = RecordSink<T>.Create(options.To, output, options.Compression))
        {
            await ReadAsync(cancellation);
        }

        return new ConversionResult(_rows, _skipped, _errors);
    }

    private async Task ReadAsync(CancellationToken cancellation)
    {
        if (FileFormats.IsJson(options.From))
        {
            ReadJson(cancellation);
            return;
        }

        await using Stream file = _file = options.Input == "-" ? Console.OpenStandardInput() : File.OpenRead(options.Input);
        IAsyncEnumerable<T> records = options.From == FileFormat.Avro
            ? (await AvroFileReader.OpenAsync(file, cancellationToken: cancellation)).ReadAsync<T>(cancellation)
            : await ParquetReader<T>.OpenAsync(file, new ParquetReadOptions { FileName = options.Input }, cancellation);
        await foreach (T record in records.WithCancellation(cancellation))
        {
            await WriteAsync(record, () => $"{options.Input}, row {_rows + 1:N0}", cancellation);
        }
    }

    private void ReadJson(CancellationToken cancellation)
    {
        using InputSource source = options.Input == "-" ? InputSource.Open("-") : InputSource.Open(options.Input, _file = File.OpenRead(options.Input));
        var rows = new RawRows(source);
        rows.Read(row =>
        {
            T record;
            try
            {
                record = _codec.ReadJson(row);
            }
            catch (Exception error) when (error is DecodeException or WireRangeException)
            {
                Refuse(rows.Describe(error.Message), error);
                return;
            }

            // The rows are spans, which do not live across an await; files are written at once in any case.
            WriteAsync(record, () => rows.Describe(""), cancellation).AsTask().GetAwaiter().GetResult();
        });
    }

    private void Refuse(string message, Exception cause)
    {
        if (!options.SkipErrors)
        {
            throw new InputException(message, cause);
        }

        _skipped++;
        if (_errors.Count < MostErrors)
        {
            _errors.Add(message);
        }
    }

    private async ValueTask WriteAsync(T record, Func<string> place, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            await _sink.WriteAsync(record, cancellation);
        }
        catch (WireRangeException error)
        {
            throw new InputException($"{place()}: {error.Message}", error);
        }

        if (++_rows % Step == 0)
        {
            options.Advanced?.Invoke(_file is { CanSeek: true } ? _file.Position : 0, _rows);
        }
    }
}
