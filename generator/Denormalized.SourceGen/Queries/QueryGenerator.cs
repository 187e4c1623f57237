using Denormalized.SourceGen.Diagnostics;
using Denormalized.SourceGen.Queries;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Denormalized.SourceGen;

/// <summary>
/// Query operators to SQL: an interceptor for each call. Binding method bodies is what costs, so a file is bound again only
/// when its text, a type that its queries touch, or the names that are declared anywhere have changed: see
/// <see cref="QueryMemo"/>. What cannot be translated is reported here, by the generator, so that it stops a build with
/// analyzers switched off as well, once.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class QueryGenerator : IIncrementalGenerator
{
    /// <summary>Names of the steps that tests look at.</summary>
    public const string FileStep = "QueryFile";
    public const string ShapesStep = "QueryShapes";
    public const string SitesStep = "QuerySites";

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<QueryFile> files = context.SyntaxProvider
            .CreateSyntaxProvider(
                static (node, _) => node is CompilationUnitSyntax,
                static (c, cancellationToken) => QueryMemo.Of(c.SemanticModel, cancellationToken))
            .Where(static file => file != QueryFile.None)
            .WithTrackingName(FileStep);
        IncrementalValueProvider<string> folder = context.AnalyzerConfigOptionsProvider.Select(static (options, _) =>
            options.GlobalOptions.TryGetValue("build_property.ProjectDir", out string? path) ? path : "");

        IncrementalValuesProvider<(string Owner, Schema.EquatableArray<QueryShapeCode> Shapes)> shapes = files.Combine(folder)
            .Select(static (f, _) => (QueryFileName.Of(f.Left.Path, f.Right), f.Left.Shapes))
            .Where(static f => f.Shapes.Count > 0)
            .WithTrackingName(ShapesStep);
        context.RegisterSourceOutput(shapes, static (output, file) =>
            output.AddSource(file.Owner + ".g.cs", QueryFileEmitter.Shapes(file.Owner, file.Shapes)));

        IncrementalValuesProvider<(string Owner, Schema.EquatableArray<QuerySite> Sites)> sites = files.Combine(folder)
            .Select(static (f, _) => (QueryFileName.Of(f.Left.Path, f.Right), f.Left.Sites))
            .Where(static f => f.Sites.Count > 0)
            .WithTrackingName(SitesStep);
        context.RegisterSourceOutput(sites, static (output, file) =>
            output.AddSource(file.Owner + ".Sites.g.cs", QueryFileEmitter.Sites(file.Owner, file.Sites)));

        // Where nothing is wrong, nothing is combined with the compilation, which is another one after every key press.
        context.RegisterSourceOutput(files.Where(static f => f.Problems.Count > 0).Combine(context.CompilationProvider), static (output, pair) =>
        {
            SyntaxTree? tree = pair.Right.SyntaxTrees.FirstOrDefault(t => t.FilePath == pair.Left.Path);
            foreach (QueryProblem problem in pair.Left.Problems)
            {
                Location location = tree is null ? Location.None : Location.Create(tree, problem.Span);
                output.ReportDiagnostic(Diagnostic.Create(QueryDiagnostics.ById(problem.Id), location, problem.Arguments.Cast<object>().ToArray()));
            }
        });
    }
}
