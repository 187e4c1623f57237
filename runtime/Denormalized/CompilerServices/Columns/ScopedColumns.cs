using System.ComponentModel;

namespace Denormalized.CompilerServices;

/// <summary><see cref="RecordColumns{T}"/> over a generated scope: the row protocol, written once.</summary>
/// <param name="scope">The generated columns.</param>
/// <param name="createReader">Makes the generated reader; null in pipelines, which read no records back.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ScopedColumns<T>(RecordScope<T> scope, Func<RowReader<T>>? createReader = null) : RecordColumns<T>
{
    /// <summary>Room is made for this many bytes of messages at once, so that it is checked by one subtraction a row.</summary>
    private const long Refill = 256 << 10;

    private readonly DecodeContext _context = new();
    private readonly bool _hasItems = scope.HasItems;
    private AvroBuffer? _resolved;
    private long _room;
    private bool _isAvro;
    private bool _isUnresolved;

    /// <inheritdoc/>
    public override DecodeError Error =>
        !_isAvro ? _context.JsonError() : _isUnresolved ? _resolved!.Error : _context.AvroError();

    /// <inheritdoc/>
    public override bool TryAddJson(ReadOnlySpan<byte> message)
    {
        _isAvro = false;
        nint p = Load(message, out nint end);
        if (p == 0)
        {
            return false;
        }

        p = scope.DecodeJson(JsonDecode.Ws(p), Rows, _context);
        if (p != 0 && (p == end || JsonDecode.AtEnd(p, end, _context)))
        {
            Commit();
            return true;
        }

        scope.RollbackItems();
        return false;
    }

    /// <inheritdoc/>
    public override bool TryAddAvro(ReadOnlySpan<byte> message)
    {
        _isAvro = true;
        _isUnresolved = false;
        nint p = Load(message, out nint end);
        if (p == 0)
        {
            return false;
        }

        if (AvroDecode.AtEnd(scope.DecodeAvro(p, Rows, _context), end, _context))
        {
            Commit();
            return true;
        }

        scope.RollbackItems();
        return false;
    }

    /// <inheritdoc/>
    public override bool TryAddAvro(ReadOnlySpan<byte> message, AvroResolver resolver)
    {
        if (resolver.TryResolve(message, _resolved ??= new AvroBuffer(), out ReadOnlySpan<byte> resolved))
        {
            return TryAddAvro(resolved);
        }

        _isAvro = _isUnresolved = true;
        return false;
    }

    /// <inheritdoc/>
    public override void Add(T record)
    {
        _room = 0; // strings of records make their own room
        scope.EnsureRows(Rows + 1);
        try
        {
            scope.Append(record, Rows);
        }
        catch
        {
            scope.Rewind(Rows, Rows);
            throw;
        }

        Commit();
    }

    /// <inheritdoc/>
    public override RowReader<T> CreateReader() =>
        createReader?.Invoke() ?? throw new NotSupportedException("The columns of a pipeline are not read; take those of the stream's codec.");

    /// <inheritdoc/>
    public override void Describe(ColumnBlock block) => scope.Describe(block, Rows);

    /// <inheritdoc/>
    public override void Clear()
    {
        Rows = 0;
        _room = 0;
        scope.Clear();
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        scope.Dispose();
        _context.Dispose();
        _resolved?.Dispose();
    }

    private nint Load(ReadOnlySpan<byte> message, out nint end)
    {
        nint p = JsonDecode.Load(_context, message, out end);
        if (p == 0)
        {
            return 0; // too large: no room is made for it
        }

        if ((_room -= message.Length + 64) < 0)
        {
            MakeRoom(message.Length);
        }

        scope.EnsureRows(Rows + 1);
        return p;
    }

    private void MakeRoom(int length)
    {
        _room = Math.Max(Refill, 2L * length);
        scope.Reserve(_room + length + 64);
    }

    private void Commit()
    {
        scope.Commit();
        if (_hasItems)
        {
            scope.MarkItems();
        }

        Rows++;
    }
}
