using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using Denormalized.CodeFixes;
using Denormalized.SourceGen;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Host.Mef;
using Microsoft.CodeAnalysis.Text;

namespace Denormalized.Editor.Tests;

/// <param name="Diagnostics">What its "fix all" would ask.</param>
internal sealed record OfferedFix(CodeFixProvider Provider, CodeAction Action, FixAllContext.DiagnosticProvider Diagnostics);

/// <summary>
/// An editor's workspace with our assemblies as its analyzers. Roslyn's service of code fixes is internal; its package is pinned,
/// and so are the names by which it is reached here.
/// </summary>
internal sealed class Editor : IDisposable
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly Assembly s_features = Assembly.Load("Microsoft.CodeAnalysis.Features");

    private readonly MefHostServices _host = MefHostServices.Create(
        MefHostServices.DefaultAssemblies.Concat([s_features, Assembly.Load("Microsoft.CodeAnalysis.CSharp.Features")]).Distinct());

    private readonly AdhocWorkspace _workspace;

    public Editor() => _workspace = new AdhocWorkspace(_host);

    public Document Open(string source, string @lock)
    {
        IEnumerable<string> references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(p => Path.GetFileName(p).StartsWith("System.", StringComparison.Ordinal)).Append(typeof(StreamAttribute).Assembly.Location);
        ProjectInfo info = ProjectInfo.Create(
            ProjectId.CreateNewId(), VersionStamp.Default, "Drift", "Drift", LanguageNames.CSharp,
            compilationOptions: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable),
            parseOptions: new CSharpParseOptions(LanguageVersion.Latest).WithFeatures([new("InterceptorsNamespaces", "Denormalized.Generated")]),
            metadataReferences: references.Select(r => MetadataReference.CreateFromFile(r)),
            analyzerReferences: [Analyzer(typeof(StreamGenerator)), Analyzer(typeof(DriftCodeFixProvider))]);
        var order = DocumentId.CreateNewId(info.Id);
        Solution solution = _workspace.AddProject(info).Solution
            .AddDocument(DocumentId.CreateNewId(info.Id), "Usings.cs", "global using System;", filePath: "/Drift/Usings.cs")
            .AddDocument(order, "Order.cs", source, filePath: "/Drift/Order.cs")
            .AddAdditionalDocument(DocumentId.CreateNewId(info.Id), "order.lock.json", SourceText.From(@lock), filePath: "/Drift/schemas/order.lock.json");
        Assert.True(_workspace.TryApplyChanges(solution));
        _workspace.OpenDocument(order);
        return _workspace.CurrentSolution.GetDocument(order)!;
    }

    /// <summary>Ids of what a build would say; errors of the compiler would be among them.</summary>
    public async Task<IReadOnlyList<string>> DriftAsync(Project project)
    {
        CSharpGeneratorDriver.Create([new StreamGenerator().AsSourceGenerator()], additionalTexts: project.AnalyzerOptions.AdditionalFiles, parseOptions: (CSharpParseOptions)project.ParseOptions!)
            .RunGeneratorsAndUpdateCompilation((await project.WithAnalyzerReferences([]).GetCompilationAsync())!, out Compilation output, out ImmutableArray<Diagnostic> diagnostics);
        return [.. diagnostics.Concat(output.GetDiagnostics()).Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.Id)];
    }

    /// <summary>What the light bulb shows at a place.</summary>
    public async Task<IReadOnlyList<OfferedFix>> FixesAsync(Document document, int position)
    {
        Type type = s_features.GetType("Microsoft.CodeAnalysis.CodeFixes.ICodeFixService", throwOnError: true)!;
        var exports = (IEnumerable)typeof(MefHostServices).GetMethods(Any).Single(m => m.Name.EndsWith("GetExports", StringComparison.Ordinal) && m.GetGenericArguments().Length == 1)
            .MakeGenericMethod(type).Invoke(_host, null)!;
        object service = exports.Cast<object>().Select(lazy => Get(lazy, "Value")).Single();
        object stream = type.GetMethod("StreamFixesAsync")!.Invoke(service, [document, new TextSpan(position, 0), null, default(CancellationToken)])!;
        var collect = (Task<IReadOnlyList<OfferedFix>>)typeof(Editor).GetMethod(nameof(CollectAsync), BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(type.Assembly.GetType("Microsoft.CodeAnalysis.CodeFixes.CodeFixCollection", throwOnError: true)!).Invoke(null, [stream])!;
        return await collect;
    }

    public void Dispose() => _workspace.Dispose();

    private static async Task<IReadOnlyList<OfferedFix>> CollectAsync<T>(IAsyncEnumerable<T> collections)
    {
        var offered = new List<OfferedFix>();
        await foreach (T collection in collections)
        {
            if (Get(collection!, "Provider") is CodeFixProvider provider)
            {
                var diagnostics = (FixAllContext.DiagnosticProvider)Get(Get(collection!, "FixAllState"), "DiagnosticProvider");
                offered.AddRange(((IEnumerable)Get(collection!, "Fixes")).Cast<object>().Select(fix => new OfferedFix(provider, (CodeAction)Get(fix, "Action"), diagnostics)));
            }
        }

        return offered;
    }

    private static object Get(object value, string name)
        => value.GetType().GetProperty(name, Any)?.GetValue(value) ?? value.GetType().GetField(name, Any)?.GetValue(value)!;

    private static AnalyzerFileReference Analyzer(Type type) => new(type.Assembly.Location, new Loader());

    private sealed class Loader : IAnalyzerAssemblyLoader
    {
        public void AddDependencyLocation(string fullPath)
        {
        }

        public Assembly LoadFromPath(string fullPath) => Assembly.LoadFrom(fullPath);
    }
}
