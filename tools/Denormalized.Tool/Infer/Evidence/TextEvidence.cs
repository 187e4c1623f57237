using System.Text;

namespace Denormalized.Tool.Infer.Evidence;

internal sealed class TextEvidence
{
    private readonly TextStatistics _statistics = new();
    private readonly DistinctValues _distinct = new();

    public long Count => Settled.Count;

    public int MinLength => Settled.MinLength;

    public int MaxLength => Settled.MaxLength;

    /// <inheritdoc cref="TextStatistics.SecondDigits"/>
    public int SecondDigits => Settled.SecondDigits;

    /// <inheritdoc cref="TextStatistics.ShortTimes"/>
    public long ShortTimes => Settled.ShortTimes;

    /// <inheritdoc cref="TextStatistics.Earliest"/>
    public string? Earliest => Text(Settled.Earliest);

    public string? Latest => Text(Settled.Latest);

    /// <inheritdoc cref="TextStatistics.Numbers"/>
    public NumberEvidence? Numbers => Settled.Numbers;

    /// <summary>The lowest texts in byte order.</summary>
    public IReadOnlyList<byte[]> Examples => Settled.Lowest.Values;

    public DistinctValues Distinct => _distinct;

    public long Empty => Of(TextFormat.Empty);

    public long NotEmpty => Count - Empty;

    /// <summary>The statistics with all texts in them that are only counted so far.</summary>
    private TextStatistics Settled
    {
        get
        {
            int index = 0;
            while (_distinct.TryTake(ref index, out ReadOnlySpan<byte> value, out long times))
            {
                _statistics.Add(value, times);
            }

            return _statistics;
        }
    }

    public long Of(TextFormat format) => Settled.Of(format);

    /// <summary>All texts, none of them empty, have one of the formats.</summary>
    public bool All(params ReadOnlySpan<TextFormat> formats)
    {
        long sum = 0;
        foreach (TextFormat format in formats)
        {
            sum += Of(format);
        }

        return Count > 0 && sum == Count;
    }

    public void Add(ReadOnlySpan<byte> text)
    {
        if (_distinct.TryCount(text))
        {
            return;
        }

        if (!_distinct.Overflowed)
        {
            _ = Settled;
            _distinct.Overflow();
        }

        _statistics.Add(text, 1);
    }

    public void Merge(TextEvidence other)
    {
        Settled.Merge(other.Settled);
        _distinct.Merge(other._distinct);
    }

    private static string? Text(byte[]? ascii) => ascii is null ? null : Encoding.ASCII.GetString(ascii);
}
