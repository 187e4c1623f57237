using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Denormalized.Tool.Infer.Emit;

/// <summary>
/// What an inferred record becomes in other formats. The emitted file is compiled with the source generator, and its
/// registered stream is asked: what is printed here is what the project will have.
/// </summary>
internal static class RecordSchema
{
    private const string Generator = "Denormalized.SourceGen";
    private const string Schema = "Denormalized.Schema";

    public static StreamInfo Of(string source)
    {
        object codec = typeof(StreamRegistry).GetMethod(nameof(StreamRegistry.Get), 1, [])!.MakeGenericMethod(Compile(source)).Invoke(null, [])!;
        return (StreamInfo)codec.GetType().GetProperty("Info")!.GetValue(codec)!;
    }

    /// <summary>The stream that an emitted file declares, with its codec, loaded into this process.</summary>
    /// <exception cref="Input.InputException">It does not compile.</exception>
    public static Type Compile(string source)
    {
        var parse = new CSharpParseOptions(LanguageVersion.CSharp13);
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable);
        var record = CSharpCompilation.Create("Inferred", [CSharpSyntaxTree.ParseText(source, parse)], References(), options);
        CSharpGeneratorDriver.Create([LoadGenerator().AsSourceGenerator()], parseOptions: parse)
            .RunGeneratorsAndUpdateCompilation(record, out Compilation compilation, out _);
        var image = new MemoryStream();
        if (compilation.Emit(image) is { Success: false } failed)
        {
            throw new Input.InputException("The record does not compile: " + failed.Diagnostics.First(d => d.Severity == DiagnosticSeverity.Error));
        }

        return Assembly.Load(image.ToArray()).GetTypes().First(t => t.GetCustomAttribute<StreamAttribute>() is not null);
    }

    // Apart from the tool, as a compiler loads it: it brings the schema library of its own framework.
    private static IIncrementalGenerator LoadGenerator()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "generator");
        var context = new AssemblyLoadContext("generator");
        context.LoadFromAssemblyPath(Path.Combine(folder, Schema + ".dll"));
        Assembly assembly = context.LoadFromAssemblyPath(Path.Combine(folder, Generator + ".dll"));
        return (IIncrementalGenerator)Activator.CreateInstance(assembly.GetType(Generator + ".StreamGenerator", throwOnError: true)!)!;
    }

    private static IEnumerable<MetadataReference> References() => ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator)
        .Where(path => Path.GetFileName(path) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name is "Denormalized.dll" or "netstandard.dll"))
        .Select(path => MetadataReference.CreateFromFile(path));
}
