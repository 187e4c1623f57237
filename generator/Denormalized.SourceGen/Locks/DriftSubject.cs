using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Denormalized.SourceGen.Locks;

/// <summary>What a diagnostic is about, in words that code fixes find again however the code has changed: the properties of the diagnostic.</summary>
/// <param name="Stream">Name of the stream.</param>
/// <param name="Lock">Path of its lock.</param>
/// <param name="Path">As in <see cref="Schema.DriftFinding"/>.</param>
/// <param name="Former">As in <see cref="Schema.DriftFinding"/>.</param>
internal sealed record DriftSubject(string Stream, string Lock, string Path, string Former)
{
    public ImmutableDictionary<string, string?> Properties => ImmutableDictionary<string, string?>.Empty
        .Add(nameof(Stream), Stream).Add(nameof(Lock), Lock).Add(nameof(Path), Path).Add(nameof(Former), Former);

    public static DriftSubject? Of(Diagnostic diagnostic)
        => diagnostic.Properties.TryGetValue(nameof(Lock), out string? path) && path is not null
            ? new DriftSubject(diagnostic.Properties[nameof(Stream)]!, path, diagnostic.Properties[nameof(Path)]!, diagnostic.Properties[nameof(Former)]!)
            : null;
}
