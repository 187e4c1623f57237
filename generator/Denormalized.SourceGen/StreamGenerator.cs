using Denormalized.Schema;
using Denormalized.SourceGen.Emit;
using Denormalized.SourceGen.Parse;
using Microsoft.CodeAnalysis;

namespace Denormalized.SourceGen;

/// <summary>[Stream] types to codecs: one file for each record, emitted again only when its model has changed.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class StreamGenerator : IIncrementalGenerator
{
    /// <summary>Name of the step that tests look at: the model of one record.</summary>
    public const string ModelStep = "Record";

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<(RecordModel? Record, IReadOnlyList<Diagnostic> Diagnostics)> read =
            context.SyntaxProvider.ForAttributeWithMetadataName(
                RecordReader.StreamAttribute,
                static (node, _) => node is Microsoft.CodeAnalysis.CSharp.Syntax.TypeDeclarationSyntax,
                static (c, cancellationToken) => RecordReader.Read((INamedTypeSymbol)c.TargetSymbol, cancellationToken));

        IncrementalValuesProvider<RecordModel> records = read
            .Where(static r => r.Record is not null)
            .Select(static (r, _) => r.Record!)
            .WithTrackingName(ModelStep);

        context.RegisterSourceOutput(records, static (output, record) =>
            output.AddSource(HintName(record), StreamEmitter.Emit(record)));

        // Diagnostics carry real locations, so that #pragma works on them; they are never part of a model.
        context.RegisterSourceOutput(read.SelectMany(static (r, _) => r.Diagnostics), static (output, diagnostic) =>
            output.ReportDiagnostic(diagnostic));
    }

    /// <summary>The metadata name with what a hint name may not hold replaced, e.g. <c>Shop.Outer.Order.Stream.g.cs</c>.</summary>
    private static string HintName(RecordModel record)
    {
        var name = new System.Text.StringBuilder();
        foreach (char c in record.MetadataName)
        {
            name.Append(c == '+' ? '.' : c);
        }

        return name.Append(".Stream.g.cs").ToString();
    }
}
