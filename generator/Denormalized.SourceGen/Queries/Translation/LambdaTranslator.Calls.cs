using Denormalized.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Denormalized.SourceGen.Queries;

/// <summary>Method calls: which class answers for which.</summary>
internal sealed partial class LambdaTranslator
{
    private Operand Call(IInvocationOperation call, bool nullIsFalse)
    {
        IMethodSymbol method = call.TargetMethod;
        INamedTypeSymbol owner = method.ContainingType;
        if (owner is { Name: "Group", ContainingNamespace.Name: "Denormalized" } && Operand(call.Instance!) is GroupOperand group)
        {
            return Aggregate(group, call);
        }

        string name = $"{owner.ContainingNamespace?.ToDisplayString()}.{owner.Name}.{method.Name}";
        switch (name)
        {
            case "System.Nullable.GetValueOrDefault":
                return GetValueOrDefault(call);
            case "System.Linq.Enumerable.Contains" or "System.MemoryExtensions.Contains":
                return Contains(call, call.Arguments[0].Value, call.Arguments[1].Value, nullIsFalse);
        }

        if (method.Name == "Equals" && method.Parameters is [{ }] && call.Instance is not null)
        {
            return Equality(Value(call.Instance), Value(Unboxed(call.Arguments[0].Value)), negated: false, nullIsFalse, call.Syntax);
        }

        return owner.SpecialType switch
        {
            SpecialType.System_String => StringCall(call, nullIsFalse),
            _ when name.StartsWith("System.Math.", StringComparison.Ordinal) => MathCall(call),
            _ when name.StartsWith("System.Linq.Enumerable.", StringComparison.Ordinal) => ListCall(call, nullIsFalse),
            _ when IsContains(call) => Contains(call, call.Instance!, call.Arguments[0].Value, nullIsFalse),
            _ when MapCall(call) is { } map => map,
            _ => TimeCall(call) ?? FloatCall(call) ?? throw Unknown(call),
        };
    }

    private static QueryException Unknown(IInvocationOperation call) => QueryException.Untranslatable(
        call.Syntax,
        $"'{call.TargetMethod.ContainingType.Name}.{call.TargetMethod.Name}' has no SQL form. Known are: string methods, Math, Contains, Any, All and Count of lists, "
        + "members of dates and times, aggregates of a group; compute what does not depend on the row before the query, and the rest after reading");

    private static IOperation Unboxed(IOperation operation)
        => operation is IConversionOperation conversion && (conversion.Conversion.IsReference || IsBoxing(conversion)) ? Unboxed(conversion.Operand) : operation;

    /// <summary>Contains of a collection, whatever its type.</summary>
    private static bool IsContains(IInvocationOperation call)
        => call is { TargetMethod: { Name: "Contains", Parameters.Length: 1 }, Instance.Type: { } type }
            && (type.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_ICollection_T
                || type.AllInterfaces.Any(i => i.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T));

    private SqlValue GetValueOrDefault(IInvocationOperation call)
    {
        SqlValue value = Value(call.Instance!);
        SqlValue otherwise = call.Arguments.Length == 1
            ? Value(call.Arguments[0].Value)
            : value.Type switch
            {
                IntegerType or FloatType => new SqlValue("0", value.Type, false) { IsExact = false },
                BoolType => Bool("false"),
                DecimalType => DecimalLiteral(0m),
                _ => throw QueryException.Untranslatable(call.Syntax, "give the default as an argument"),
            };
        SqlValue[] both = Unified([value, otherwise], call.Syntax);
        return both[1] with { Text = Sql.Call("ifNull", both[0].Text, both[1].Text), Binding = Binding.Atom, IsNullable = false };
    }

    /// <summary>The expression of a lambda argument, with its parameter bound to <paramref name="element"/>.</summary>
    private IOperation Body(IOperation argument, Operand element)
    {
        IAnonymousFunctionOperation lambda = LambdaSyntax.Find(argument)
            ?? throw new QueryException(Diagnostics.QueryDiagnostics.NotInPlace, argument.Syntax, "This method", argument.Syntax.ToString());
        _scope[lambda.Symbol.Parameters[0]] = element;
        return LambdaSyntax.Expression(lambda);
    }
}
