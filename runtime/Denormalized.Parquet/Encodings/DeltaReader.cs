namespace Denormalized.ParquetFormat;

/// <summary>
/// Reads DELTA_BINARY_PACKED integers:
/// <code>
/// values of a block, mini blocks of a block, values in all (LEB128 each), first value (zigzag)
/// block : smallest delta (zigzag), a bit width for each mini block, then the mini blocks: delta - smallest, bit-packed
/// </code>
/// </summary>
internal struct DeltaReader
{
    private const int MaxBlock = 1 << 20;

    private readonly byte[] _data;
    private readonly int _end;
    private readonly int _perMini;
    private readonly int _minis;
    private int _at;
    private int _mini;
    private int _widths;
    private long _minDelta;
    private long _last;
    private long _left;
    private bool _isFirst;

    // Of the mini block at hand.
    private int _miniLeft;
    private int _width;
    private long _bit;

    /// <param name="data">Bytes with <see cref="BitPacking.Padding"/> behind <paramref name="end"/>.</param>
    /// <param name="start">First byte.</param>
    /// <param name="end">Behind the last byte.</param>
    public DeltaReader(byte[] data, int start, int end)
    {
        (_data, _at, _end) = (data, start, end);
        ulong block = UInt64();
        ulong minis = UInt64();
        ulong count = UInt64();
        if (block is 0 or > MaxBlock || block % 128 != 0 || minis == 0 || minis > block || block % minis != 0 || block / minis % 32 != 0 || count > int.MaxValue)
        {
            throw new InvalidDataException($"blocks of {block} deltas in {minis} parts are not possible, or {count} values");
        }

        _perMini = (int)(block / minis);
        _minis = _mini = (int)minis;
        _left = Count = (int)count;
        _last = Zigzag();
        _isFirst = true;
    }

    /// <summary>Values in all.</summary>
    public int Count { get; }

    /// <summary>Behind what was read; when all values were, behind the last block.</summary>
    public readonly int Position => _at;

    public void Read(Span<int> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = unchecked((int)Next());
        }
    }

    public void Read(Span<long> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Next();
        }
    }

    public void Skip(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Next();
        }
    }

    /// <summary>The next value; deltas overflow as the writer's did.</summary>
    public long Next()
    {
        if (_left-- <= 0)
        {
            throw new InvalidDataException($"there are only {Count} deltas");
        }

        if (_isFirst)
        {
            _isFirst = false;
            return _last;
        }

        if (_miniLeft == 0)
        {
            StartMini();
        }

        _miniLeft--;
        ulong delta = _width == 0 ? 0 : BitPacking.One(_data, _bit, _width);
        _bit += _width;
        return _last = unchecked(_last + _minDelta + (long)delta);
    }

    private void StartMini()
    {
        if (_mini == _minis)
        {
            _minDelta = Zigzag();
            _widths = _at;
            _at += _minis;
            _mini = 0;
            Check();
        }

        _width = _data[_widths + _mini++];
        if (_width > 64)
        {
            throw new InvalidDataException($"deltas of {_width} bits are not possible");
        }

        _bit = (long)_at * 8;
        _miniLeft = _perMini;
        _at = (int)Math.Min(int.MaxValue, _at + ((long)_perMini * _width / 8));
        Check();
    }

    private readonly void Check()
    {
        if (_at > _end)
        {
            throw new InvalidDataException("the deltas end too early");
        }
    }

    private long Zigzag()
    {
        ulong zigzag = UInt64();
        return (long)(zigzag >> 1) ^ -(long)(zigzag & 1);
    }

    private ulong UInt64()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            if (_at >= _end)
            {
                break;
            }

            byte b = _data[_at++];
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("the deltas end too early");
    }
}
