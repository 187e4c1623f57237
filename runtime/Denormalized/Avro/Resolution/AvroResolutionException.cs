using Denormalized.Schema;

namespace Denormalized;

/// <summary>Data of one Avro schema cannot be read with another.</summary>
/// <param name="conflicts">Where and why.</param>
public sealed class AvroResolutionException(IReadOnlyList<AvroConflict> conflicts)
    : FormatException("Data of the writer's Avro schema cannot be read with the reader's. " + string.Join("; ", conflicts) + ".")
{
    /// <summary>Where and why.</summary>
    public IReadOnlyList<AvroConflict> Conflicts { get; } = conflicts;
}
