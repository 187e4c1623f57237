namespace Denormalized.Tool.Infer.Evidence;

/// <summary>The distinct short texts at a path, as long as they are few, and the lowest few for examples.</summary>
internal sealed class DistinctValues
{
    /// <summary>More distinct values than this are not counted. Passing the limit does not depend on the order of the rows.</summary>
    public const int Limit = 256;

    /// <summary>A longer text is no member of a small set of names.</summary>
    public const int MaxBytes = 64;

    private const int ExampleCount = 3;
    private Utf8Table<object>? _values = new();
    private readonly List<byte[]> _lowest = [];

    public bool Overflowed => _values is null;

    public int Count => _values?.Count ?? Limit + 1;

    public IEnumerable<byte[]> Values
    {
        get
        {
            for (int i = 0; i < (_values?.Count ?? 0); i++)
            {
                yield return _values!.Key(i);
            }
        }
    }

    /// <summary>The lowest values in byte order, cut to <see cref="MaxBytes"/>.</summary>
    public IReadOnlyList<byte[]> Examples => _lowest;

    public void Add(ReadOnlySpan<byte> value)
    {
        if (_values is not null)
        {
            if (value.Length > MaxBytes)
            {
                _values = null;
            }
            else if (_values.Find(value) >= 0)
            {
                return;
            }
            else if (_values.Count == Limit)
            {
                _values = null;
            }
            else
            {
                _values.Add(value, Marker);
            }
        }

        AddExample(value);
    }

    public void Merge(DistinctValues other)
    {
        foreach (byte[] example in other._lowest)
        {
            AddExample(example);
        }

        if (other.Overflowed)
        {
            _values = null;
        }

        foreach (byte[] value in other.Values)
        {
            Add(value);
        }
    }

    private static readonly object Marker = new();

    private void AddExample(ReadOnlySpan<byte> value)
    {
        if (value.Length > MaxBytes)
        {
            value = value[..MaxBytes];
        }

        int at = _lowest.Count;
        while (at > 0)
        {
            int order = value.SequenceCompareTo(_lowest[at - 1]);
            if (order == 0)
            {
                return;
            }

            if (order > 0)
            {
                break;
            }

            at--;
        }

        if (at == ExampleCount)
        {
            return;
        }

        _lowest.Insert(at, value.ToArray());
        if (_lowest.Count > ExampleCount)
        {
            _lowest.RemoveAt(ExampleCount);
        }
    }
}
