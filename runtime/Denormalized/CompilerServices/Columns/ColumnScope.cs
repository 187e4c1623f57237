using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Denormalized.CompilerServices;

/// <summary>
/// The column buffers of one record type, or of the elements of one array or map: everything that has the same row
/// numbers. Generated classes declare their buffers in the constructor, in the order of ClickHouse's substreams, and
/// decode into them; this class does what is the same for all.
/// </summary>
/// <remarks>
/// <code>
///   record Order(Guid Id, string? Note, Item[] Items)      record Item(string Name, int Count)
///
///   OrderColumns: Id | Note nulls, Note | Items ends ----> ItemColumns: Name | Count       (rows = elements)
/// </code>
/// Strings of the row being written lie between <c>Pos</c> and <c>Next</c> and are committed with the row. Elements are
/// committed one by one; <see cref="Mark"/> and <see cref="Rollback"/> undo those of a refused row.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ColumnScope : IDisposable
{
    private readonly List<Part> _parts = [];
    private readonly List<StreamColumn> _columns = [];
    private readonly List<int> _columnStarts = [];
    private StringColumn[] _strings = [];
    private IFixedColumn[] _fixed = [];
    private ColumnScope[] _nested = [];
    private ColumnScope[] _items = [];
    private FixedColumn<ulong>[] _ends = [];
    private int _capacity;
    private int _marked;

    private enum PartKind
    {
        Fixed,
        String,
        Nested,
        Items,
    }

    /// <summary>Elements written so far, where the rows are elements of an array or map.</summary>
    public int Count { get; set; }

    /// <summary>A field below holds an array or map.</summary>
    public bool HasItems => _items.Length > 0 || Array.Exists(_nested, n => n.HasItems);

    /// <summary>The columns that were declared, for a root.</summary>
    internal IReadOnlyList<StreamColumn> DeclaredColumns => _columns;

    /// <summary>Starts a column of the table; what is declared next are its substreams.</summary>
    protected void Column(string name, string type)
    {
        _columns.Add(new StreamColumn(name, type));
        _columnStarts.Add(_parts.Count);
    }

    /// <summary>Declares values of one width.</summary>
    protected FixedColumn<T> Fixed<T>()
        where T : unmanaged
    {
        var column = new FixedColumn<T>();
        _fixed = [.. _fixed, column];
        _parts.Add(new Part(PartKind.Fixed, column, null, null));
        return column;
    }

    /// <summary>Declares values of <paramref name="width"/> bytes.</summary>
    protected FixedBytesColumn Bytes(int width)
    {
        var column = new FixedBytesColumn(width);
        _fixed = [.. _fixed, column];
        _parts.Add(new Part(PartKind.Fixed, column, null, null));
        return column;
    }

    /// <summary>Declares strings.</summary>
    protected StringColumn String()
    {
        var column = new StringColumn();
        _strings = [.. _strings, column];
        _parts.Add(new Part(PartKind.String, null, column, null));
        return column;
    }

    /// <summary>Declares a nested record, whose rows are the rows of this scope.</summary>
    protected TScope Nested<TScope>(TScope scope)
        where TScope : ColumnScope
    {
        _nested = [.. _nested, scope];
        _parts.Add(new Part(PartKind.Nested, null, null, scope));
        return scope;
    }

    /// <summary>Declares the elements behind the end offsets that were declared just before.</summary>
    protected TScope Items<TScope>(FixedColumn<ulong> ends, TScope scope)
        where TScope : ColumnScope
    {
        _items = [.. _items, scope];
        _ends = [.. _ends, ends];
        _parts.Add(new Part(PartKind.Items, null, null, scope));
        return scope;
    }

    /// <summary>Makes the strings of the row final.</summary>
    public abstract void Commit();

    /// <summary>Makes room for the fixed-width values of <paramref name="count"/> rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void EnsureRows(int count)
    {
        if (count > _capacity)
        {
            Grow((int)Math.Min(Array.MaxLength, Math.Max(count, Math.Max(64L, _capacity * 2L))));
        }
    }

    /// <summary>Makes room in every string column for what a message of so many bytes can hold.</summary>
    public void Reserve(long bytes)
    {
        foreach (StringColumn column in _strings)
        {
            column.Ensure(bytes);
        }

        foreach (ColumnScope scope in _nested)
        {
            scope.Reserve(bytes);
        }

        foreach (ColumnScope scope in _items)
        {
            scope.Reserve(bytes);
        }
    }

    /// <summary>Remembers the elements of all rows so far: they belong to complete rows.</summary>
    public void MarkItems()
    {
        foreach (ColumnScope scope in _items)
        {
            scope.Mark();
        }

        foreach (ColumnScope scope in _nested)
        {
            scope.MarkItems();
        }
    }

    /// <summary>Drops the elements of a row that was refused. Its strings were never committed.</summary>
    public void RollbackItems()
    {
        foreach (ColumnScope scope in _items)
        {
            scope.Rollback();
        }

        foreach (ColumnScope scope in _nested)
        {
            scope.RollbackItems();
        }
    }

    /// <summary>Remembers where the next row of a pipeline's output begins.</summary>
    public void MarkRow()
    {
        MarkStrings();
        MarkItems();
    }

    /// <summary>Drops what was written since <see cref="MarkRow"/>, committed or not.</summary>
    public void DropRow()
    {
        RollbackStrings();
        RollbackItems();
    }

    /// <summary>
    /// Drops the elements that row <paramref name="row"/> has so far: a field that comes twice in a message is read
    /// again, and its last value counts.
    /// </summary>
    public void DropItems(int row)
    {
        for (int i = 0; i < _items.Length; i++)
        {
            _items[i].RewindTo(row == 0 ? 0 : (int)_ends[i].Get(row - 1));
        }

        foreach (ColumnScope scope in _nested)
        {
            scope.DropItems(row);
        }
    }

    /// <summary>Keeps the first <paramref name="count"/> elements.</summary>
    public void RewindTo(int count)
    {
        Rewind(count, count - _marked);
        Count = count;
    }

    /// <summary>Keeps <paramref name="count"/> rows; <paramref name="fromMark"/> of them are behind the mark.</summary>
    internal void Rewind(int count, int fromMark)
    {
        foreach (StringColumn column in _strings)
        {
            column.RewindTo(fromMark);
        }

        foreach (ColumnScope scope in _nested)
        {
            scope.Rewind(count, fromMark);
        }

        for (int i = 0; i < _items.Length; i++)
        {
            _items[i].RewindTo(count == 0 ? 0 : (int)_ends[i].Get(count - 1));
        }
    }

    /// <summary>Forgets all rows, keeps the memory.</summary>
    public void Clear()
    {
        Count = _marked = 0;
        foreach (StringColumn column in _strings)
        {
            column.Clear();
        }

        foreach (ColumnScope scope in _nested)
        {
            scope.Clear();
        }

        foreach (ColumnScope scope in _items)
        {
            scope.Clear();
        }
    }

    /// <summary>Adds the declared columns and their segments to a block.</summary>
    public void Describe(ColumnBlock block, int rows)
    {
        for (int i = 0; i < _columns.Count; i++)
        {
            block.Column(_columns[i].Name, _columns[i].Type);
            int end = i + 1 < _columns.Count ? _columnStarts[i + 1] : _parts.Count;
            AddSegments(block, rows, _columnStarts[i], end);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IFixedColumn column in _fixed)
        {
            column.Dispose();
        }

        foreach (StringColumn column in _strings)
        {
            column.Dispose();
        }

        foreach (ColumnScope scope in _nested)
        {
            scope.Dispose();
        }

        foreach (ColumnScope scope in _items)
        {
            scope.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    private void AddSegments(ColumnBlock block, int rows, int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            Part part = _parts[i];
            switch (part.Kind)
            {
                case PartKind.Fixed: part.FixedColumn!.AddTo(block, rows); break;
                case PartKind.String: block.Add(part.StringColumn!); break;
                case PartKind.Nested: part.Scope!.AddSegments(block, rows, 0, part.Scope._parts.Count); break;
                default: part.Scope!.AddSegments(block, part.Scope.Count, 0, part.Scope._parts.Count); break;
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int capacity)
    {
        foreach (IFixedColumn column in _fixed)
        {
            column.Grow(capacity);
        }

        foreach (ColumnScope scope in _nested)
        {
            scope.Grow(capacity);
        }

        _capacity = capacity;
    }

    private void Mark()
    {
        _marked = Count;
        MarkStrings();
        MarkItems();
    }

    private void MarkStrings()
    {
        foreach (StringColumn column in _strings)
        {
            column.Mark();
        }

        foreach (ColumnScope scope in _nested)
        {
            scope.MarkStrings();
        }
    }

    private void Rollback()
    {
        Count = _marked;
        RollbackStrings();
        RollbackItems();
    }

    private void RollbackStrings()
    {
        foreach (StringColumn column in _strings)
        {
            column.Rollback();
        }

        foreach (ColumnScope scope in _nested)
        {
            scope.RollbackStrings();
        }
    }

    private readonly record struct Part(PartKind Kind, IFixedColumn? FixedColumn, StringColumn? StringColumn, ColumnScope? Scope);
}

/// <summary>The columns of a stream's record.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class RecordScope<T> : ColumnScope
{
    /// <summary>Decodes one JSON object into row <paramref name="row"/>; <paramref name="p"/> is at its first byte.</summary>
    /// <returns>The address behind it, or 0 when it was refused.</returns>
    public abstract nint DecodeJson(nint p, int row, DecodeContext context);

    /// <summary>Decodes one Avro record into row <paramref name="row"/>.</summary>
    /// <returns>The address behind it, or 0 when it was refused.</returns>
    public abstract nint DecodeAvro(nint p, int row, DecodeContext context);

    /// <summary>Writes a record into row <paramref name="row"/>, for which there is room; not committed on an exception.</summary>
    public abstract void Append(T record, int row);
}
