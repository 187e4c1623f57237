using Denormalized.Schema;
using Denormalized.SourceGen.Emit;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Denormalized.SourceGen.Queries;

/// <summary>
/// Translates what a predicate over records says of columns to calls of the runtime's ParquetPredicate. The predicate itself
/// is asked for each record that is read, so a condition must hold wherever the predicate does, and what is not understood
/// is left out: null stands for it.
/// </summary>
internal sealed class PredicateTranslator(MemberPaths paths, PredicateValues values)
{
    private const string Runtime = "ParquetPredicate";

    /// <summary>C# of a condition; null where nothing is known.</summary>
    /// <param name="operation">A part of the predicate.</param>
    /// <param name="isNegated">Its opposite is meant.</param>
    public string? Condition(IOperation operation, bool isNegated = false) => operation switch
    {
        IParenthesizedOperation inner => Condition(inner.Operand, isNegated),
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, OperatorMethod: null } not => Condition(not.Operand, !isNegated),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } both => Both(both, isNegated),
        IBinaryOperation binary when Comparison(binary) is { } comparison => Compare(binary, comparison, isNegated),
        IIsPatternOperation pattern when paths.Of(pattern.Value) is { } member => Pattern(member, pattern.Pattern, isNegated),
        IPropertyReferenceOperation { Property.Name: "HasValue", Instance: { } instance } has when MemberPaths.IsOfNullable(has.Property) && paths.Of(instance) is { } member =>
            Call(isNegated ? "Equal" : "NotEqual", member, "null"),
        IInvocationOperation { TargetMethod.Name: "Contains" } call when !isNegated => Contains(call),
        IMemberReferenceOperation when paths.Of(operation) is { Use.Type: BoolType } flag => Call("Equal", flag, isNegated ? "false" : "true"),
        _ => null,
    };

    /// <summary>
    /// What stands on the left decides whether the right is computed at all: a value may be there only then, as in
    /// <c>since is null || v.At >= since.Value</c>.
    /// </summary>
    private string? Both(IBinaryOperation binary, bool isNegated)
    {
        bool isAnd = binary.OperatorKind == BinaryOperatorKind.ConditionalAnd;
        string? right = Condition(binary.RightOperand, isNegated);
        if (!paths.IsOfRow(binary.LeftOperand))
        {
            return right is null || values.Text(binary.LeftOperand) is not { } guard ? null
                : isAnd ? $"({guard} ? {right} : null)" : $"({guard} ? null : {right})";
        }

        return Join(isAnd != isNegated, Condition(binary.LeftOperand, isNegated), right);
    }

    private static string? Join(bool isAnd, string? left, string? right) =>
        left is not null && right is not null ? $"{Runtime}.{(isAnd ? "And" : "Or")}({left}, {right})" : isAnd ? left ?? right : null;

    private string? Compare(IBinaryOperation binary, string comparison, bool isNegated)
    {
        if (paths.Of(binary.LeftOperand) is { } left && values.Of(left.Use.Type, binary.RightOperand) is { } right)
        {
            return Compare(left, comparison, right, isNegated);
        }

        return paths.Of(binary.RightOperand) is { } member && values.Of(member.Use.Type, binary.LeftOperand) is { } value
            ? Compare(member, Flipped(comparison), value, isNegated)
            : null;
    }

    private static string? Compare(MemberPath member, string comparison, PredicateValue value, bool isNegated)
    {
        if (!isNegated || comparison is "Equal" or "NotEqual")
        {
            string @operator = isNegated ? Opposite(comparison) : comparison;
            return @operator == "NotEqual" && member.Use.Type is FloatType && value.Text != "null" ? null : Call(@operator, member, value.Text);
        }

        // Neither null nor NaN is less or more than anything.
        return member.Use.Type is FloatType || value.CanBeNull ? null
            : member.CanBeNull ? Join(isAnd: false, Call(Opposite(comparison), member, value.Text), $"{Runtime}.IsNull({Literals.Text(member.Column)})")
            : Call(Opposite(comparison), member, value.Text);
    }

    private string? Pattern(MemberPath member, IPatternOperation pattern, bool isNegated) => pattern switch
    {
        INegatedPatternOperation not => Pattern(member, not.Pattern, !isNegated),
        IBinaryPatternOperation both => Join(
            (both.OperatorKind == BinaryOperatorKind.And) != isNegated, Pattern(member, both.LeftPattern, isNegated), Pattern(member, both.RightPattern, isNegated)),
        IConstantPatternOperation constant => values.Of(member.Use.Type, constant.Value) is { } value ? Compare(member, "Equal", value, isNegated) : null,
        IRelationalPatternOperation relation when Comparison(relation.OperatorKind) is { } comparison && values.Of(member.Use.Type, relation.Value) is { } value =>
            Compare(member, comparison, value, isNegated),
        _ => null,
    };

    /// <summary>A member in a list of values, or a value in a member that is a list.</summary>
    private string? Contains(IInvocationOperation call)
    {
        IOperation[] arguments = [.. call.Arguments.Where(a => a.ArgumentKind != ArgumentKind.DefaultValue).Select(a => a.Value)];
        IOperation[] parts = call.Instance is { } instance ? [instance, .. arguments] : arguments;
        if (parts.Length != 2)
        {
            return null;
        }

        IOperation list = PredicateValues.List(parts[0]);
        if (paths.Of(list) is { Use.Type: ArrayType array } column)
        {
            MemberPath element = new($"{column.Column}.{ParquetPlan.List}.{ParquetPlan.Element}", array.Item, CanBeNull: true);
            return values.Of(array.Item.Type, parts[1]) is { } value ? Call("Equal", element, value.Text) : null;
        }

        return paths.Of(parts[1]) is { } member && values.OfList(member.Use.Type, list) is { } all ? Call("In", member, all) : null;
    }

    private static string Call(string method, MemberPath member, string value) => $"{Runtime}.{method}({Literals.Text(member.Column)}, {value})";

    /// <summary>A comparison that C# or .NET defines; what users define can mean anything.</summary>
    private static string? Comparison(IBinaryOperation binary) =>
        binary.OperatorMethod is null or { ContainingType.ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } ? Comparison(binary.OperatorKind) : null;

    private static string? Comparison(BinaryOperatorKind kind) => kind switch
    {
        BinaryOperatorKind.Equals => "Equal",
        BinaryOperatorKind.NotEquals => "NotEqual",
        BinaryOperatorKind.LessThan => "Less",
        BinaryOperatorKind.LessThanOrEqual => "AtMost",
        BinaryOperatorKind.GreaterThan => "Greater",
        BinaryOperatorKind.GreaterThanOrEqual => "AtLeast",
        _ => null,
    };

    private static string Flipped(string comparison) => comparison switch
    {
        "Less" => "Greater",
        "AtMost" => "AtLeast",
        "Greater" => "Less",
        "AtLeast" => "AtMost",
        _ => comparison,
    };

    private static string Opposite(string comparison) => comparison switch
    {
        "Equal" => "NotEqual",
        "NotEqual" => "Equal",
        "Less" => "AtLeast",
        "AtMost" => "Greater",
        "Greater" => "AtMost",
        _ => "Less",
    };
}
