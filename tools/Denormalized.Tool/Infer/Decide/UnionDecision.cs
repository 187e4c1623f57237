namespace Denormalized.Tool.Infer.Decide;

/// <summary>One kind of the objects.</summary>
/// <param name="Value">What the discriminator says.</param>
/// <param name="Count">Objects that have it.</param>
/// <param name="Members">Keys that only these objects have; absent counts these objects alone.</param>
internal sealed record UnionCase(string Value, long Count, IReadOnlyList<Decision> Members);

/// <summary>Objects of several kinds, told apart by the value at one key.</summary>
/// <param name="Shared">Members that objects of more than one kind have, without the discriminator.</param>
/// <param name="IsSure">Every kind was seen often enough to take those seen for all there are.</param>
internal sealed record UnionDecision(Decision Discriminator, IReadOnlyList<Decision> Shared, IReadOnlyList<UnionCase> Cases, bool IsSure);
