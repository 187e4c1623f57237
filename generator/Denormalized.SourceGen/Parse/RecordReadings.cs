using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace Denormalized.SourceGen.Parse;

/// <summary>
/// The records of a compilation, each read once although its own codec, pipelines and many queries ask for it. Kept as long
/// as the compilation and no longer, because the keys are its symbols.
/// </summary>
internal static class RecordReadings
{
    private static readonly ConditionalWeakTable<IAssemblySymbol, ConcurrentDictionary<INamedTypeSymbol, RecordReading>> s_compilations = new();

    /// <param name="type">The type.</param>
    /// <param name="stream">What makes it a stream.</param>
    /// <param name="from">The assembly that is compiled, which other symbols may come and go with.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public static RecordReading Of(INamedTypeSymbol type, StreamDeclaration stream, IAssemblySymbol from, CancellationToken cancellationToken)
    {
        ConcurrentDictionary<INamedTypeSymbol, RecordReading> readings = s_compilations.GetValue(
            from, static _ => new ConcurrentDictionary<INamedTypeSymbol, RecordReading>(SymbolEqualityComparer.IncludeNullability));
        return readings.GetOrAdd(type, t => RecordReader.Read(t, stream, cancellationToken));
    }
}
