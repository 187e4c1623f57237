using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Denormalized.CompilerServices;

/// <summary>
/// Reads blocks of ClickHouse's Native format (see <see cref="NativeWriter"/>) from a stream of chunks of any size.
/// </summary>
/// <remarks>
/// Parsing goes on where the last chunk ended. Every extent is validated before a block is handed out: a hostile length
/// can neither lead outside of the received bytes nor make the reader allocate more than was received.
/// <code>
///   0 ....... _start .......... _start + _at ....... _end .... _capacity
///   blocks      validated part       received
///   read        of this block
/// </code>
/// Not thread-safe. The memory is freed by <see cref="Dispose"/> alone.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe partial class NativeReader : IDisposable
{
    /// <summary>Longest column name or type text.</summary>
    private const int MaxHeaderText = 16 << 20;

    /// <summary>Wide loads may read so far behind the received bytes.</summary>
    private const int Padding = 64;

    private readonly List<ColumnState> _columns = [];
    private readonly List<Extent> _extents = [];
    private readonly List<long> _counts = [];
    private byte* _buffer;
    private long _capacity;
    private long _start;
    private long _end;

    // Progress in the current block; positions count from _start.
    private long _at;
    private int _columnCount = -1;
    private int _rows;
    private int _column;
    private bool _inColumn;
    private int _substream;
    private int _versionsLeft;
    private bool _inStrings;
    private long _done;

    /// <summary>Takes received bytes. Blocks read before are no longer valid.</summary>
    public void Feed(ReadOnlySpan<byte> chunk)
    {
        if (_start > 0)
        {
            long left = _end - _start;
            Buffer.MemoryCopy(_buffer + _start, _buffer, _capacity, left);
            _start = 0;
            _end = left;
        }

        if (_capacity - _end < chunk.Length)
        {
            _capacity = Math.Max(Math.Max(64 << 10, _capacity * 2), _end + chunk.Length);
            _buffer = (byte*)NativeMemory.Realloc(_buffer, (nuint)_capacity + Padding);
        }

        chunk.CopyTo(new Span<byte>(_buffer + _end, chunk.Length));
        _end += chunk.Length;
    }

    /// <summary>
    /// Fills <paramref name="block"/> with the next block; false when it has not wholly arrived. The block is valid until
    /// the next call of this reader. It may have no rows.
    /// </summary>
    /// <exception cref="InvalidDataException">The bytes are not the Native format.</exception>
    /// <exception cref="NotSupportedException">A column of a type that cannot be read.</exception>
    public bool TryRead(ColumnBlock block)
    {
        ArgumentNullException.ThrowIfNull(block);
        if (_columnCount < 0 && !ReadShape())
        {
            return false;
        }

        for (; _column < _columnCount; _column++)
        {
            if (!_inColumn && !ReadColumnHeader())
            {
                return false;
            }

            if (!ReadDictionaryVersions())
            {
                return false;
            }

            Substream[] substreams = _columns[_column].Substreams;
            for (; _substream < substreams.Length; _substream++)
            {
                if (!ReadSubstream(substreams[_substream]))
                {
                    return false;
                }
            }

            _inColumn = false;
        }

        Describe(block);
        _start += _at;
        _at = 0;
        _columnCount = -1;
        return true;
    }

    /// <summary>Says that all has been fed and read.</summary>
    /// <exception cref="InvalidDataException">Bytes of an incomplete block are left.</exception>
    public void Complete()
    {
        if (_end != _start)
        {
            throw new InvalidDataException(
                $"The result ends in the middle of a block: {_end - _start} bytes of it arrived. The connection was cut, or the server failed while it was sending.");
        }
    }

    /// <summary>Frees the memory.</summary>
    public void Dispose()
    {
        NativeMemory.Free(_buffer);
        NativeMemory.Free(_values);
        _buffer = _values = null;
        _capacity = _start = _end = _at = _valuesCapacity = _valuesEnd = 0;
    }

    private byte* At => _buffer + _start + _at;

    private byte* End => _buffer + _end;

    private bool ReadShape()
    {
        byte* p = At;
        if (!TryVarInt(ref p, out ulong columns) || !TryVarInt(ref p, out ulong rows))
        {
            return false;
        }

        if (columns > int.MaxValue || rows > int.MaxValue || (columns == 0 && rows != 0))
        {
            throw new InvalidDataException($"A block of {columns} columns and {rows} rows is not ClickHouse's Native format.");
        }

        _columnCount = (int)columns;
        _rows = (int)rows;
        _column = 0;
        _inColumn = false;
        _extents.Clear();
        _valuesEnd = 0;
        _at = p - (_buffer + _start);
        return true;
    }

    private bool ReadColumnHeader()
    {
        byte* p = At;
        if (!TryText(ref p, out string? name) || !TryText(ref p, out string? type))
        {
            return false;
        }

        // Blocks of one result have the same columns: the type is taken apart once.
        Substream[] substreams = _column < _columns.Count && _columns[_column].Type == type
            ? _columns[_column].Substreams
            : NativeType.Parse(type);
        var state = new ColumnState(name, type, NativeType.Plain(type), substreams, _extents.Count);
        if (_column < _columns.Count)
        {
            _columns[_column] = state;
        }
        else
        {
            _columns.Add(state);
        }

        _counts.Clear();
        _counts.Add(_rows);
        _substream = 0;
        _inStrings = false;
        _versionsLeft = _rows == 0
            ? 0
            : substreams.Count(s => s.Kind is SubstreamKind.Dictionary or SubstreamKind.NullableDictionary);
        _inColumn = true;
        _at = p - (_buffer + _start);
        return true;
    }

    private bool ReadSubstream(Substream substream)
    {
        long count = _counts[substream.Level];
        switch (substream.Kind)
        {
            case SubstreamKind.String:
                return ReadStrings(count);
            case SubstreamKind.Dictionary or SubstreamKind.NullableDictionary:
                return ReadDictionary(substream, count);
        }

        long bytes = count * substream.Width;
        if (End - At < bytes)
        {
            return false;
        }

        if (substream.Kind == SubstreamKind.Offsets)
        {
            _counts.RemoveRange(substream.Level + 1, _counts.Count - substream.Level - 1);
            _counts.Add(LastOffset(At, count));
        }

        _extents.Add(new Extent(_at, bytes));
        _at += bytes;
        return true;
    }

    private bool ReadStrings(long count)
    {
        byte* first = At;
        byte* end = End;
        if (!_inStrings)
        {
            _inStrings = true;
            _done = 0;
            _extents.Add(new Extent(_at, 0));
        }

        byte* p = first;
        for (; _done < count; _done++)
        {
            byte* text = p;
            if (!TryVarInt(ref text, out ulong length))
            {
                break;
            }

            if (length > int.MaxValue)
            {
                throw new InvalidDataException(
                    $"A string of {length} bytes in column '{_columns[_column].Name}': the bytes are not ClickHouse's Native format.");
            }

            if ((ulong)(end - text) < length)
            {
                break;
            }

            p = text + length;
        }

        // What is whole is kept; the next chunk goes on behind it.
        _at += p - first;
        _extents[^1] = _extents[^1] with { Bytes = _at - _extents[^1].At };
        _inStrings = _done < count;
        return !_inStrings;
    }

    private long LastOffset(byte* p, long count)
    {
        ulong last = 0;
        for (long i = 0; i < count; i++)
        {
            ulong offset = Unsafe.ReadUnaligned<ulong>(p + (i * sizeof(ulong)));
            if (offset < last || offset > int.MaxValue)
            {
                throw new InvalidDataException(
                    $"Offsets of column '{_columns[_column].Name}' do not rise ({last}, {offset}): the bytes are not ClickHouse's Native format.");
            }

            last = offset;
        }

        return (long)last;
    }

    private void Describe(ColumnBlock block)
    {
        block.Begin(_rows);
        for (int column = 0; column < _columnCount; column++)
        {
            ColumnState state = _columns[column];
            int end = column + 1 < _columnCount ? _columns[column + 1].FirstExtent : _extents.Count;
            block.Column(state.Name, state.PlainType);
            foreach (Extent extent in CollectionsMarshal.AsSpan(_extents)[state.FirstExtent..end])
            {
                block.Add((extent.IsValues ? _values : _buffer + _start) + extent.At, extent.Bytes);
            }
        }
    }

    private bool TryText(ref byte* p, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? text)
    {
        text = null;
        byte* q = p;
        if (!TryVarInt(ref q, out ulong length))
        {
            return false;
        }

        if (length > MaxHeaderText)
        {
            throw new InvalidDataException($"A column name or type of {length} bytes is not ClickHouse's Native format.");
        }

        if ((ulong)(End - q) < length)
        {
            return false;
        }

        text = Encoding.UTF8.GetString(q, (int)length);
        p = q + length;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryVarInt(ref byte* p, out ulong value)
    {
        byte* next = VarInt.ReadBounded(p, End, out value, out bool malformed);
        if (next == null)
        {
            return malformed ? throw new InvalidDataException("A length of more than 64 bits is not ClickHouse's Native format.") : false;
        }

        p = next;
        return true;
    }

    private readonly record struct ColumnState(string Name, string Type, string PlainType, Substream[] Substreams, int FirstExtent);

    /// <summary>A segment: of the received bytes, or of the values that were made of dictionaries.</summary>
    private readonly record struct Extent(long At, long Bytes, bool IsValues = false);
}
