using System.Collections.Immutable;
using Denormalized.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Denormalized.SourceGen.Tests.Locks;

/// <summary>Code that is compared with a lock, which was made of other code.</summary>
internal static class LockedCode
{
    public const string Usings = "using System; using System.Collections.Generic; using Denormalized;\n";

    /// <summary>The shape of the one stream that the code declares.</summary>
    public static (string Stream, StreamShape Shape) Shape(string source)
    {
        CSharpCompilation compilation = Compile.Create(Usings + source);
        var reading = StreamGenerator.Records.In(compilation.GetSemanticModel(compilation.SyntaxTrees[0]), default).Single();
        Assert.True(reading.Record is not null, string.Join('\n', reading.Diagnostics));
        return (reading.Record.WireName, StreamShape.Of(reading.Record));
    }

    public static StreamLock Lock(string source, CompatibilityMode mode = CompatibilityMode.Backward)
    {
        (string stream, StreamShape shape) = Shape(source);
        return StreamLock.Begin(stream, shape, mode);
    }

    public static GeneratorDriver Driver(params IEnumerable<(string Path, string Text)> files) => CSharpGeneratorDriver.Create(
        [new StreamGenerator().AsSourceGenerator()],
        additionalTexts: files.Select(f => (AdditionalText)new TextFile(f.Path, f.Text)),
        parseOptions: Compile.ParseOptions,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>DNZ3xx: id and the text under the squiggle, which for a lock is the line of it.</summary>
    public static IReadOnlyList<(string Id, string Text)> Diagnostics(string source, params IEnumerable<string> locks)
        => [.. All(source, locks).Select(d => (d.Id, TextOf(d, locks)))];

    public static ImmutableArray<Diagnostic> All(string source, params IEnumerable<string> locks)
    {
        Driver(locks.Select((text, i) => ($"schemas/{i}.lock.json", text)))
            .RunGeneratorsAndUpdateCompilation(Compile.Create(Usings + source), out Compilation output, out ImmutableArray<Diagnostic> diagnostics);
        Assert.Empty(output.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning));
        return [.. diagnostics.Where(d => d.Id.StartsWith("DNZ3", StringComparison.Ordinal))];
    }

    private static string TextOf(Diagnostic diagnostic, IEnumerable<string> locks)
    {
        if (diagnostic.Location.SourceTree is { } tree)
        {
            return tree.GetText().ToString(diagnostic.Location.SourceSpan);
        }

        string file = Path.GetFileName(diagnostic.Location.GetLineSpan().Path);
        string text = locks.ElementAt(int.Parse(file[..file.IndexOf('.')], System.Globalization.CultureInfo.InvariantCulture));
        return text.Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length);
    }

    public sealed class TextFile(string path, string text) : AdditionalText
    {
        public override string Path { get; } = path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }
}
