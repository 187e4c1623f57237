using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Denormalized.Packages.Tests.Docs;

/// <summary>Compiles a block as a project that references the packages would: generators, interceptors and analyzers included.</summary>
internal static class DocCompiler
{
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Denormalized;
        """;

    private static readonly CSharpParseOptions s_parse = CSharpParseOptions.Default
        .WithLanguageVersion(LanguageVersion.CSharp13)
        .WithFeatures([new("InterceptorsNamespaces", "Denormalized.Generated")]);

    private static readonly ImmutableArray<MetadataReference> s_references =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("Denormalized.Packages", StringComparison.Ordinal))
            // in lib/ of the package Denormalized; here it is found beside the generator alone
            .Append(Path.Combine(AppContext.BaseDirectory, "Denormalized.Schema.dll"))
            .Select(path => MetadataReference.CreateFromFile(path))];

    private static readonly Assembly s_generator = Assembly.Load("Denormalized.SourceGen");

    /// <summary>The errors of a block together with the blocks it names; line numbers are those of the page.</summary>
    public static async Task<IReadOnlyList<Diagnostic>> CompileAsync(DocBlock block, IReadOnlyDictionary<string, DocBlock> named)
    {
        var trees = new List<SyntaxTree> { Parse("Usings.cs", Usings), Tree(block) };
        foreach (var name in Closure(block, named))
        {
            trees.Add(Tree(named[name]));
        }

        var top = trees.Any(t => ((CompilationUnitSyntax)t.GetRoot()).Members.OfType<GlobalStatementSyntax>().Any());
        var compilation = CSharpCompilation.Create("Docs", trees, s_references, new CSharpCompilationOptions(
            top ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        var options = new ProjectOptions();
        var driver = CSharpGeneratorDriver.Create(Create<IIncrementalGenerator>().Select(g => g.AsSourceGenerator()), parseOptions: s_parse, optionsProvider: options);
        driver.RunGeneratorsAndUpdateCompilation(compilation, out var generated, out var reported);

        var diagnostics = reported.AddRange(generated.GetDiagnostics());
        var analyzers = Create<DiagnosticAnalyzer>().ToImmutableArray();
        if (!analyzers.IsEmpty)
        {
            var withAnalyzers = generated.WithAnalyzers(analyzers, new AnalyzerOptions([], options));
            diagnostics = diagnostics.AddRange(await withAnalyzers.GetAnalyzerDiagnosticsAsync());
        }

        return [.. diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)];
    }

    private static HashSet<string> Closure(DocBlock block, IReadOnlyDictionary<string, DocBlock> named)
    {
        var all = new HashSet<string>();
        var open = new Stack<string>(block.With);
        while (open.TryPop(out var name))
        {
            if (!named.TryGetValue(name, out var other))
            {
                throw new FormatException($"{block.Page}({block.Line}): no block is named '{name}'");
            }

            if (other != block && all.Add(name))
            {
                foreach (var next in other.With)
                {
                    open.Push(next);
                }
            }
        }

        return all;
    }

    private static SyntaxTree Tree(DocBlock block)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"#line {block.Line} \"{block.Page}\"\n");
        var path = string.Create(CultureInfo.InvariantCulture, $"{block.Page}-{block.Line}.cs");
        if (block.Given is null)
        {
            return Parse(path, line + block.Code);
        }

        // `using` directives stay in front of the class that holds the statements.
        var usings = Parse(path, block.Code).GetCompilationUnitRoot().Usings;
        var split = usings.Count == 0 ? 0 : usings.Last().FullSpan.End;
        var directives = block.Code[..split].ReplaceLineEndings(" ");
        return Parse(path, $$"""
            {{directives}}
            internal static class Snippet
            {
                internal static async Task Run({{block.Given}})
                {
                    await Task.Yield();
            {{line}}{{new string('\n', block.Code[..split].Count(c => c == '\n'))}}{{block.Code[split..]}}
                }
            }
            """);
    }

    private static CSharpSyntaxTree Parse(string path, string text) => (CSharpSyntaxTree)CSharpSyntaxTree.ParseText(text, s_parse, path, System.Text.Encoding.UTF8);

    private static IEnumerable<T> Create<T>() => s_generator.GetTypes()
        .Where(t => !t.IsAbstract && typeof(T).IsAssignableFrom(t))
        .Select(t => (T)Activator.CreateInstance(t)!);

    private sealed class ProjectOptions : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Options();

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;

        private sealed class Options : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value)
            {
                value = key == "build_property.RootNamespace" ? "Docs" : null;
                return value is not null;
            }
        }
    }
}
