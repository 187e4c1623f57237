using Denormalized.Schema;
using Denormalized.SourceGen.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Denormalized.SourceGen.Pipelines;

/// <summary>Reads one method of a pipeline: its shape, its chain of operators, and what each lambda needs.</summary>
internal sealed class StreamMethodReader(PipelineReader pipeline, IMethodSymbol method, CancellationToken cancellationToken)
{
    /// <summary>Null when something was reported, or when the compiler reports it.</summary>
    public OutputModel? Read()
    {
        if (method.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellationToken) is not MethodDeclarationSyntax syntax || !CheckShape(syntax))
        {
            return null;
        }

        if (syntax.ParameterList.Parameters[0].Type is not { } parameterType)
        {
            return null;
        }

        var input = (INamedTypeSymbol?)(PipelineReader.StreamItem(method.Parameters[0].Type) as INamedTypeSymbol);
        var output = PipelineReader.StreamItem(method.ReturnType) as INamedTypeSymbol;
        RecordModel? source = input is null ? null : pipeline.ReadRecord(input, Item(parameterType));
        RecordModel? target = output is null ? null : pipeline.ReadRecord(output, Item(syntax.ReturnType));
        if (Body(syntax) is not { } body)
        {
            return null;
        }

        SemanticModel model = pipeline.Model(syntax.SyntaxTree);
        List<Stage>? stages = new ChainReader(pipeline, model, method.Parameters[0], cancellationToken).Read(body);
        if (stages is null || source is null || target is null)
        {
            return null;
        }

        SourceReader reader = pipeline.Source(input!, source, out int index);
        var lambdas = new LambdaReader(pipeline, model, reader, cancellationToken);
        int filters = stages.TakeWhile(s => s.Operator == "Where").Count();
        CodeModel[] where = stages.Take(filters).Select(s => lambdas.Read(s, onSource: true)).ToArray();
        ProjectionModel projection = Project(stages.Skip(filters).ToList(), lambdas, reader, output!, target, model);
        return new OutputModel
        {
            Method = method.Name,
            Source = index,
            Part = pipeline.Part(syntax),
            Record = target,
            Filters = where.ToEquatableArray(),
            Projection = projection,
        };
    }

    private static ProjectionModel Project(List<Stage> stages, LambdaReader lambdas, SourceReader source, INamedTypeSymbol output, RecordModel target, SemanticModel model)
    {
        switch (stages)
        {
            case [] when source.Record.Clr == target.Clr:
                source.CopyAll();
                return new CopyProjection();
            case []: // IStream<T> is covariant: a base class's stream is written
                source.WholeRecord = true;
                return new RecordProjection(new CodeModel("row", "$row", IsBlock: false, "row", TakesRecord: true, MayThrow: false));
            case [var only]:
                return (ProjectionModel?)new InitializerReader(lambdas, source, output, target, model).Read(only)
                    ?? new RecordProjection(lambdas.Read(only, onSource: true));
            default:
                return new ChainProjection(stages
                    .Select((s, i) => new ChainStep(s.Operator, lambdas.Read(s, onSource: i == 0)))
                    .ToEquatableArray());
        }
    }

    private bool CheckShape(MethodDeclarationSyntax syntax)
    {
        if (method.Name.Length == 0 || method.Parameters.Any(p => p.Name.Length == 0))
        {
            return false; // half-typed
        }

        string? reason =
            PipelineReader.StreamItem(method.ReturnType) is null ? "takes an IStream<T> and does not return one"
            : method.Parameters.Length != 1 || PipelineReader.StreamItem(method.Parameters[0].Type) is null ? "must take exactly one IStream<T> and nothing else"
            : method.Parameters[0].RefKind != RefKind.None ? "takes its stream by reference"
            : method.IsGenericMethod ? "is generic"
            : method.DeclaredAccessibility != Accessibility.Public ? "is not public"
            : null;
        if (reason is not null)
        {
            pipeline.Report(PipelineDiagnostics.MethodShape, syntax.Identifier.GetLocation(), method.Name, reason);
        }

        return reason is null;
    }

    /// <summary>T of a written <c>IStream&lt;T&gt;</c>, where the squiggle goes.</summary>
    private static SyntaxNode Item(TypeSyntax type)
        => type.DescendantNodesAndSelf().OfType<GenericNameSyntax>().FirstOrDefault()?.TypeArgumentList.Arguments.FirstOrDefault() ?? (SyntaxNode)type;

    /// <summary>The expression behind the arrow, or of the one return statement.</summary>
    private ExpressionSyntax? Body(MethodDeclarationSyntax syntax)
    {
        if (syntax.ExpressionBody is { Expression: var expression })
        {
            return expression;
        }

        if (syntax.Body is not { } block)
        {
            pipeline.Report(PipelineDiagnostics.NotAChain, syntax.Identifier.GetLocation(), method.Parameters[0].Name);
            return null;
        }

        StatementSyntax? odd = block.Statements.FirstOrDefault(s => s is not ReturnStatementSyntax { Expression: not null });
        if (odd is not null || block.Statements.Count != 1)
        {
            pipeline.Report(PipelineDiagnostics.NotAChain, odd ?? block, method.Parameters[0].Name);
            return null;
        }

        return ((ReturnStatementSyntax)block.Statements[0]).Expression;
    }
}
