namespace Denormalized.Tool.Infer.Evidence;

/// <summary>
/// The distinct short texts at a path, as long as they are few. Each holds how often it was seen since it was last
/// asked for: a text that comes again costs one look-up and nothing else.
/// </summary>
internal sealed class DistinctValues
{
    /// <summary>More distinct values than this are not counted. Passing the limit does not depend on the order of the rows.</summary>
    public const int Limit = 100;

    /// <summary>A longer text is no member of a small set of names.</summary>
    public const int MaxBytes = 40;

    private Utf8Table<long>? _values = new();
    private int _last;

    public bool Overflowed => _values is null;

    public int Count => _values?.Count ?? Limit + 1;

    public IEnumerable<byte[]> Values => Enumerable.Range(0, _values?.Count ?? 0).Select(i => _values!.Key(i));

    /// <summary>Counts a text that is one of the few, or becomes one; false when they are too many.</summary>
    public bool TryCount(ReadOnlySpan<byte> value)
    {
        if (_values is not { } values || value.Length > MaxBytes)
        {
            return false;
        }

        if (!values.KeyEquals(_last, value))
        {
            int index = values.Find(value);
            if (index < 0)
            {
                if (values.Count == Limit)
                {
                    return false;
                }

                index = values.Add(value, 0);
            }

            _last = index;
        }

        values[_last]++;
        return true;
    }

    /// <summary>The next text that was counted, and how often; its count begins anew.</summary>
    /// <param name="index">Where to go on.</param>
    public bool TryTake(ref int index, out ReadOnlySpan<byte> value, out long times)
    {
        for (; index < (_values?.Count ?? 0); index++)
        {
            times = _values![index];
            if (times > 0)
            {
                value = _values.Key(index);
                _values[index++] = 0;
                return true;
            }
        }

        value = default;
        times = 0;
        return false;
    }

    /// <summary>Gives up: there are too many, or long ones.</summary>
    public void Overflow() => _values = null;

    public void Merge(DistinctValues other)
    {
        if (other.Overflowed)
        {
            Overflow();
        }

        foreach (byte[] value in other.Values)
        {
            if (_values is not null && _values.Find(value) < 0)
            {
                if (_values.Count == Limit)
                {
                    Overflow();
                    return;
                }

                _values.Add(value, 0);
            }
        }
    }
}
