using Denormalized.Schema;
using Denormalized.SourceGen.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Denormalized.SourceGen.Queries;

/// <summary>
/// Translates the body of one lambda to SQL that means what the C# means. Conditions are never NULL unless the place
/// where they stand takes NULL for false; integers have the width that C# gives them; what differs from C# is refused here
/// or listed in docs/queries.md.
/// </summary>
internal sealed partial class LambdaTranslator
{
    private readonly Dictionary<IParameterSymbol, Operand> _scope = new(SymbolEqualityComparer.Default);
    private readonly Stack<SqlValue> _conditionalAccess = new();
    private readonly CapturedCode _captured;
    private readonly Captures _captures;
    private readonly CancellationToken _cancellationToken;
    private int _lambdaDepth;

    public LambdaTranslator(Compilation compilation, Captures captures, IParameterSymbol? args, CancellationToken cancellationToken)
    {
        _captures = captures;
        _captured = new CapturedCode(compilation, captures, args);
        _cancellationToken = cancellationToken;
    }

    public CapturedCode Code => _captured;

    public void Enter(IParameterSymbol parameter, Operand operand) => _scope[parameter] = operand;

    /// <summary>Any expression: a value, a row, a group or an object of several values.</summary>
    public Operand Operand(IOperation operation)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        if (operation.ConstantValue is { HasValue: true } constant)
        {
            return Constant(constant.Value, operation.Type, operation.Syntax);
        }

        if (operation is IConversionOperation { Conversion.IsNullable: true, Operand: { ConstantValue: { HasValue: true, Value: var value } } operand })
        {
            SqlValue literal = Constant(value, operand.Type, operation.Syntax);
            return value is null || SymbolEqualityComparer.Default.Equals(Underlying(operation.Type!), operand.Type)
                ? literal
                : Convert(literal, ResultType(operation), (IConversionOperation)operation);
        }

        if (!DependsOnRow(operation))
        {
            return operation is IAnonymousObjectCreationOperation or ITupleOperation ? Bundle(operation) : CapturedValue(operation);
        }

        return operation switch
        {
            IParameterReferenceOperation parameter => _scope[parameter.Parameter],
            IParenthesizedOperation inner => Operand(inner.Operand),
            IPropertyReferenceOperation { Instance: { } list, Arguments: [var index] } item => Item(Value(List(list)), Value(index.Value), item.Syntax),
            IPropertyReferenceOperation property => Member(property.Property, property.Instance, property),
            IFieldReferenceOperation field => Member(field.Field, field.Instance, field),
            IConversionOperation conversion => Convert(conversion),
            IBinaryOperation binary => Binary(binary, nullIsFalse: false),
            IUnaryOperation unary => Unary(unary),
            IIsPatternOperation pattern => IsPattern(pattern, nullIsFalse: false),
            IIsTypeOperation type => IsType(type),
            ILocalReferenceOperation variable => _variables[variable.Local],
            IConditionalOperation { WhenFalse: not null } conditional => Conditional(conditional),
            ICoalesceOperation coalesce => Coalesce(coalesce),
            ISwitchExpressionOperation @switch => Switch(@switch),
            IInvocationOperation call => Call(call, nullIsFalse: false),
            IInterpolatedStringOperation text => Interpolated(text),
            IConditionalAccessOperation access => ConditionalAccess(access),
            IConditionalAccessInstanceOperation => _conditionalAccess.Peek(),
            IArrayElementReferenceOperation element => Element(element),
            IAnonymousObjectCreationOperation or ITupleOperation or IObjectCreationOperation => Bundle(operation),
            ITupleBinaryOperation tuples => throw QueryException.Untranslatable(tuples.Syntax, "compare the elements one by one"),
            IAnonymousFunctionOperation or IDelegateCreationOperation => throw QueryException.Untranslatable(operation.Syntax, "a lambda is translated only as an argument of a known method"),
            IAwaitOperation or IAssignmentOperation => throw QueryException.Untranslatable(operation.Syntax, "an expression of a query has no effects: compute it before the query"),
            _ => throw QueryException.Untranslatable(operation.Syntax, "there is no SQL for it; compute what does not depend on the row before the query, and the rest after reading"),
        };
    }

    /// <summary>An expression that must be one value.</summary>
    public SqlValue Value(IOperation operation) => AsValue(Operand(operation), operation.Syntax);

    /// <summary>A condition. Where <paramref name="nullIsFalse"/>, it may be NULL for false: such SQL can use an index.</summary>
    public SqlValue Condition(IOperation operation, bool nullIsFalse)
    {
        if (operation.ConstantValue.HasValue || !DependsOnRow(operation))
        {
            return Value(operation);
        }

        return operation switch
        {
            IParenthesizedOperation inner => Condition(inner.Operand, nullIsFalse),
            IBinaryOperation binary => Binary(binary, nullIsFalse),
            IIsPatternOperation pattern => IsPattern(pattern, nullIsFalse),
            IInvocationOperation call => AsCondition(AsValue(Call(call, nullIsFalse), call.Syntax), nullIsFalse),
            _ => AsCondition(Value(operation), nullIsFalse),
        };
    }

    private static SqlValue AsCondition(SqlValue value, bool nullIsFalse)
        => value.IsNullable && !nullIsFalse ? Bool(Sql.Call("ifNull", value.Text, "false")) : value;

    private static SqlValue AsValue(Operand operand, SyntaxNode at) => operand switch
    {
        SqlValue value => value,
        _ => throw new QueryException(QueryDiagnostics.WholeRow, at, at.ToString()),
    };

    private static SqlValue Bool(Sql text, Binding binding = Binding.Atom) => new(text, ValueTypes.Bool, false) { Binding = binding, IsExact = false };

    private SqlValue Unary(IUnaryOperation unary)
    {
        if (unary.OperatorKind == UnaryOperatorKind.Not && unary.Type?.SpecialType == SpecialType.System_Boolean)
        {
            return Not(Condition(unary.Operand, nullIsFalse: false));
        }

        SqlValue operand = Value(unary.Operand);
        return (unary.OperatorKind, operand.Type) switch
        {
            (UnaryOperatorKind.Plus, _) => operand,
            (UnaryOperatorKind.Minus, IntegerType { Signed: true }) => Wrap(Sql.Concat("-", operand.At(Binding.Atom)), ResultType(unary), operand.IsNullable, unary.IsChecked),
            (UnaryOperatorKind.Minus, FloatType) => operand with { Text = Sql.Concat("-", operand.At(Binding.Atom)), Binding = Binding.Multiplicative, NullableParameter = null },
            (UnaryOperatorKind.Minus, DecimalType or DurationType) => operand with { Text = Sql.Concat("-", operand.At(Binding.Atom)), Binding = Binding.Multiplicative, NullableParameter = null },
            (UnaryOperatorKind.BitwiseNegation, IntegerType) => Wrap(Sql.Call("bitNot", operand.Text), ResultType(unary), operand.IsNullable, false),
            _ => throw QueryException.Untranslatable(unary.Syntax, "this operator has no SQL form for its type"),
        };
    }

    private static SqlValue Not(SqlValue condition) => Bool(Sql.Concat("NOT ", condition.At(Binding.Comparison)), Binding.Not);

    /// <summary>The type of an operation's result in C#, lifted or not.</summary>
    private static LogicalType ResultType(IOperation operation)
        => ValueTypes.Scalar(operation.Type!)?.Type ?? throw QueryException.Untranslatable(operation.Syntax, $"'{operation.Type!.ToDisplayString()}' has no SQL form");

    private Operand Bundle(IOperation operation)
    {
        switch (operation)
        {
            case IAnonymousObjectCreationOperation anonymous:
                return new BundleOperand(anonymous.Initializers.OfType<ISimpleAssignmentOperation>()
                    .Select(i => (((IPropertyReferenceOperation)i.Target).Property.Name, Operand(i.Value))).ToArray());
            case ITupleOperation tuple:
                return new BundleOperand(tuple.Elements.Select((e, i) => ($"Item{i + 1}", Operand(e))).ToArray());
            case IObjectCreationOperation creation:
                return ObjectCreation(creation);
            default:
                throw QueryException.Untranslatable(operation.Syntax, "it makes an object that SQL does not know");
        }
    }

    /// <summary>A result record: constructor arguments count as the properties of their name.</summary>
    private BundleOperand ObjectCreation(IObjectCreationOperation creation)
    {
        var members = new List<(string, Operand)>();
        foreach (IArgumentOperation argument in creation.Arguments.Where(a => a.ArgumentKind != ArgumentKind.DefaultValue))
        {
            members.Add((ProjectionCode.MemberOf(creation, argument), Operand(argument.Value)));
        }

        foreach (IOperation initializer in creation.Initializer?.Initializers ?? [])
        {
            if (initializer is not ISimpleAssignmentOperation { Target: IMemberReferenceOperation target, Value: var value })
            {
                throw QueryException.Untranslatable(initializer.Syntax, "assign members one by one");
            }

            members.Add((target.Member.Name, Operand(value)));
        }

        return new BundleOperand(members);
    }

    /// <summary>The expression uses a parameter of one of the lambdas that are open here.</summary>
    private bool DependsOnRow(IOperation operation)
        => operation is IParameterReferenceOperation parameter
            ? _scope.ContainsKey(parameter.Parameter)
            : operation is IConditionalAccessInstanceOperation && _conditionalAccess.Count > 0
                || operation is ILocalReferenceOperation variable && _variables.ContainsKey(variable.Local)
                || operation.ChildOperations.Any(DependsOnRow);
}
