using System.ComponentModel;

namespace Denormalized.CompilerServices;

/// <summary>
/// Decodes the messages of one source, one at a time, into row 0 of its columns. The row is never committed: the next
/// message overwrites it.
/// </summary>
/// <param name="scope">The generated columns; freed with this object.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class PipelineSource(MessageScope scope) : IDisposable
{
    private readonly DecodeContext _context = new();
    private readonly bool _hasItems = scope.HasItems;
    private long _reserved = -1;
    private bool _isAvro;

    /// <summary>Why the last message was refused.</summary>
    public DecodeError Error => _isAvro ? _context.AvroError() : _context.JsonError();

    /// <summary>Decodes a message; false when it is refused.</summary>
    public bool TryDecode(MessageEncoding encoding, ReadOnlySpan<byte> message)
    {
        if (_hasItems)
        {
            scope.RollbackItems(); // elements of the last message
        }

        _isAvro = encoding == MessageEncoding.Avro;
        nint p = JsonDecode.Load(_context, message, out nint end);
        if (p == 0)
        {
            return false;
        }

        if (message.Length > _reserved)
        {
            Reserve(message.Length);
        }

        return _isAvro ? TryDecodeAvro(p, end) : TryDecodeJson(p, end);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        scope.Dispose();
        _context.Dispose();
    }

    private bool TryDecodeJson(nint p, nint end)
    {
        p = scope.DecodeJson(JsonDecode.Ws(p), 0, _context);
        return p != 0 && (p == end || JsonDecode.AtEnd(p, end, _context));
    }

    private bool TryDecodeAvro(nint p, nint end)
    {
        p = scope.DecodeAvro(p, 0, _context);
        if (p != 0 && p != end)
        {
            JsonDecode.Fail(p, p > end ? DecodeFailure.Truncated : DecodeFailure.Trailing, _context);
        }

        return p == end;
    }

    private void Reserve(int length)
    {
        // Strings of one message at most: its bytes, with some room so that not every longer message comes here.
        _reserved = Math.Max(length, 1024) * 2L;
        scope.Reserve(_reserved + 64);
        scope.EnsureRows(1);
    }
}
