using System.Collections.Immutable;
using Denormalized.SourceGen.Diagnostics;
using Denormalized.SourceGen.Emit;
using Denormalized.SourceGen.Incremental;
using Denormalized.SourceGen.Pipelines;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Denormalized.SourceGen;

/// <summary>[Pipeline] classes to runtimes: emitted again only when their model has changed.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class PipelineGenerator : IIncrementalGenerator
{
    /// <summary>Name of the step that tests look at: the model of one pipeline.</summary>
    public const string ModelStep = "Pipeline";

    internal static readonly AttributedSyntax<PipelineReading> Pipelines = new(
        "PipelineAttribute",
        isOfAssembly: false,
        bodies: true,
        static (at, cancellationToken) => PipelineReader.Read((INamedTypeSymbol)at.Symbol, (TypeDeclarationSyntax)at.Syntax, at.Compilation, cancellationToken));

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<PipelineReading> read = context.SyntaxProvider
            .CreateSyntaxProvider(
                static (node, _) => node is CompilationUnitSyntax,
                static (c, cancellationToken) => Pipelines.In(c.SemanticModel, cancellationToken))
            .SelectMany(static (file, _) => file);

        IncrementalValuesProvider<PipelineModel> pipelines = read
            .Where(static r => r.Model is not null)
            .Select(static (r, _) => r.Model!)
            .WithTrackingName(ModelStep);

        context.RegisterSourceOutput(pipelines, static (output, pipeline) =>
        {
            output.AddSource(HintName.Of(pipeline.MetadataName, "Pipeline"), PipelineEmitter.Emit(pipeline));
            for (int part = 0; part < pipeline.Parts.Count; part++)
            {
                output.AddSource(HintName.Of(pipeline.MetadataName, part == 0 ? "Lambdas" : $"Lambdas{part + 1}"), UserPartEmitter.Emit(pipeline, part));
            }
        });

        // Diagnostics carry real locations, so that #pragma works on them; they are never part of a model.
        context.RegisterSourceOutput(read.SelectMany(static (r, _) => r.Diagnostics), static (output, diagnostic) => output.ReportDiagnostic(diagnostic));
        context.RegisterSourceOutput(read.Collect(), static (output, all) => ReportDuplicates(output, all));
    }

    private static void ReportDuplicates(SourceProductionContext output, ImmutableArray<PipelineReading> all)
    {
        foreach (IGrouping<string, PipelineReading> group in all.Where(p => p.Name.Length > 0).GroupBy(p => p.Name, StringComparer.Ordinal))
        {
            PipelineReading first = group.First();
            foreach (PipelineReading other in group.Skip(1))
            {
                output.ReportDiagnostic(Diagnostic.Create(PipelineDiagnostics.DuplicateName, other.NameLocation, other.Name, first.MetadataName));
            }
        }
    }
}
