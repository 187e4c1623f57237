using System.Text.Json;
using Denormalized.Tool.Infer.Evidence;

namespace Denormalized.Tool.Infer.Input;

/// <summary>How much of the input to read and what to do about errors.</summary>
internal sealed record ReadOptions
{
    public RowPath Path { get; init; } = RowPath.Root;

    /// <summary>Rows to read at most.</summary>
    public long Limit { get; init; } = long.MaxValue;

    /// <summary>Leave out lines that are no JSON, instead of stopping.</summary>
    public bool SkipErrors { get; init; }
}

/// <summary>
/// Reads JSON values (lines, one after the other, or arrays of rows) in one pass through a buffer that holds no more
/// than the longest token, and gives their tokens to the collector.
/// </summary>
internal sealed class JsonRows(EvidenceCollector collector, ReadOptions options)
{
    private const int BufferSize = 256 * 1024;
    private const int MaxBufferSize = 32 * 1024 * 1024;
    private const int MaxErrorsKept = 5;
    private static readonly JsonReaderOptions ReaderOptions = new() { AllowMultipleValues = true, MaxDepth = 4096 };
    private readonly List<string> _errors = [];
    private byte[] _buffer = new byte[BufferSize];
    private bool _inRow;

    public long Rows { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>Lines left out.</summary>
    public long Skipped { get; private set; }

    /// <summary>The first of the errors skipped.</summary>
    public IReadOnlyList<string> Errors => _errors;

    /// <summary>Called after each buffer, for progress.</summary>
    public Action? Advanced { get; init; }

    public bool Done => Rows >= options.Limit;

    public void Read(InputSource source, CancellationToken cancellation = default)
    {
        if (options.SkipErrors)
        {
            ReadLines(source, cancellation);
        }
        else
        {
            ReadStream(source, cancellation);
        }
    }

    private void ReadStream(InputSource source, CancellationToken cancellation)
    {
        var locator = new RowLocator(options.Path);
        var state = new JsonReaderState(ReaderOptions);
        int length = 0;
        bool final = false;
        while (!final && !Done)
        {
            cancellation.ThrowIfCancellationRequested();
            length += Fill(source, length, out final);
            var reader = new Utf8JsonReader(_buffer.AsSpan(0, length), final, state);
            try
            {
                Consume(ref reader, locator);
            }
            catch (JsonException error)
            {
                throw new InputException(Located(source.Name, error, 0), error);
            }

            state = reader.CurrentState;
            int consumed = (int)reader.BytesConsumed;
            length -= consumed;
            _buffer.AsSpan(consumed, length).CopyTo(_buffer);
        }
    }

    private void ReadLines(InputSource source, CancellationToken cancellation)
    {
        var locator = new RowLocator(options.Path);
        int length = 0;
        long line = 0;
        bool final = false;
        while (!final && !Done)
        {
            cancellation.ThrowIfCancellationRequested();
            length += Fill(source, length, out final);
            int start = 0;
            while (!Done)
            {
                int end = _buffer.AsSpan(start, length - start).IndexOf((byte)'\n');
                if (end < 0 && !(final && start < length))
                {
                    break;
                }

                int next = end < 0 ? length : start + end + 1;
                ReadLine(source.Name, _buffer.AsSpan(start, next - start), line++, locator);
                start = next;
            }

            length -= start;
            _buffer.AsSpan(start, length).CopyTo(_buffer);
        }
    }

    // A line is looked through before it counts: half a row must not stay in the evidence.
    private void ReadLine(string name, ReadOnlySpan<byte> line, long number, RowLocator locator)
    {
        line = line.TrimEnd(" \t\r\n"u8);
        if (line.TrimStart(" \t"u8).IsEmpty)
        {
            return;
        }

        try
        {
            var reader = new Utf8JsonReader(line, ReaderOptions);
            while (reader.Read())
            {
            }
        }
        catch (JsonException error)
        {
            Skipped++;
            if (_errors.Count < MaxErrorsKept)
            {
                _errors.Add(Located(name, error, number));
            }

            return;
        }

        var valid = new Utf8JsonReader(line, ReaderOptions);
        Consume(ref valid, locator);
    }

    private void Consume(ref Utf8JsonReader reader, RowLocator locator)
    {
        while (reader.Read())
        {
            if (!_inRow && !locator.Begins(ref reader))
            {
                continue;
            }

            _inRow = !collector.Add(ref reader);
            if (!_inRow && ++Rows >= options.Limit)
            {
                return;
            }
        }
    }

    private int Fill(InputSource source, int length, out bool final)
    {
        if (length == _buffer.Length)
        {
            if (_buffer.Length >= MaxBufferSize)
            {
                throw new InputException($"{source.Name}: one value (or line) is longer than {MaxBufferSize >> 20} MB, behind byte {Bytes - length:N0}: no stream of rows.");
            }

            // One token (or, skipping errors, one line) fills the buffer.
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        int read = source.Read(_buffer.AsSpan(length));
        final = read == 0;
        Bytes += read;
        Advanced?.Invoke();
        return read;
    }

    internal static string Located(string name, JsonException error, long lines)
    {
        // The reader's text ends with its own form of the position, counted from zero.
        string text = error.Message;
        int position = text.IndexOf(" LineNumber:", StringComparison.Ordinal);
        text = position < 0 ? text : text[..position];
        return $"{name}:{lines + (error.LineNumber ?? 0) + 1}:{(error.BytePositionInLine ?? 0) + 1}: {text}";
    }
}
