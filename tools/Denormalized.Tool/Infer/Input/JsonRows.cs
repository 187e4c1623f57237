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

    /// <summary>Threads that read large files of lines.</summary>
    public int Threads { get; init; } = Math.Min(Environment.ProcessorCount, 8);

    /// <summary>Bytes that one thread reads at a time.</summary>
    public int BlockSize { get; init; } = 1024 * 1024;
}

/// <summary>
/// Reads JSON values (lines, one after the other, or arrays of rows) in one pass through a buffer that holds no more
/// than the longest token.
/// </summary>
internal sealed class JsonRows(PathEvidence root, ReadOptions options)
{
    private const int BufferSize = 256 * 1024;
    private const int MaxBufferSize = 32 * 1024 * 1024;
    private const int MaxErrorsKept = 5;
    private static readonly JsonReaderOptions ReaderOptions = new() { AllowMultipleValues = true, MaxDepth = 4096 };
    private readonly List<string> _errors = [];
    private byte[] _buffer = new byte[BufferSize + RowScanner.Padding];
    private readonly RowScanner _scanner = new(root, options.Path, options.Limit);
    private long _parallelRows;

    public long Rows => _scanner.Rows + _parallelRows;

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
        if (!options.SkipErrors && options.Limit == long.MaxValue && TryReadBlocks(source, cancellation))
        {
            return;
        }

        _scanner.Restart();
        if (options.SkipErrors)
        {
            ReadLines(source, _scanner, cancellation);
        }
        else
        {
            ReadStream(source, _scanner, cancellation);
        }
    }

    /// <summary>Lines on several threads. What turns out to be no lines is read again from its beginning, in one piece.</summary>
    private bool TryReadBlocks(InputSource source, CancellationToken cancellation)
    {
        if (options.Threads < 2 || !source.CanRestart || source.Length < 4 * options.BlockSize)
        {
            return false;
        }

        long bytes = Bytes;
        long rows = _parallelRows;
        var blocks = new RowBlocks(options)
        {
            Advanced = b =>
            {
                Bytes = bytes + b.Bytes;
                _parallelRows = rows + b.Rows;
                Advanced?.Invoke();
            },
        };
        if (blocks.TryRead(source, cancellation))
        {
            blocks.MergeInto(root);
            return true;
        }

        (Bytes, _parallelRows) = (bytes, rows);
        source.Restart();
        return false;
    }

    private void ReadStream(InputSource source, RowScanner scanner, CancellationToken cancellation)
    {
        var position = new TextPosition();
        int length = 0;
        bool final = false;
        while (!final && !Done)
        {
            cancellation.ThrowIfCancellationRequested();
            length += Fill(source, length, out final);
            int consumed;
            try
            {
                consumed = Scan(scanner, 0, length, final);
            }
            catch (RowSyntaxException error)
            {
                CheckText(source.Name, position, error.Offset);
                throw new InputException(position.Describe(source.Name, _buffer.AsSpan(0, error.Offset), error.Message), error);
            }

            CheckText(source.Name, position, consumed);
            position.Advance(_buffer.AsSpan(0, consumed));
            length -= consumed;
            _buffer.AsSpan(consumed, length).CopyTo(_buffer);
        }
    }

    /// <param name="length">Bytes that were scanned: whole tokens, so that no character is cut.</param>
    private void CheckText(string name, TextPosition position, int length)
    {
        ReadOnlySpan<byte> text = _buffer.AsSpan(0, length);
        int invalid = Utf8Text.FirstInvalid(text);
        if (invalid >= 0)
        {
            throw new InputException(position.Describe(name, text[..invalid], Utf8Text.Error(text[invalid])));
        }
    }

    private void ReadLines(InputSource source, RowScanner scanner, CancellationToken cancellation)
    {
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
                ReadLine(source.Name, scanner, start, end < 0 ? length : start + end, line++);
                start = next;
            }

            length -= start;
            _buffer.AsSpan(start, length).CopyTo(_buffer);
        }
    }

    // A line is looked through before it counts: half a row must not stay in the evidence.
    private void ReadLine(string name, RowScanner scanner, int start, int end, long number)
    {
        ReadOnlySpan<byte> line = _buffer.AsSpan(start, end - start);
        if (line.Trim(" \t\r"u8).IsEmpty)
        {
            return;
        }

        if (IsJson(line))
        {
            Scan(scanner, start, end, final: true);
            return;
        }

        Skipped++;
        if (_errors.Count < MaxErrorsKept)
        {
            _errors.Add(ErrorOf(name, start, end, number));
        }
    }

    private static bool IsJson(ReadOnlySpan<byte> line)
    {
        if (Utf8Text.FirstInvalid(line) >= 0)
        {
            return false;
        }

        var reader = new Utf8JsonReader(line, ReaderOptions);
        try
        {
            while (reader.Read())
            {
                if (reader.ValueIsEscaped && LoneSurrogate.Find(reader.ValueSpan) >= 0)
                {
                    return false;
                }
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Reads the line once more, into evidence that nobody asks, for its error.</summary>
    private string ErrorOf(string name, int start, int end, long number)
    {
        ReadOnlySpan<byte> line = _buffer.AsSpan(start, end - start);
        if (Utf8Text.FirstInvalid(line) is >= 0 and var invalid)
        {
            return new TextPosition(number).Describe(name, line[..invalid], Utf8Text.Error(line[invalid]));
        }

        try
        {
            Scan(new RowScanner(new PathEvidence(), options.Path), start, end, final: true);
            throw new InvalidOperationException($"{name}:{number + 1}: refused without a reason.");
        }
        catch (RowSyntaxException error)
        {
            return new TextPosition(number).Describe(name, _buffer.AsSpan(start, error.Offset - start), error.Message);
        }
    }

    /// <summary>Puts the zero byte behind the text for as long as it is scanned.</summary>
    private int Scan(RowScanner scanner, int start, int end, bool final)
    {
        byte behind = _buffer[end];
        _buffer[end] = 0;
        try
        {
            return scanner.Read(_buffer, start, end, final);
        }
        finally
        {
            _buffer[end] = behind;
        }
    }

    private int Fill(InputSource source, int length, out bool final)
    {
        if (length == _buffer.Length - RowScanner.Padding)
        {
            if (length >= MaxBufferSize)
            {
                throw new InputException($"{source.Name}: one value (or line) is longer than {MaxBufferSize >> 20} MB, behind byte {Bytes - length:N0}: no stream of rows.");
            }

            // One token (or, skipping errors, one line) fills the buffer.
            Array.Resize(ref _buffer, (length * 2) + RowScanner.Padding);
        }

        int read = source.Read(_buffer.AsSpan(length, _buffer.Length - RowScanner.Padding - length));
        final = read == 0;
        Bytes += read;
        Advanced?.Invoke();
        return read;
    }
}
