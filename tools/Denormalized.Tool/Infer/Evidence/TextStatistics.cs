namespace Denormalized.Tool.Infer.Evidence;

/// <summary>Counts and extremes of texts.</summary>
internal sealed class TextStatistics
{
    private readonly long[] _formats = new long[TextFormats.Count];

    public long Count { get; private set; }

    public int MinLength { get; private set; } = int.MaxValue;

    public int MaxLength { get; private set; }

    /// <summary>Most digits behind the second of an instant or a time.</summary>
    public int SecondDigits { get; private set; }

    /// <summary>A time of day without seconds was seen.</summary>
    public long ShortTimes { get; private set; }

    /// <summary>Range of the dates and instants, as written, cut to the second.</summary>
    public byte[]? Earliest { get; private set; }

    public byte[]? Latest { get; private set; }

    /// <summary>Texts that are numbers.</summary>
    public NumberEvidence? Numbers { get; private set; }

    public LowestTexts Lowest { get; } = new();

    public long Of(TextFormat format) => _formats[(int)format];

    public void Add(ReadOnlySpan<byte> text, long times)
    {
        Count += times;
        MinLength = Math.Min(MinLength, text.Length);
        MaxLength = Math.Max(MaxLength, text.Length);
        TextFormat format = TextClassifier.Classify(text);
        _formats[(int)format] += times;
        switch (format)
        {
            case TextFormat.Integer or TextFormat.Decimal or TextFormat.Float:
                (Numbers ??= new NumberEvidence()).Add(text, times);
                break;
            case TextFormat.Instant or TextFormat.LocalInstant:
                SecondDigits = Math.Max(SecondDigits, TextClassifier.SecondDigits(text));
                AddRange(text[..Math.Min(text.Length, 19)]);
                break;
            case TextFormat.Date:
                AddRange(text);
                break;
            case TextFormat.Time:
                ShortTimes += text.Length == 5 ? times : 0;
                SecondDigits = Math.Max(SecondDigits, TextClassifier.SecondDigits(text));
                break;
        }

        Lowest.Add(text);
    }

    public void Merge(TextStatistics other)
    {
        Count += other.Count;
        MinLength = Math.Min(MinLength, other.MinLength);
        MaxLength = Math.Max(MaxLength, other.MaxLength);
        SecondDigits = Math.Max(SecondDigits, other.SecondDigits);
        ShortTimes += other.ShortTimes;
        for (int i = 0; i < _formats.Length; i++)
        {
            _formats[i] += other._formats[i];
        }

        if (other.Numbers is not null)
        {
            (Numbers ??= new NumberEvidence()).Merge(other.Numbers);
        }

        if (other.Earliest is not null)
        {
            AddRange(other.Earliest);
            AddRange(other.Latest);
        }

        Lowest.Merge(other.Lowest);
    }

    // Most texts lie inside the range: compare before copying.
    private void AddRange(ReadOnlySpan<byte> text)
    {
        if (Earliest is null || text.SequenceCompareTo(Earliest) < 0)
        {
            Earliest = text.ToArray();
        }

        if (Latest is null || text.SequenceCompareTo(Latest) > 0)
        {
            Latest = text.ToArray();
        }
    }
}
