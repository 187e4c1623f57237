using System.Collections.Immutable;
using Denormalized.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Denormalized.SourceGen.Tests.Locks;

/// <summary>A project in a workspace, as an editor has it: diagnostics of the generator, and what is offered for them.</summary>
internal sealed class FixedCode : IDisposable
{
    private readonly AdhocWorkspace _workspace = new();

    /// <param name="files">Code, each with the usings of <see cref="LockedCode"/>.</param>
    /// <param name="locks">Texts of locks.</param>
    public FixedCode(IEnumerable<(string Path, string Text)> files, params IEnumerable<string> locks)
    {
        CSharpCompilation empty = Compile.Create("");
        ProjectInfo info = ProjectInfo.Create(ProjectId.CreateNewId(), VersionStamp.Default, "Consumer", "Consumer", LanguageNames.CSharp, compilationOptions: empty.Options, parseOptions: Compile.ParseOptions, metadataReferences: empty.References);
        Solution solution = _workspace.AddProject(info).Solution;
        foreach ((string path, string text) in files)
        {
            solution = solution.AddDocument(DocumentId.CreateNewId(info.Id), path, SourceText.From(LockedCode.Usings + text), filePath: path);
        }

        foreach ((int i, string text) in locks.Index())
        {
            solution = solution.AddAdditionalDocument(DocumentId.CreateNewId(info.Id), $"{i}.lock.json", SourceText.From(text), filePath: $"schemas/{i}.lock.json");
        }

        Project = solution.GetProject(info.Id)!;
    }

    public FixedCode(string source, params IEnumerable<string> locks)
        : this([("Source.cs", source)], locks)
    {
    }

    public Project Project { get; }

    public void Dispose() => _workspace.Dispose();

    /// <summary>What the generator says of drift; the code itself must compile without a warning, where that is asked.</summary>
    public static async Task<ImmutableArray<Diagnostic>> DriftAsync(Project project, bool compile = true)
    {
        Compilation compilation = (await project.GetCompilationAsync())!;
        CSharpGeneratorDriver.Create([new StreamGenerator().AsSourceGenerator()], additionalTexts: project.AnalyzerOptions.AdditionalFiles, parseOptions: Compile.ParseOptions)
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out ImmutableArray<Diagnostic> diagnostics);
        if (!compile)
        {
            return diagnostics;
        }

        string[] problems = [.. diagnostics.Where(d => !d.Id.StartsWith("DNZ3", StringComparison.Ordinal)).Concat(output.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning)).Select(d => d.ToString())];
        Assert.True(problems.Length == 0, string.Join('\n', problems) + "\n" + string.Join('\n', project.Documents.Select(d => d.GetTextAsync().Result)));
        return diagnostics;
    }

    /// <summary>The fixes that are offered, by their keys without the word Fix.</summary>
    public static async Task<IReadOnlyDictionary<string, CodeAction>> OfferedAsync(Project project, Diagnostic diagnostic)
    {
        var offered = new Dictionary<string, CodeAction>();
        if (project.GetDocument(diagnostic.Location.SourceTree) is { } document)
        {
            await new DriftCodeFixProvider().RegisterCodeFixesAsync(
                new CodeFixContext(document, diagnostic, (action, _) => offered.Add(action.EquivalenceKey!.Replace("Fix", "", StringComparison.Ordinal), action), default));
        }

        return offered;
    }

    public static async Task<Project> ApplyAsync(Project project, CodeAction action)
    {
        ImmutableArray<CodeActionOperation> operations = await action.GetOperationsAsync(default);
        return operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetProject(project.Id)!;
    }

    /// <summary>As a user would who asks for all of one kind in a scope.</summary>
    public static async Task<Project> FixAllAsync(Project project, string key, FixAllScope scope)
    {
        var provider = new DriftCodeFixProvider();
        var context = new FixAllContext(project.Documents.First(), provider, scope, key + "Fix", provider.FixableDiagnosticIds, new NoDiagnostics(), default);
        return await ApplyAsync(project, (await provider.GetFixAllProvider().GetFixAsync(context))!);
    }

    /// <summary>The code of a file without the usings.</summary>
    public static async Task<string> TextAsync(Project project, string path = "Source.cs")
        => (await project.Documents.Single(d => d.FilePath == path).GetTextAsync()).ToString()[LockedCode.Usings.Length..];

    /// <summary>As in editors, which have none of generators here.</summary>
    private sealed class NoDiagnostics : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>([]);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>([]);

        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}
