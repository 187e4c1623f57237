using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Denormalized.Bench.Generators;

/// <summary>
/// The generators and analyzers as the compiler loads them: from files of their own, in a context of their own, because
/// their Denormalized.Schema.dll is another build than the one that this program runs on.
/// </summary>
internal sealed class GeneratorFolder : IAnalyzerAssemblyLoader
{
    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "generator");

    private readonly Context _context = new();
    private readonly AnalyzerFileReference _reference;

    public GeneratorFolder()
    {
        _reference = new AnalyzerFileReference(Path.Combine(s_folder, "Denormalized.SourceGen.dll"), this);
        _reference.AnalyzerLoadFailed += (_, e) => throw new InvalidOperationException($"{_reference.FullPath}: {e.Message}", e.Exception);
    }

    public ImmutableArray<ISourceGenerator> Generators => _reference.GetGenerators(LanguageNames.CSharp);

    public ImmutableArray<DiagnosticAnalyzer> Analyzers => _reference.GetAnalyzers(LanguageNames.CSharp);

    public void AddDependencyLocation(string fullPath)
    {
    }

    public Assembly LoadFromPath(string fullPath) => _context.LoadFromAssemblyPath(fullPath);

    private sealed class Context() : AssemblyLoadContext("generators")
    {
        protected override Assembly? Load(AssemblyName name)
            => File.Exists(Path.Combine(s_folder, name.Name + ".dll")) ? LoadFromAssemblyPath(Path.Combine(s_folder, name.Name + ".dll")) : null;
    }
}
