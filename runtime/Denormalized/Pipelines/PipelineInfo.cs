using System.ComponentModel;

namespace Denormalized.CompilerServices;

/// <summary>What is known of a pipeline at compile time.</summary>
/// <param name="Name">Name given with <see cref="PipelineAttribute"/>.</param>
/// <param name="Fingerprint">Hash of the emitted plan: changes when, and only when, the logic or a record's layout does.</param>
/// <param name="Sources">
/// The streams read, one for each source record type: methods that take the same <c>IStream&lt;T&gt;</c> share one source and
/// one decode. The index is the <c>source</c> of <c>PipelineRuntime.Process</c>.
/// </param>
/// <param name="Outputs">
/// The streams written, one for each method, in declaration order; at most <see cref="MaxOutputs"/>. The index is the bit in
/// the <c>outputs</c> of <c>PipelineRuntime.Process</c> and the argument of <c>PipelineRuntime.Output</c>.
/// </param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record PipelineInfo(string Name, ulong Fingerprint, IReadOnlyList<StreamInfo> Sources, IReadOnlyList<StreamInfo> Outputs)
{
    /// <summary>Outputs that one pipeline class can have: they are bits of a 64-bit mask.</summary>
    public const int MaxOutputs = 64;

    /// <summary>Value of the system column <c>_pipeline</c>, e.g. <c>enrichment@00c1d2e3f4a5b697</c>.</summary>
    public string Provenance { get; } = $"{Name}@{Fingerprint:x16}";
}
