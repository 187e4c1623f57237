using Denormalized.Tool.Infer.Decide;

namespace Denormalized.Tool.Infer.Evidence;

/// <summary>
/// What was seen at one path. All of it is counts, extremes and small sets, so that evidence of parts of the input
/// merges into the evidence of the whole, in any order.
/// </summary>
internal sealed class PathEvidence
{
    /// <summary>Values that stood here, nulls among them.</summary>
    public long Values { get; set; }

    public long Nulls { get; set; }

    public long Trues { get; set; }

    public long Falses { get; set; }

    public NumberEvidence? Numbers { get; set; }

    public TextEvidence? Texts { get; set; }

    public ArrayEvidence? Arrays { get; set; }

    public ObjectEvidence? Objects { get; set; }

    /// <summary>Set where the key may tell kinds of objects apart.</summary>
    public CaseEvidence? Cases { get; set; }

    /// <summary>What a person said that it is.</summary>
    public Choice? Answer { get; set; }

    public long Bools => Trues + Falses;

    /// <summary>How many of JSON's kinds stood here, null not counted.</summary>
    public int KindCount =>
        (Bools > 0 ? 1 : 0) + (Numbers is null ? 0 : 1) + (Texts is null ? 0 : 1) + (Arrays is null ? 0 : 1) + (Objects is null ? 0 : 1);

    public void Merge(PathEvidence other)
    {
        Values += other.Values;
        Nulls += other.Nulls;
        Trues += other.Trues;
        Falses += other.Falses;
        Answer ??= other.Answer;
        if (other.Numbers is not null)
        {
            (Numbers ??= new NumberEvidence()).Merge(other.Numbers);
        }

        if (other.Texts is not null)
        {
            (Texts ??= new TextEvidence()).Merge(other.Texts);
        }

        if (other.Arrays is not null)
        {
            (Arrays ??= new ArrayEvidence()).Merge(other.Arrays);
        }

        if (other.Objects is not null)
        {
            (Objects ??= new ObjectEvidence()).Merge(other.Objects);
        }
    }
}
