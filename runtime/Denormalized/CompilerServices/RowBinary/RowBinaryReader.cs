using System.ComponentModel;
using System.Text;

namespace Denormalized.CompilerServices;

/// <summary>
/// Reads ClickHouse's RowBinaryWithNamesAndTypes, given chunk by chunk, into columns:
/// <code>
/// columns : LEB128, names : String of each, types : String of each, then the rows
/// </code>
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class RowBinaryReader : IDisposable
{
    /// <summary>Rows of a block.</summary>
    private const int LargestBlock = 8192;

    private readonly NativeBuffer _input = new();
    private (string Name, string Type, RowBinaryNode Node)[]? _columns;
    private long _at;
    private int _rows;
    private bool _isComplete;

    /// <summary>Adds received bytes. Blocks that were read before are no longer valid.</summary>
    public void Feed(ReadOnlySpan<byte> chunk)
    {
        long left = _input.Length - _at;
        Buffer.MemoryCopy(_input.Data + _at, _input.Data, left, left);
        _input.Length = left;
        _at = 0;
        chunk.CopyTo(new Span<byte>(_input.Take(chunk.Length), chunk.Length));
    }

    /// <summary>There are no more bytes: what was read is the last block.</summary>
    /// <exception cref="InvalidDataException">The bytes end within the header.</exception>
    public void Complete() => _isComplete = true;

    /// <summary>
    /// The rows that are complete, when they fill a block or are the last; false when more bytes are needed. The block is
    /// valid until the next call.
    /// </summary>
    /// <exception cref="InvalidDataException">The bytes end within a row, or are not RowBinaryWithNamesAndTypes.</exception>
    /// <exception cref="NotSupportedException">A column whose type cannot be read.</exception>
    public bool TryRead(ColumnBlock block)
    {
        ArgumentNullException.ThrowIfNull(block);
        if (_rows == LargestBlock)
        {
            _rows = 0;
            Truncate();
        }

        if (_columns is null && !TryHeader())
        {
            return _isComplete ? throw Truncated("its header") : false;
        }

        while (_rows < LargestBlock && _at < _input.Length && TryRow())
        {
            _rows++;
        }

        if (_isComplete && _rows < LargestBlock && _at < _input.Length)
        {
            throw Truncated($"row {_rows + 1} of a block");
        }

        if (_rows == 0 || (_rows < LargestBlock && !_isComplete))
        {
            return false;
        }

        Describe(block);
        if (_rows < LargestBlock)
        {
            _rows = LargestBlock; // the last: dropped by the next call
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _input.Dispose();
        foreach ((_, _, RowBinaryNode node) in _columns ?? [])
        {
            node.Dispose();
        }
    }

    private void Describe(ColumnBlock block)
    {
        block.Begin(_rows);
        foreach ((string name, string type, RowBinaryNode node) in _columns!)
        {
            block.Column(name, type);
            node.Describe(block);
        }
    }

    private bool TryRow()
    {
        byte* p = _input.Data + _at;
        byte* end = _input.Data + _input.Length;
        foreach ((_, _, RowBinaryNode node) in _columns!)
        {
            p = node.Read(p, end);
            if (p == null)
            {
                Truncate(); // the row is read again when there are more bytes
                return false;
            }
        }

        _at = p - _input.Data;
        return true;
    }

    private void Truncate()
    {
        foreach ((_, _, RowBinaryNode node) in _columns!)
        {
            node.Truncate(_rows);
        }
    }

    private bool TryHeader()
    {
        byte* p = _input.Data + _at;
        byte* end = _input.Data + _input.Length;
        p = Length(p, end, out ulong count);
        if (p == null || count > (ulong)(end - p))
        {
            return false;
        }

        if (count == 0)
        {
            throw new InvalidDataException("The header names no column.");
        }

        var texts = new List<string>();
        while (p != null && (ulong)texts.Count < count * 2)
        {
            p = Length(p, end, out ulong length);
            if (p == null || length > (ulong)(end - p))
            {
                return false;
            }

            texts.Add(Encoding.UTF8.GetString(p, (int)length));
            p += length;
        }

        if (p == null)
        {
            return false;
        }

        int columns = (int)count;
        _columns = [.. Enumerable.Range(0, columns).Select(i => (texts[i], NativeType.Plain(texts[columns + i]), NativeType.ParseRows(texts[columns + i])))];
        _at = p - _input.Data;
        return true;
    }

    private static byte* Length(byte* p, byte* end, out ulong value)
    {
        byte* next = VarInt.ReadBounded(p, end, out value, out bool malformed);
        return malformed ? throw new InvalidDataException("A length of more than 64 bits is not ClickHouse's RowBinary format.") : next;
    }

    private static InvalidDataException Truncated(string where) => new($"The bytes end within {where}.");
}
