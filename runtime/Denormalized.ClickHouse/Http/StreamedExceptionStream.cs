using System.Text;

namespace Denormalized.ClickHouse.Http;

/// <summary>
/// Body of a result that may end in an error:
/// <code>
/// rows ... \r\n__exception__\r\n{tag}\r\n{text}\n{length} {tag}\r\n__exception__\r\n
///              ^ the mark that is searched for
/// </code>
/// Rows before it are handed out, then reading throws <see cref="ClickHouseException"/>.
/// </summary>
internal sealed class StreamedExceptionStream : Stream
{
    private const int BufferSize = 1 << 16;

    private readonly Stream _inner;
    private readonly string _tag;
    private readonly byte[] _mark;
    private readonly byte[] _buffer = new byte[BufferSize];

    // [_start, _ready) may be handed out, [_ready, _end) may be the beginning of the mark.
    private int _start;
    private int _ready;
    private int _end;
    private bool _atEnd;
    private ClickHouseException? _error;

    public StreamedExceptionStream(Stream inner, string tag)
    {
        _inner = inner;
        _tag = tag;
        _mark = Encoding.ASCII.GetBytes("__exception__\r\n" + tag);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_start == _ready && !_atEnd)
        {
            await FillAsync(cancellationToken).ConfigureAwait(false);
        }

        if (_start == _ready && _error is not null)
        {
            throw _error;
        }

        int length = Math.Min(buffer.Length, _ready - _start);
        _buffer.AsMemory(_start, length).CopyTo(buffer);
        _start += length;
        return length;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("Results are read asynchronously.");

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task FillAsync(CancellationToken cancellationToken)
    {
        int held = _end - _ready;
        _buffer.AsSpan(_ready, held).CopyTo(_buffer);
        int read = await _inner.ReadAsync(_buffer.AsMemory(held), cancellationToken).ConfigureAwait(false);
        _start = 0;
        _end = held + read;
        if (read == 0)
        {
            _ready = _end;
            _atEnd = true;
            return;
        }

        int mark = _buffer.AsSpan(0, _end).IndexOf(_mark);
        if (mark < 0)
        {
            _ready = _end - PossibleMark(_buffer.AsSpan(0, _end));
            return;
        }

        _ready = mark;
        _error = ClickHouseErrorText.Parse(await ReadErrorAsync(mark + _mark.Length, cancellationToken).ConfigureAwait(false));
        _atEnd = true;
    }

    // Length of the longest end of the bytes that is a beginning of the mark.
    private int PossibleMark(ReadOnlySpan<byte> bytes)
    {
        for (int length = Math.Min(bytes.Length, _mark.Length - 1); length > 0; length--)
        {
            if (bytes[^length..].SequenceEqual(_mark.AsSpan(0, length)))
            {
                return length;
            }
        }

        return 0;
    }

    private async Task<string> ReadErrorAsync(int start, CancellationToken cancellationToken)
    {
        using var rest = new MemoryStream();
        rest.Write(_buffer, start, _end - start);
        await _inner.CopyToAsync(rest, cancellationToken).ConfigureAwait(false);
        string text = Encoding.UTF8.GetString(rest.GetBuffer(), 0, (int)rest.Length);

        // Cut "\n{length} {tag}\r\n__exception__"; the length is that of the text and is not needed.
        int close = text.LastIndexOf(" " + _tag, StringComparison.Ordinal);
        int line = close < 0 ? -1 : text.LastIndexOf('\n', close);
        return line < 0 ? text : text[..line];
    }
}
