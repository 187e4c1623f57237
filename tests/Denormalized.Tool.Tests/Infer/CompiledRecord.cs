using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Denormalized.Tool.Tests.Infer;

/// <summary>Compiles emitted files as a strict consumer does: nullable, no implicit usings, every warning counts.</summary>
internal static class CompiledRecord
{
    private static readonly CSharpCompilationOptions Options = new(
        OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, warningLevel: 9999);

    private static readonly MetadataReference[] References = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator)
        .Where(path => Path.GetFileName(path) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name is "Denormalized.dll" or "netstandard.dll"))
        .Select(path => (MetadataReference)MetadataReference.CreateFromFile(path))
        .ToArray();

    private static readonly IIncrementalGenerator Generator = LoadGenerator();

    public static CSharpCompilation Compile(params string[] sources)
    {
        var parse = new CSharpParseOptions(LanguageVersion.CSharp13, DocumentationMode.Parse);
        return CSharpCompilation.Create("Inferred", sources.Select(s => CSharpSyntaxTree.ParseText(s, parse)), References, Options);
    }

    /// <summary>Fails with the compiler's messages and the source when there are any.</summary>
    public static CSharpCompilation AssertClean(string source)
    {
        CSharpCompilation compilation = Compile(source);
        Diagnostic[] messages = compilation.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning).ToArray();
        Assert.True(messages.Length == 0, string.Join('\n', messages.Take(10).Select(m => m.ToString())) + "\n" + source[..Math.Min(source.Length, 4000)]);
        return compilation;
    }

    /// <summary>Compiles with the generated code, the warnings of the generator counted too.</summary>
    public static Assembly Generate(params string[] sources) => Assembly.Load(Image(sources));

    /// <summary>The assembly as a file.</summary>
    public static byte[] Image(params string[] sources)
    {
        var parse = new CSharpParseOptions(LanguageVersion.CSharp13);
        CSharpGeneratorDriver.Create([Generator.AsSourceGenerator()], parseOptions: parse)
            .RunGeneratorsAndUpdateCompilation(Compile(sources), out Compilation compilation, out var diagnostics);
        Diagnostic[] messages = diagnostics.Concat(compilation.GetDiagnostics()).Where(d => d.Severity >= DiagnosticSeverity.Warning && d.Id != "CS1701").ToArray();
        Assert.True(messages.Length == 0, string.Join('\n', messages.Take(10).Select(m => m.ToString())));
        var image = new MemoryStream();
        Assert.True(compilation.Emit(image).Success);
        return image.ToArray();
    }

    public static Assembly Load(string source)
    {
        var image = new MemoryStream();
        Assert.True(AssertClean(source).Emit(image).Success);
        return Assembly.Load(image.ToArray());
    }

    private static IIncrementalGenerator LoadGenerator()
    {
        string folder = typeof(CompiledRecord).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Generator").Value!;
        var context = new AssemblyLoadContext("generator");
        context.Resolving += (loading, name) =>
            name.Name == "Denormalized.Schema" ? loading.LoadFromAssemblyPath(Path.Combine(folder, "Denormalized.Schema.dll")) : null;
        context.LoadFromAssemblyPath(Path.Combine(folder, "Denormalized.Schema.dll"));
        Assembly assembly = context.LoadFromAssemblyPath(Path.Combine(folder, "Denormalized.SourceGen.dll"));
        return (IIncrementalGenerator)Activator.CreateInstance(assembly.GetType("Denormalized.SourceGen.StreamGenerator", throwOnError: true)!)!;
    }
}
