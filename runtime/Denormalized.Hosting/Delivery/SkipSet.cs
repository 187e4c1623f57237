namespace Denormalized.Hosting;

/// <summary>
/// Offsets of one partition that a table holds already, as ranges. After an unclean stop the messages behind the committed
/// offset are read again, and those that are stored are not stored twice.
/// </summary>
internal sealed class SkipSet
{
    private readonly List<(long First, long Last)> _ranges = [];
    private int _cursor;

    /// <summary>Greatest offset in the set, -1 when it is empty.</summary>
    public long Max => _ranges.Count == 0 ? -1 : _ranges[^1].Last;

    /// <summary>Number of offsets.</summary>
    public long Count { get; private set; }

    /// <summary>Adds an offset not smaller than any before; adding the last one again changes nothing.</summary>
    public void Add(long offset)
    {
        if (offset == Max)
        {
            return;
        }

        if (offset < Max)
        {
            throw new ArgumentOutOfRangeException(nameof(offset), offset, $"Offsets must ascend; {Max} was added before.");
        }

        Count++;
        if (_ranges.Count > 0 && _ranges[^1].Last == offset - 1)
        {
            _ranges[^1] = (_ranges[^1].First, offset);
        }
        else
        {
            _ranges.Add((offset, offset));
        }
    }

    /// <summary>Whether the set holds the offset. Cheap when asked in ascending order.</summary>
    public bool Contains(long offset)
    {
        if (_cursor > 0 && offset <= _ranges[_cursor - 1].Last)
        {
            _cursor = 0;
        }

        while (_cursor < _ranges.Count && _ranges[_cursor].Last < offset)
        {
            _cursor++;
        }

        return _cursor < _ranges.Count && _ranges[_cursor].First <= offset;
    }
}
