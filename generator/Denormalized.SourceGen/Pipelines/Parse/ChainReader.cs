using Denormalized.SourceGen.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Denormalized.SourceGen.Pipelines;

/// <summary>One operator of a chain.</summary>
/// <param name="Operator">Where or Select.</param>
/// <param name="Parameter">The lambda's parameter; null where it has none, or for a method group.</param>
/// <param name="ParameterName">Its name as it is written.</param>
/// <param name="Body">An expression or a block.</param>
/// <param name="IsMethodGroup">The body is a method's name, to be called with the row.</param>
internal sealed record Stage(string Operator, ISymbol? Parameter, string ParameterName, SyntaxNode Body, bool IsMethodGroup);

/// <summary>Takes a chain of operators apart, whether written with dots or as a query expression.</summary>
internal sealed class ChainReader(PipelineReader pipeline, SemanticModel model, IParameterSymbol stream, CancellationToken cancellationToken)
{
    /// <summary>The operators in their order; null when something is wrong.</summary>
    public List<Stage>? Read(ExpressionSyntax chain)
    {
        var stages = new List<Stage>();
        return Walk(chain, stages) ? stages : null;
    }

    private bool Walk(ExpressionSyntax expression, List<Stage> stages)
    {
        cancellationToken.ThrowIfCancellationRequested();
        switch (expression)
        {
            case ParenthesizedExpressionSyntax parenthesized:
                return Walk(parenthesized.Expression, stages);
            case PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } suppressed:
                return Walk(suppressed.Operand, stages);
            case IdentifierNameSyntax when SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(expression, cancellationToken).Symbol, stream):
                return true;
            case QueryExpressionSyntax query:
                return WalkQuery(query, stages);
            case InvocationExpressionSyntax invocation:
                return WalkCall(invocation, stages);
            default:
                pipeline.Report(PipelineDiagnostics.NotAChain, expression, stream.Name);
                return false;
        }
    }

    private bool WalkCall(InvocationExpressionSyntax call, List<Stage> stages)
    {
        SyntaxNode name = call.Expression is MemberAccessExpressionSyntax access ? access.Name : call.Expression;
        SymbolInfo info = model.GetSymbolInfo(call, cancellationToken);
        if ((info.Symbol ?? (info.CandidateSymbols.Length == 1 ? info.CandidateSymbols[0] : null)) is not IMethodSymbol operation)
        {
            pipeline.Report(PipelineDiagnostics.NotBound, name, name.ToString());
            return false;
        }

        if (!IsOperator(operation))
        {
            pipeline.Report(PipelineDiagnostics.UnsupportedOperator, name, name.ToString());
            return false;
        }

        ArgumentSyntax[] arguments = call.ArgumentList.Arguments.ToArray();
        bool reduced = operation.MethodKind == MethodKind.ReducedExtension;
        if (arguments.Length != (reduced ? 1 : 2) || (!reduced && arguments.Any(a => a.NameColon is not null)))
        {
            pipeline.Report(PipelineDiagnostics.UnsupportedOperator, name, name.ToString());
            return false;
        }

        ExpressionSyntax? receiver = reduced ? (call.Expression as MemberAccessExpressionSyntax)?.Expression : arguments[0].Expression;
        if (receiver is null)
        {
            pipeline.Report(PipelineDiagnostics.NotAChain, call, stream.Name); // views?.Where(...)
            return false;
        }

        // The receiver first: diagnostics and stages come in the order of the chain.
        return Walk(receiver, stages) && AddStage(operation.Name, arguments[arguments.Length - 1].Expression, stages);
    }

    private static bool IsOperator(IMethodSymbol method)
        => method is { Name: "Where" or "Select", ContainingType: { Name: "StreamOperators" } type } && type.ContainingNamespace.ToDisplayString() == "Denormalized";

    private bool AddStage(string name, ExpressionSyntax argument, List<Stage> stages)
    {
        while (argument is ParenthesizedExpressionSyntax parenthesized)
        {
            argument = parenthesized.Expression;
        }

        if (argument is AnonymousFunctionExpressionSyntax function)
        {
            ParameterSyntax? parameter = function switch
            {
                SimpleLambdaExpressionSyntax simple => simple.Parameter,
                ParenthesizedLambdaExpressionSyntax { ParameterList.Parameters: [var single] } => single,
                AnonymousMethodExpressionSyntax { ParameterList.Parameters: [var single] } => single,
                _ => null,
            };
            ISymbol? symbol = parameter is null ? null : model.GetDeclaredSymbol(parameter, cancellationToken);
            stages.Add(new Stage(name, symbol, parameter?.Identifier.Text ?? "_", function.Body, IsMethodGroup: false));
            return true;
        }

        if (model.GetSymbolInfo(argument, cancellationToken).Symbol is IMethodSymbol { MethodKind: not MethodKind.LocalFunction }
            && argument is IdentifierNameSyntax or MemberAccessExpressionSyntax or GenericNameSyntax)
        {
            stages.Add(new Stage(name, null, "__row", argument, IsMethodGroup: true));
            return true;
        }

        pipeline.Report(PipelineDiagnostics.LambdaNotInPlace, argument, argument.ToString());
        return false;
    }

    private bool WalkQuery(QueryExpressionSyntax query, List<Stage> stages)
    {
        if (!Walk(query.FromClause.Expression, stages))
        {
            return false;
        }

        SyntaxToken name = query.FromClause.Identifier;
        ISymbol? variable = model.GetDeclaredSymbol(query.FromClause, cancellationToken);
        for (QueryBodySyntax? body = query.Body; body is not null; body = body.Continuation?.Body)
        {
            foreach (QueryClauseSyntax clause in body.Clauses)
            {
                if (clause is not WhereClauseSyntax where)
                {
                    pipeline.Report(PipelineDiagnostics.UnsupportedOperator, clause, clause.GetFirstToken().Text);
                    return false;
                }

                stages.Add(new Stage("Where", variable, name.Text, where.Condition, IsMethodGroup: false));
            }

            if (body.SelectOrGroup is not SelectClauseSyntax select)
            {
                pipeline.Report(PipelineDiagnostics.UnsupportedOperator, body.SelectOrGroup, "group");
                return false;
            }

            // The compiler leaves out 'select v' behind other clauses, and so do we.
            bool isIdentity = select.Expression is IdentifierNameSyntax same && same.Identifier.ValueText == name.ValueText;
            if (!isIdentity)
            {
                stages.Add(new Stage("Select", variable, name.Text, select.Expression, IsMethodGroup: false));
            }

            if (body.Continuation is { } into)
            {
                name = into.Identifier;
                variable = model.GetDeclaredSymbol(into, cancellationToken);
            }
        }

        return true;
    }
}
