using System.Collections.Immutable;
using Denormalized.Schema;
using Denormalized.SourceGen;
using Denormalized.SourceGen.Locks;
using Denormalized.SourceGen.Parse;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Denormalized.CodeFixes;

/// <summary>A stream that has drifted, in one state of the solution: its record as it is written, and its lock.</summary>
internal sealed class DriftSite
{
    private DriftSite(Project project, Compilation compilation, DriftSubject subject, RecordReading reading, StreamLock? @lock)
    {
        Project = project;
        Compilation = compilation;
        Subject = subject;
        Reading = reading;
        Lock = @lock;
        Shape = StreamShape.Of(reading.Record!);
    }

    public Project Project { get; }

    public Compilation Compilation { get; }

    public DriftSubject Subject { get; }

    public RecordReading Reading { get; }

    /// <summary>Null where there is none yet.</summary>
    public StreamLock? Lock { get; }

    /// <summary>What the record is now.</summary>
    public StreamShape Shape { get; }

    /// <summary>What was released last.</summary>
    public StreamShape? Released => Lock?.Heads[0].Shape;

    /// <summary>The member as it was; null for the stream and for what is new.</summary>
    public ShapeField? Before => Released?.Fields.FirstOrDefault(f => f.Path == Subject.Former);

    /// <summary>The member as it is; null for the stream and for what is gone.</summary>
    public ShapeField? After => Shape.Fields.FirstOrDefault(f => f.Path == Subject.Path);

    /// <summary>The same findings as those of the build.</summary>
    public IReadOnlyList<DriftFinding> Findings
        => Lock is null ? [] : Drift.Check(Lock, Shape, StreamGenerator.IsInParquet(Compilation));

    /// <summary>Null where the record cannot be read, or the lock.</summary>
    public static async Task<DriftSite?> FindAsync(Project project, DriftSubject subject, CancellationToken cancellation)
    {
        if (await project.GetCompilationAsync(cancellation).ConfigureAwait(false) is not { } compilation)
        {
            return null;
        }

        RecordReading? reading = Readings(compilation, cancellation).FirstOrDefault(r => r.Record!.WireName == subject.Stream);
        if (reading is null)
        {
            return null;
        }

        StreamLock? @lock = null;
        if (LockOf(project, subject) is { } document)
        {
            try
            {
                @lock = StreamLock.Parse((await document.GetTextAsync(cancellation).ConfigureAwait(false)).ToString());
            }
            catch (LockException error)
            {
                @lock = error.Merged;
                if (@lock is null)
                {
                    return null; // said by DNZ300 or DNZ317
                }
            }
        }

        return new DriftSite(project, compilation, subject, reading, @lock);
    }

    /// <summary>What the generator says of a project, apart from what is silenced.</summary>
    public static async Task<ImmutableArray<Diagnostic>> DiagnosticsAsync(Project project, CancellationToken cancellation)
    {
        if (await project.GetCompilationAsync(cancellation).ConfigureAwait(false) is not { } compilation)
        {
            return [];
        }

        var locks = new LockSet([.. project.AnalyzerOptions.AdditionalFiles.Where(StreamGenerator.IsLock).Select(f => LockFile.Read(f, cancellation))]);
        var said = new List<Diagnostic>();
        foreach (RecordReading reading in Readings(compilation, cancellation))
        {
            DriftReport.Report(locks.Of(reading, StreamGenerator.IsInParquet(compilation)), said.Add);
        }

        return [.. CompilationWithAnalyzers.GetEffectiveDiagnostics(said, compilation)];
    }

    private static IEnumerable<RecordReading> Readings(Compilation compilation, CancellationToken cancellation) => compilation.SyntaxTrees
        .Select(tree => compilation.GetSemanticModel(tree))
        .SelectMany(model => StreamGenerator.Records.In(model, cancellation).Concat(StreamGenerator.ClosedRecords.In(model, cancellation)))
        .Where(r => r.Record is not null);

    public static TextDocument? LockOf(Project project, DriftSubject subject) => project.AdditionalDocuments.FirstOrDefault(d => d.FilePath == subject.Lock);

    /// <summary>The property, field or parameter of a path, or the type that is the stream; null where it stands in no document.</summary>
    public (Document Document, SyntaxNode Node)? Declaration(string path)
    {
        Location place = DriftReport.PlaceOf(Reading, path);
        return place.SourceTree is { } tree && Project.Solution.GetDocument(tree) is { } document && Member(tree, place.SourceSpan) is { } node ? (document, node) : null;
    }

    /// <summary>The type whose members are those of a path: the stream, or what its member holds.</summary>
    public (Document Document, TypeDeclarationSyntax Type)? Record(string path, CancellationToken cancellation)
    {
        if (Declaration(path) is not { } declaration)
        {
            return null;
        }

        if (declaration.Node is TypeDeclarationSyntax own)
        {
            return (declaration.Document, own);
        }

        ISymbol? symbol = Compilation.GetSemanticModel(declaration.Node.SyntaxTree).GetDeclaredSymbol(declaration.Node, cancellation);
        SyntaxReference? reference = Innermost(TypeOf(symbol))?.DeclaringSyntaxReferences.FirstOrDefault();
        return reference?.GetSyntax(cancellation) is TypeDeclarationSyntax type && Project.Solution.GetDocument(type.SyntaxTree) is { } document ? (document, type) : null;
    }

    /// <summary>The type of a member; null for what is none.</summary>
    public static ITypeSymbol? TypeOf(ISymbol? member) => member switch
    {
        IPropertySymbol property => property.Type,
        IFieldSymbol field => field.Type,
        IParameterSymbol parameter => parameter.Type,
        _ => null,
    };

    /// <summary>What a list, dictionary or <c>T?</c> holds.</summary>
    public static INamedTypeSymbol? Innermost(ITypeSymbol? type) => type switch
    {
        IArrayTypeSymbol array => Innermost(array.ElementType),
        INamedTypeSymbol { TypeArguments: [.., var last] } generic when TypeNames.IsFramework(generic) => Innermost(last),
        INamedTypeSymbol named => named,
        _ => null,
    };

    private static SyntaxNode? Member(SyntaxTree tree, TextSpan span)
        => tree.GetRoot().FindNode(span).AncestorsAndSelf().FirstOrDefault(n => n is PropertyDeclarationSyntax or ParameterSyntax or VariableDeclaratorSyntax or TypeDeclarationSyntax);
}
