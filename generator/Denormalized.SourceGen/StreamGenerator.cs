using Denormalized.Schema;
using Denormalized.SourceGen.Emit;
using Denormalized.SourceGen.Parse;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Denormalized.SourceGen;

/// <summary>[Stream] types to codecs: one file for each record, emitted again only when its model has changed.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class StreamGenerator : IIncrementalGenerator
{
    /// <summary>Name of the step that tests look at: the model of one record.</summary>
    public const string ModelStep = "Record";

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        Register(context, context.SyntaxProvider.ForAttributeWithMetadataName(
            RecordReader.StreamAttribute,
            static (node, _) => node is TypeDeclarationSyntax,
            static (c, cancellationToken) => RecordReader.Read(
                (INamedTypeSymbol)c.TargetSymbol,
                new StreamDeclaration(c.Attributes[0], ((INamedTypeSymbol)c.TargetSymbol).ContainingAssembly),
                cancellationToken)));

        // [assembly: StreamOf(typeof(Envelope<PageView>))]: several may stand in one file.
        Register(context, context.SyntaxProvider.ForAttributeWithMetadataName(
            RecordReader.StreamOfAttribute,
            static (node, _) => node is CompilationUnitSyntax,
            static (c, cancellationToken) => c.Attributes.Select(a => RecordReader.Read(a, (IAssemblySymbol)c.TargetSymbol, cancellationToken)).ToArray())
            .SelectMany(static (all, _) => all));
    }

    private static void Register(IncrementalGeneratorInitializationContext context, IncrementalValuesProvider<RecordReading> read)
    {
        IncrementalValuesProvider<RecordModel> records = read
            .Where(static r => r.Record is not null)
            .Select(static (r, _) => r.Record!)
            .WithTrackingName(ModelStep);

        context.RegisterSourceOutput(records, static (output, record) =>
            output.AddSource(HintName.Of(record.MetadataName, "Stream"), StreamEmitter.Emit(record)));

        // Diagnostics carry real locations, so that #pragma works on them; they are never part of a model.
        context.RegisterSourceOutput(read.SelectMany(static (r, _) => r.Diagnostics), static (output, diagnostic) =>
            output.ReportDiagnostic(diagnostic));
    }
}
