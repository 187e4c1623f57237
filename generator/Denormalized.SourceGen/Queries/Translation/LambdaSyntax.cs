using Denormalized.SourceGen.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis;

namespace Denormalized.SourceGen.Queries;

/// <summary>The lambda in an argument, and its one expression.</summary>
internal static class LambdaSyntax
{
    public static IAnonymousFunctionOperation? Find(IOperation operation) => operation switch
    {
        IDelegateCreationOperation creation => Find(creation.Target),
        IConversionOperation conversion => Find(conversion.Operand),
        IParenthesizedOperation inner => Find(inner.Operand),
        IAnonymousFunctionOperation lambda => lambda,
        _ => null,
    };

    public static IOperation Expression(IAnonymousFunctionOperation lambda)
        => lambda.Body.Operations is [IReturnOperation { ReturnedValue: { } value }] && !lambda.Symbol.IsAsync
            ? value
            : throw new QueryException(QueryDiagnostics.StatementLambda, lambda.Syntax);
}
