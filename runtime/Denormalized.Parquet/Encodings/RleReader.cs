namespace Denormalized.ParquetFormat;

/// <summary>
/// Reads the hybrid of run lengths and bit-packing, in which levels, dictionary indexes and some booleans are kept:
/// <code>
/// run : LEB128 n, lowest bit 0: one value (in whole bytes) n/2 times     0E 05        seven times 5
///                 lowest bit 1: n/2 groups of eight packed values        03 88 C6 FA  0 1 2 3 4 5 6 7, 3 bits each
/// </code>
/// </summary>
internal sealed class RleReader
{
    private const int MaxWidth = 32;

    private byte[] _data = [];
    private int _at;
    private int _end;
    private int _width;
    private long _left;
    private bool _isPacked;
    private int _value;
    private long _bit;

    /// <param name="data">Bytes with <see cref="BitPacking.Padding"/> behind <paramref name="end"/>.</param>
    /// <param name="start">First byte.</param>
    /// <param name="end">Behind the last byte.</param>
    /// <param name="width">Bits of a value.</param>
    public void Start(byte[] data, int start, int end, int width)
    {
        if (width is < 0 or > MaxWidth)
        {
            throw new InvalidDataException($"values of {width} bits are not possible");
        }

        (_data, _at, _end, _width, _left) = (data, start, end, width, 0);
        if (width == 0)
        {
            (_isPacked, _value, _left) = (false, 0, long.MaxValue); // no bits: all are 0, whether there are runs or not
        }
    }

    /// <summary>Fills <paramref name="values"/>.</summary>
    /// <exception cref="InvalidDataException">There are fewer.</exception>
    public void Read(Span<int> values)
    {
        while (values.Length > 0)
        {
            int count = NextRun(values.Length);
            if (_isPacked)
            {
                BitPacking.Unpack(_data, _bit, _width, values[..count]);
                _bit += (long)count * _width;
            }
            else
            {
                values[..count].Fill(_value);
            }

            values = values[count..];
        }
    }

    /// <summary>Fills <paramref name="values"/>, of at most 8 bits.</summary>
    public void Read(Span<byte> values)
    {
        while (values.Length > 0)
        {
            int count = NextRun(values.Length);
            if (_isPacked)
            {
                BitPacking.Unpack(_data, _bit, _width, values[..count]);
                _bit += (long)count * _width;
            }
            else
            {
                values[..count].Fill((byte)_value);
            }

            values = values[count..];
        }
    }

    /// <summary>How many of the wanted values the run at hand gives.</summary>
    private int NextRun(int wanted)
    {
        if (_left == 0)
        {
            StartRun();
        }

        int count = (int)Math.Min(wanted, _left);
        _left -= count;
        return count;
    }

    private void StartRun()
    {
        ulong header = 0;
        for (int shift = 0; ; shift += 7)
        {
            if (_at == _end || shift > 63)
            {
                throw new InvalidDataException("the runs of levels or indexes end too early");
            }

            byte b = _data[_at++];
            header |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
            {
                break;
            }
        }

        _isPacked = (header & 1) != 0;
        long count = (long)(header >> 1);
        if (count == 0 || count > uint.MaxValue)
        {
            throw new InvalidDataException($"a run of {count} values or groups is not possible");
        }

        if (_isPacked)
        {
            StartPacked(count);
        }
        else
        {
            StartRepeated(count);
        }
    }

    /// <summary>The last group may be cut where its values are not needed.</summary>
    private void StartPacked(long groups)
    {
        long bytes = groups * _width;
        _bit = (long)_at * 8;
        _left = groups * 8;
        if (bytes > _end - _at)
        {
            bytes = _end - _at;
            _left = bytes * 8 / _width;
            if (_left == 0)
            {
                throw new InvalidDataException("the packed levels or indexes end too early");
            }
        }

        _at += (int)bytes;
    }

    private void StartRepeated(long count)
    {
        int bytes = (_width + 7) / 8;
        if (bytes > _end - _at)
        {
            throw new InvalidDataException("the runs of levels or indexes end too early");
        }

        _value = (int)BitPacking.One(_data, (long)_at * 8, 8 * bytes) & (int)((1L << _width) - 1);
        _at += bytes;
        _left = count;
    }
}
