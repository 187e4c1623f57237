using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Denormalized.SourceGen.Tests;

/// <summary>Compiles source as a strict consumer would, with the generators, and runs it.</summary>
internal static class Compile
{
    private static readonly ImmutableArray<MetadataReference> s_references =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(p => Path.GetFileName(p) is var f && (f.StartsWith("System.", StringComparison.Ordinal) || f is "netstandard.dll" or "mscorlib.dll"))
            .Select(p => (MetadataReference)MetadataReference.CreateFromFile(p)),
        MetadataReference.CreateFromFile(typeof(StreamAttribute).Assembly.Location),
    ];

    public static readonly CSharpParseOptions ParseOptions = new CSharpParseOptions(LanguageVersion.CSharp13, DocumentationMode.Diagnose)
        .WithFeatures([new("InterceptorsNamespaces", "Denormalized.Generated")]);

    /// <summary>C# 13, nullable, warnings as errors, unsafe off, no implicit usings.</summary>
    public static CSharpCompilation Create(string source, string name = "Consumer", params IEnumerable<MetadataReference> references)
        => Create([("Source.cs", source)], name, references);

    public static CSharpCompilation Create(IEnumerable<(string Path, string Text)> files, string name = "Consumer", params IEnumerable<MetadataReference> references)
        => CSharpCompilation.Create(
            name,
            files.Select(f => CSharpSyntaxTree.ParseText(f.Text, ParseOptions, f.Path)),
            s_references.Concat(references),
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                nullableContextOptions: NullableContextOptions.Enable,
                generalDiagnosticOption: ReportDiagnostic.Error,
                warningLevel: 9999,
                allowUnsafe: false,
                deterministic: true,
                // Missing documentation and framework unification are no concern of generated code.
                specificDiagnosticOptions: [new("CS1591", ReportDiagnostic.Suppress), new("CS1701", ReportDiagnostic.Suppress), new("CS1702", ReportDiagnostic.Suppress)]));

    public static GeneratorDriver Driver(params IIncrementalGenerator[] generators) => CSharpGeneratorDriver.Create(
        generators.Select(g => g.AsSourceGenerator()),
        parseOptions: ParseOptions,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>Runs the generators; the result compiles without any warning, or the test fails with it.</summary>
    public static CSharpCompilation Generate(CSharpCompilation compilation, params IIncrementalGenerator[] generators)
    {
        Driver(generators.Length == 0 ? [new StreamGenerator()] : generators)
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out ImmutableArray<Diagnostic> diagnostics);
        string[] problems = [.. diagnostics.Concat(output.GetDiagnostics()).Where(d => d.Severity >= DiagnosticSeverity.Warning).Select(d => d + "\n" + Line(d))];
        Assert.True(problems.Length == 0, string.Join('\n', problems));
        return (CSharpCompilation)output;
    }

    /// <summary>Diagnostics of the generators: id and the text under the squiggle.</summary>
    public static IReadOnlyList<(string Id, string Text)> Diagnostics(string source, params IIncrementalGenerator[] generators)
    {
        Driver(generators.Length == 0 ? [new StreamGenerator()] : generators)
            .RunGeneratorsAndUpdateCompilation(Create(source), out _, out ImmutableArray<Diagnostic> diagnostics);
        return [.. diagnostics.Select(d => (d.Id, d.Location.SourceTree!.GetText().ToString(d.Location.SourceSpan)))];
    }

    /// <summary>Generates, loads, and calls <c>public static string Run()</c> of the class <c>Test</c>.</summary>
    public static string Run(string source, params IIncrementalGenerator[] generators)
    {
        Assembly assembly = Load(Generate(Create(source), generators));
        return (string)assembly.GetType("Test", throwOnError: true)!.GetMethod("Run")!.Invoke(null, null)!;
    }

    public static Assembly Load(CSharpCompilation compilation)
    {
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.Empty(result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error));
        image.Position = 0;
        // Not collectible: types of it stay registered anyway, and unloading beside a collection has crashed the test host.
        return new AssemblyLoadContext(compilation.AssemblyName).LoadFromStream(image);
    }

    private static string Line(Diagnostic diagnostic)
    {
        if (diagnostic.Location.SourceTree is not { } tree)
        {
            return "";
        }

        return tree.GetText().Lines[diagnostic.Location.GetLineSpan().StartLinePosition.Line].ToString();
    }
}
