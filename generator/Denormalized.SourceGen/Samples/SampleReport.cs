using System.Collections.Immutable;
using Denormalized.SourceGen.Diagnostics;
using Denormalized.SourceGen.Parse;
using Microsoft.CodeAnalysis;

namespace Denormalized.SourceGen.Samples;

/// <summary>Says where the sample of a record does not decode any more.</summary>
internal static class SampleReport
{
    public static void Report(RecordReading reading, ImmutableArray<SampleFile> files, Action<Diagnostic> report, CancellationToken cancellationToken)
    {
        string stream = reading.Record!.WireName;
        SampleFile? sample = files.FirstOrDefault(f => f.IsNamed(reading.Sample!));
        if (sample is null)
        {
            Location place = reading.Places.TryGetValue((reading.Record.Clr, ""), out Location? at) ? at : Location.None;
            report(Diagnostic.Create(DriftDiagnostics.Sample, place, stream, $"there is no '{reading.Sample}' among the AdditionalFiles of the project: add <AdditionalFiles Include=\"{reading.Sample}\" />"));
            return;
        }

        foreach ((Location place, string message) in sample.Check(reading.Record, cancellationToken))
        {
            report(Diagnostic.Create(DriftDiagnostics.Sample, place, stream, message));
        }
    }
}
