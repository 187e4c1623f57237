using System.Collections.Immutable;
using Denormalized.Schema;
using Denormalized.SourceGen.Emit;
using Denormalized.SourceGen.Incremental;
using Denormalized.SourceGen.Locks;
using Denormalized.SourceGen.Parse;
using Denormalized.SourceGen.Samples;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Denormalized.SourceGen;

/// <summary>[Stream] types to codecs: one file for each record, emitted again only when its model has changed.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class StreamGenerator : IIncrementalGenerator
{
    /// <summary>Name of the step that tests look at: the model of one record.</summary>
    public const string ModelStep = "Record";

    /// <summary>Name of the step that tests look at: a record with its lock.</summary>
    public const string DriftStep = "Drift";

    internal static bool IsLock(AdditionalText file) => file.Path.EndsWith(StreamLock.FileSuffix, StringComparison.OrdinalIgnoreCase);

    /// <summary>Who references it has files that older versions wrote.</summary>
    internal static bool IsInParquet(Compilation compilation) => compilation.ReferencedAssemblyNames.Any(a => a.Name == "Denormalized.Parquet");

    internal static readonly AttributedSyntax<RecordReading> Records = new(
        "StreamAttribute",
        isOfAssembly: false,
        bodies: false,
        static (at, cancellationToken) =>
        {
            var type = (INamedTypeSymbol)at.Symbol;
            return RecordReadings.Of(type, new StreamDeclaration(at.Attribute, type.ContainingAssembly), at.Compilation.Assembly, cancellationToken);
        });

    /// <summary>[assembly: StreamOf(typeof(Envelope&lt;PageView&gt;))]: several may stand in one file.</summary>
    internal static readonly AttributedSyntax<RecordReading> ClosedRecords = new(
        "StreamOfAttribute",
        isOfAssembly: true,
        bodies: false,
        static (at, cancellationToken) => RecordReader.Read(at.Attribute, (IAssemblySymbol)at.Symbol, cancellationToken));

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<RecordReading> read = context.SyntaxProvider
            .CreateSyntaxProvider(
                static (node, _) => node is CompilationUnitSyntax,
                static (c, cancellationToken) => (
                    Own: Records.In(c.SemanticModel, cancellationToken),
                    Closed: ClosedRecords.In(c.SemanticModel, cancellationToken)))
            .SelectMany(static (file, _) => file.Own.Concat(file.Closed));

        IncrementalValuesProvider<RecordModel> records = read
            .Where(static r => r.Record is not null)
            .Select(static (r, _) => r.Record!)
            .WithTrackingName(ModelStep);

        context.RegisterSourceOutput(records, static (output, record) =>
            output.AddSource(HintName.Of(record.MetadataName, "Stream"), StreamEmitter.Emit(record)));

        // Diagnostics carry real locations, so that #pragma works on them; they are never part of a model. What is wrong
        // with a record that is part of several streams is said once.
        context.RegisterSourceOutput(read.SelectMany(static (r, _) => r.Diagnostics).Collect(), static (output, all) =>
        {
            foreach (Diagnostic diagnostic in all.Distinct())
            {
                output.ReportDiagnostic(diagnostic);
            }
        });

        ReportDrift(context, read);
        ReportSamples(context, read);
    }

    /// <summary>A sample is read when a record names it, and again when it or the record has changed.</summary>
    private static void ReportSamples(IncrementalGeneratorInitializationContext context, IncrementalValuesProvider<RecordReading> read)
    {
        IncrementalValueProvider<ImmutableArray<SampleFile>> files = context.AdditionalTextsProvider
            .Where(static file => !file.Path.EndsWith(StreamLock.FileSuffix, StringComparison.OrdinalIgnoreCase))
            .Select(static (file, _) => new SampleFile(file))
            .Collect();
        context.RegisterSourceOutput(
            read.Where(static r => r is { Record: not null, Sample: not null }).Combine(files),
            static (output, pair) => SampleReport.Report(pair.Left, pair.Right, output.ReportDiagnostic, output.CancellationToken));
    }

    /// <summary>Each record is compared with its own lock alone: a lock that changes concerns one record.</summary>
    private static void ReportDrift(IncrementalGeneratorInitializationContext context, IncrementalValuesProvider<RecordReading> read)
    {
        IncrementalValueProvider<LockSet> locks = context.AdditionalTextsProvider
            .Where(IsLock)
            .Select(static (file, cancellationToken) => LockFile.Read(file, cancellationToken))
            .Collect()
            .Select(static (files, _) => new LockSet(files));

        IncrementalValueProvider<bool> isInParquet = context.CompilationProvider
            .Select(static (compilation, _) => IsInParquet(compilation));
        IncrementalValuesProvider<RecordReading> streams = read.Where(static r => r.Record is not null);
        IncrementalValuesProvider<LockedRecord> locked = streams
            .Combine(locks.Combine(isInParquet))
            .Select(static (pair, _) => pair.Right.Left.Of(pair.Left, pair.Right.Right))
            .WithTrackingName(DriftStep);

        context.RegisterSourceOutput(locked, static (output, record) => DriftReport.Report(record, output.ReportDiagnostic));
        context.RegisterSourceOutput(
            locks.Combine(streams.Select(static (r, _) => r.Record!.WireName).Collect()),
            static (output, pair) => DriftReport.ReportFiles(pair.Left, pair.Right, output.ReportDiagnostic));
        context.RegisterSourceOutput(streams.Collect(), static (output, all) => DriftReport.ReportTopics(all, output.ReportDiagnostic));
    }
}
