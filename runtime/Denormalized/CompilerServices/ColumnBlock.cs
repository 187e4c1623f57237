using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Denormalized.CompilerServices;

/// <summary>
/// Columns of one number of rows, each a list of segments in the order of ClickHouse's Native format:
/// <code>
/// T of fixed width   values
/// String             (LEB128 length, bytes) of every row
/// Nullable(X)        one byte a row (1 = null), then X
/// Array(X)           end offset of every row, UInt64, then X of all elements
/// Map(K, V)          end offset of every row, UInt64, then K, then V
/// Tuple(A, B)        A, then B
/// </code>
/// A block owns no memory. Its segments are valid while the columns are not written, or the
/// <see cref="NativeReader"/> that filled it does not read on.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class ColumnBlock
{
    private readonly List<Header> _columns = [];
    private readonly List<Segment> _segments = [];

    /// <summary>Number of rows of every column.</summary>
    public int Rows { get; private set; }

    /// <summary>Bytes of all segments.</summary>
    public long Bytes { get; private set; }

    /// <summary>Number of columns.</summary>
    public int Count => _columns.Count;

    /// <summary>Begins a block without columns.</summary>
    public void Begin(int rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        Rows = rows;
        Bytes = 0;
        _columns.Clear();
        _segments.Clear();
    }

    /// <summary>Adds a column; its segments follow.</summary>
    /// <param name="name">Name of the column, unquoted.</param>
    /// <param name="type">ClickHouse type.</param>
    public void Column(string name, string type)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(type);
        _columns.Add(new Header(name, type, _segments.Count));
    }

    /// <summary>Adds a segment to the last column.</summary>
    public void Add(void* data, long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        if (_columns.Count == 0)
        {
            throw new InvalidOperationException("A segment belongs to a column: call Column first.");
        }

        Bytes += bytes;
        _segments.Add(new Segment(data, bytes));
    }

    /// <summary>
    /// Adds strings by their numbers in a dictionary. Such a block is for cursors only: the Native format has the strings in place.
    /// </summary>
    public void Add(TextDictionary texts, int* numbers, int count)
    {
        Add(numbers, (long)count * sizeof(int));
        _segments[^1] = new Segment(numbers, (long)count * sizeof(int), texts);
    }

    /// <summary>Adds the committed strings of a column.</summary>
    public void Add(StringColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        Add(column.Base, column.Length);
    }

    /// <summary>Adds the first <paramref name="count"/> values of a column.</summary>
    public void Add<T>(FixedColumn<T> column, int count)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(column);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, column.Capacity);
        Add(column.Data, (long)count * sizeof(T));
    }

    /// <summary>Segments of a column.</summary>
    public ReadOnlySpan<Segment> Segments(int column)
    {
        int first = _columns[column].FirstSegment;
        int end = column + 1 < _columns.Count ? _columns[column + 1].FirstSegment : _segments.Count;
        return CollectionsMarshal.AsSpan(_segments)[first..end];
    }

    /// <summary>Name of a column.</summary>
    public string Name(int column) => _columns[column].Name;

    /// <summary>ClickHouse type of a column.</summary>
    public string Type(int column) => _columns[column].Type;

    /// <summary>Index of the column with this name, -1 when there is none.</summary>
    public int IndexOf(string name) => _columns.FindIndex(c => c.Name == name);

    /// <summary>Begins to read a column by its position.</summary>
    /// <exception cref="SchemaMismatchException">It is not there or has another type.</exception>
    public SegmentReader Open(int column, string expectedType)
    {
        if ((uint)column >= (uint)_columns.Count)
        {
            throw new SchemaMismatchException($"#{column + 1}", expectedType, null);
        }

        Header header = _columns[column];
        if (!NativeType.Same(header.Type, expectedType))
        {
            throw new SchemaMismatchException(header.Name, expectedType, header.Type);
        }

        return new SegmentReader(this, column);
    }

    /// <summary>Begins to read a column by its name.</summary>
    /// <exception cref="SchemaMismatchException">It is not there or has another type.</exception>
    public SegmentReader Open(string name, string expectedType)
    {
        int column = IndexOf(name);
        return column >= 0 ? Open(column, expectedType) : throw new SchemaMismatchException(name, expectedType, null);
    }

    private readonly record struct Header(string Name, string Type, int FirstSegment);
}
