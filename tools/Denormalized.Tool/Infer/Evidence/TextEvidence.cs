namespace Denormalized.Tool.Infer.Evidence;

internal sealed class TextEvidence
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
    public string? Earliest { get; private set; }

    public string? Latest { get; private set; }

    /// <summary>Texts that are numbers.</summary>
    public NumberEvidence? Numbers { get; private set; }

    public DistinctValues Distinct { get; } = new();

    public long Empty => _formats[(int)TextFormat.Empty];

    public long NotEmpty => Count - Empty;

    public long Of(TextFormat format) => _formats[(int)format];

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
        Count++;
        MinLength = Math.Min(MinLength, text.Length);
        MaxLength = Math.Max(MaxLength, text.Length);
        TextFormat format = TextClassifier.Classify(text);
        _formats[(int)format]++;
        switch (format)
        {
            case TextFormat.Integer or TextFormat.Decimal or TextFormat.Float:
                (Numbers ??= new NumberEvidence()).Add(text);
                break;
            case TextFormat.Instant or TextFormat.LocalInstant:
                SecondDigits = Math.Max(SecondDigits, TextClassifier.SecondDigits(text));
                AddRange(text[..Math.Min(text.Length, 19)]);
                break;
            case TextFormat.Date:
                AddRange(text);
                break;
            case TextFormat.Time:
                ShortTimes += text.Length == 5 ? 1 : 0;
                SecondDigits = Math.Max(SecondDigits, TextClassifier.SecondDigits(text));
                break;
        }

        Distinct.Add(text);
    }

    public void Merge(TextEvidence other)
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
            Earliest = Lower(Earliest, other.Earliest);
            Latest = Higher(Latest, other.Latest!);
        }

        Distinct.Merge(other.Distinct);
    }

    private void AddRange(ReadOnlySpan<byte> text)
    {
        // Most rows lie inside the range: compare bytes before making a string.
        Span<char> chars = stackalloc char[text.Length];
        System.Text.Encoding.ASCII.GetChars(text, chars);
        ReadOnlySpan<char> value = chars;
        if (Earliest is null || value.SequenceCompareTo(Earliest) < 0)
        {
            Earliest = value.ToString();
        }

        if (Latest is null || value.SequenceCompareTo(Latest) > 0)
        {
            Latest = value.ToString();
        }
    }

    private static string Lower(string? a, string b) => a is null || string.CompareOrdinal(b, a) < 0 ? b : a;

    private static string Higher(string? a, string b) => a is null || string.CompareOrdinal(b, a) > 0 ? b : a;
}
