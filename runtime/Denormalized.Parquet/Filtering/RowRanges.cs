namespace Denormalized.ParquetFormat;

/// <summary>Rows of a row group, from the first to before the end.</summary>
internal readonly record struct RowRange(long Start, long End);

/// <summary>Parts of a row group, in their order and apart from each other.</summary>
internal sealed class RowRanges
{
    private readonly List<RowRange> _ranges = [];

    public static RowRanges None { get; } = new();

    public IReadOnlyList<RowRange> Ranges => _ranges;

    public bool IsEmpty => _ranges.Count == 0;

    public static RowRanges All(long rows)
    {
        var all = new RowRanges();
        all.Add(0, rows);
        return all;
    }

    /// <summary>Adds rows that begin where the last ones end, or later.</summary>
    public void Add(long start, long end)
    {
        if (start >= end)
        {
            return;
        }

        if (_ranges.Count > 0 && _ranges[^1].End >= start)
        {
            _ranges[^1] = _ranges[^1] with { End = Math.Max(_ranges[^1].End, end) };
        }
        else
        {
            _ranges.Add(new RowRange(start, end));
        }
    }

    /// <summary>Rows that are in both.</summary>
    public RowRanges And(RowRanges other)
    {
        var both = new RowRanges();
        for (int i = 0, j = 0; i < _ranges.Count && j < other._ranges.Count;)
        {
            (RowRange a, RowRange b) = (_ranges[i], other._ranges[j]);
            both.Add(Math.Max(a.Start, b.Start), Math.Min(a.End, b.End));
            (i, j) = a.End < b.End ? (i + 1, j) : (i, j + 1);
        }

        return both;
    }

    /// <summary>Rows that are in one of them.</summary>
    public RowRanges Or(RowRanges other)
    {
        var either = new RowRanges();
        foreach (RowRange range in _ranges.Concat(other._ranges).OrderBy(r => r.Start))
        {
            either.Add(range.Start, range.End);
        }

        return either;
    }
}
