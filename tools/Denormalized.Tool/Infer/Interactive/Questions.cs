using Denormalized.Tool.Infer.Decide;
using Denormalized.Tool.Infer.Evidence;

namespace Denormalized.Tool.Infer.Interactive;

/// <summary>One thing that the rows leave open.</summary>
/// <param name="Path">Where.</param>
/// <param name="Text">What was seen.</param>
/// <param name="Options">What it may be; the first is what the rules chose.</param>
internal sealed record Question(string Path, string Text, IReadOnlyList<Option> Options);

/// <param name="Text">In words.</param>
/// <param name="Answer">Writes the answer down beside the evidence.</param>
internal sealed record Option(string Text, Action Answer);

/// <summary>Finds what is ambiguous: where the values fit two kinds and only the name, or their number, decided.</summary>
internal static class Questions
{
    private const int FewestKeys = 3;

    public static IReadOnlyList<Question> Of(Decision root) => [.. root.All().Select(d => Of(d, d == root)).OfType<Question>()];

    private static Question? Of(Decision decision, bool isRoot)
    {
        var hints = new NameHints(decision.Name);
        return decision.Kind.Tag switch
        {
            KindTag.String when decision.Evidence is { KindCount: 1, Texts: { } texts } => Digits(decision, texts, hints),
            KindTag.Int32 or KindTag.Int64 when decision.Evidence.Numbers is { } numbers && decision.Form == JsonForm.Natural => Instants(decision, numbers, hints),
            KindTag.Record when decision.Union is { IsSure: false } union => Kinds(decision, union),
            KindTag.Record when !isRoot => Keys(decision),
            _ => null,
        };
    }

    private static Question? Digits(Decision decision, TextEvidence texts, NameHints hints)
    {
        if (!texts.All(TextFormat.Integer, TextFormat.Decimal) || hints.IsIdentifier || hints.IsVersion)
        {
            return null;
        }

        Choice number = NumberRules.Choose(texts.Numbers!, hints, JsonForm.Quoted);
        return Ask(decision, "digits in quotes", ("text, as it stands", Kept(decision)), ($"a number: {number.Kind}", number));
    }

    private static Question? Instants(Decision decision, NumberEvidence numbers, NameHints hints) =>
        !hints.IsTime && !hints.IsIdentifier && EpochRules.TryChoose(numbers, out Choice instant)
            ? Ask(decision, "numbers in the range of instants", ("a number", Kept(decision)), ($"an instant: {instant.Reason}", instant))
            : null;

    private static Question Kinds(Decision decision, UnionDecision union) => new(decision.Path, EvidenceText.Union(union),
    [
        new Option("one open type, in which any other kind fits", () => decision.Evidence.Objects!.AreKindsClosed = false),
        new Option("a type for each of these kinds, and no other", () => decision.Evidence.Objects!.AreKindsClosed = true),
    ]);

    private static Question? Keys(Decision decision)
    {
        KindTag[] kinds = [.. decision.Members.Select(m => m.Kind.Tag).Distinct()];
        bool ambiguous = decision.Members.Count >= FewestKeys && kinds is [KindTag.Int32 or KindTag.Int64 or KindTag.Float64 or KindTag.Bool] && decision.Members.Any(m => m.Optional);
        string keys = string.Join(", ", decision.Members.Take(FewestKeys).Select(m => m.Key));
        return ambiguous
            ? Ask(decision, $"values of one kind under {decision.Members.Count:N0} keys ({keys}, ...)", ("a record: the keys are names", Kept(decision)), ("a dictionary: the keys are data", new Choice(KindTag.Map, "a dictionary, as was said")))
            : null;
    }

    private static Choice Kept(Decision decision) => new(decision.Kind, decision.Form, decision.Reason);

    private static Question Ask(Decision decision, string what, params (string Text, Choice Choice)[] options) => new(
        decision.Path,
        $"{what}; {EvidenceText.Of(decision)}",
        [.. options.Select(o => new Option(o.Text, () => decision.Evidence.Answer = o.Choice))]);
}
