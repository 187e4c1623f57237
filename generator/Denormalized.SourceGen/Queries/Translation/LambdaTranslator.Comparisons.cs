using Denormalized.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Denormalized.SourceGen.Queries;

/// <summary>Comparisons and logic. C# knows no third truth value: null equals null, differs from all else, and is neither less nor more.</summary>
internal sealed partial class LambdaTranslator
{
    private SqlValue Binary(IBinaryOperation binary, bool nullIsFalse)
    {
        switch (binary.OperatorKind)
        {
            case BinaryOperatorKind.ConditionalAnd:
            case BinaryOperatorKind.ConditionalOr:
            case BinaryOperatorKind.And or BinaryOperatorKind.Or when IsBool(binary):
                return Logic(binary, nullIsFalse);
            case BinaryOperatorKind.ExclusiveOr when IsBool(binary):
                return Bool(Sql.Concat(Condition(binary.LeftOperand, false).At(Binding.Additive), " != ", Condition(binary.RightOperand, false).At(Binding.Additive)), Binding.Comparison);
            case BinaryOperatorKind.Equals:
                return Equality(ComparisonOperand(binary.LeftOperand), ComparisonOperand(binary.RightOperand), negated: false, nullIsFalse, binary.Syntax);
            case BinaryOperatorKind.NotEquals:
                return Equality(ComparisonOperand(binary.LeftOperand), ComparisonOperand(binary.RightOperand), negated: true, nullIsFalse, binary.Syntax);
            case BinaryOperatorKind.LessThan:
                return Order(ComparisonOperand(binary.LeftOperand), " < ", ComparisonOperand(binary.RightOperand), nullIsFalse, binary.Syntax);
            case BinaryOperatorKind.LessThanOrEqual:
                return Order(ComparisonOperand(binary.LeftOperand), " <= ", ComparisonOperand(binary.RightOperand), nullIsFalse, binary.Syntax);
            case BinaryOperatorKind.GreaterThan:
                return Order(ComparisonOperand(binary.LeftOperand), " > ", ComparisonOperand(binary.RightOperand), nullIsFalse, binary.Syntax);
            case BinaryOperatorKind.GreaterThanOrEqual:
                return Order(ComparisonOperand(binary.LeftOperand), " >= ", ComparisonOperand(binary.RightOperand), nullIsFalse, binary.Syntax);
            default:
                return Arithmetic(binary);
        }
    }

    private static bool IsBool(IOperation operation) => operation.Type?.SpecialType == SpecialType.System_Boolean;

    private SqlValue Logic(IBinaryOperation binary, bool nullIsFalse)
    {
        bool and = binary.OperatorKind is BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.And;
        Binding binding = and ? Binding.And : Binding.Or;
        SqlValue left = Condition(binary.LeftOperand, nullIsFalse);
        SqlValue right = Condition(binary.RightOperand, nullIsFalse);
        return Bool(Sql.Concat(left.At(binding), and ? " AND " : " OR ", right.At(binding)), binding);
    }

    /// <summary>
    /// ClickHouse compares integers of different width and sign as the numbers they are, so the widening that C# does first
    /// is left out: <c>status = 5</c> can use an index, <c>toInt64(status) = 5</c> cannot.
    /// </summary>
    private SqlValue ComparisonOperand(IOperation operation)
    {
        IOperation stripped = operation;
        while (stripped is IConversionOperation { OperatorMethod: null } conversion
            && (conversion.Conversion.IsNullable || conversion.Conversion.IsNumeric)
            && IntegerOf(conversion.Type) is { } target && IntegerOf(conversion.Operand.Type) is { } source
            && (target.Bits > source.Bits ? target.Signed || !source.Signed : target.Bits == source.Bits && target.Signed == source.Signed))
        {
            stripped = conversion.Operand;
        }

        return Value(stripped);
    }

    private static IntegerType? IntegerOf(ITypeSymbol? type)
        => type is null || type.TypeKind == TypeKind.Enum ? null : ValueTypes.Scalar(type)?.Type as IntegerType;

    private static SqlValue Equality(SqlValue left, SqlValue right, bool negated, bool nullIsFalse, SyntaxNode at)
    {
        if (left.IsNull || right.IsNull)
        {
            return left.IsNull && right.IsNull ? Bool(negated ? "false" : "true") : IsNull(left.IsNull ? right : left, negated);
        }

        CheckComparable(left, right, at);
        (left, right) = Aligned(left, right);
        if (right.NullableParameter is null && left.NullableParameter is not null)
        {
            (left, right) = (right, left);
        }

        if (right.NullableParameter is { } parameter && left.NullableParameter is null)
        {
            SqlValue value = Equality(left, right with { NullableParameter = null, IsNullable = false }, negated, nullIsFalse, at);
            return Bool(Sql.Choice(parameter, IsNull(left, negated).At(Binding.Comparison), value.At(Binding.Comparison)), Binding.Comparison);
        }

        bool both = left.IsNullable && right.IsNullable || left.NullableParameter is not null;
        Sql plain = Sql.Concat(left.At(Binding.Additive), negated && !both ? " != " : " = ", right.At(Binding.Additive));
        if (!left.IsNullable && !right.IsNullable && left.NullableParameter is null)
        {
            return Bool(plain, Binding.Comparison);
        }

        if (both)
        {
            // NaN is not distinct from NaN for ClickHouse, and not equal to it in C#.
            SqlValue same = left.Type is FloatType
                ? Bool(Sql.Concat("ifNull(", plain, ", ", left.At(Binding.Additive), " IS NULL AND ", right.At(Binding.Additive), " IS NULL)"))
                : Bool(Sql.Call("isNotDistinctFrom", left.Text, right.Text));
            return negated ? Not(same) : same;
        }

        return negated ? Bool(Sql.Call("ifNull", plain, "true"))
            : nullIsFalse ? Bool(plain, Binding.Comparison) : Bool(Sql.Call("ifNull", plain, "false"));
    }

    private static SqlValue Order(SqlValue left, string @operator, SqlValue right, bool nullIsFalse, SyntaxNode at)
    {
        CheckComparable(left, right, at);
        (left, right) = Aligned(left, right);
        if (left.Type is StringType or BoolType or NestedType or ArrayType or MapType)
        {
            throw QueryException.Untranslatable(at, "C# has no such operator for its type");
        }

        left = Sortable(left);
        right = Sortable(right);
        Sql plain = Sql.Concat(left.At(Binding.Additive), @operator, right.At(Binding.Additive));
        bool canBeNull = left.IsNullable || right.IsNullable || left.NullableParameter is not null || right.NullableParameter is not null;
        return canBeNull && !nullIsFalse ? Bool(Sql.Call("ifNull", plain, "false")) : Bool(plain, Binding.Comparison);
    }

    private static void CheckComparable(SqlValue left, SqlValue right, SyntaxNode at)
    {
        bool comparable = Comparand(left.Type).GetType() == Comparand(right.Type).GetType()
            || (IsNumber(left.Type) && IsNumber(right.Type));
        if (!comparable || left.Type is NestedType or ArrayType or MapType || ValueTypes.IsOpaque(left.Type))
        {
            throw QueryException.Untranslatable(at, "only single values can be compared: numbers, strings, enums, Guids, dates, times and instants");
        }
    }

    private static LogicalType Comparand(LogicalType type) => type is WrapperType wrapper ? wrapper.Inner : type;

    private static bool IsNumber(LogicalType type) => type is IntegerType or FloatType or DecimalType;

    /// <summary>An enum beside a number is compared by its C# value.</summary>
    private static (SqlValue Left, SqlValue Right) Aligned(SqlValue left, SqlValue right) => (left.Type, right.Type) switch
    {
        (WrapperType l, _) => Aligned(left with { Type = l.Inner }, right),
        (_, WrapperType r) => Aligned(left, right with { Type = r.Inner }),
        _ => (left, right),
    };

    /// <summary>
    /// What sorts and compares as the value does in C#. ClickHouse orders UUIDs by their second half first, C# by their
    /// text; enums are ordered by number in both, and the numbers are the same.
    /// </summary>
    private static SqlValue Sortable(SqlValue value) => value.Type switch
    {
        UuidType => value with { Text = Sql.Call("toString", value.Text), Binding = Binding.Atom, IsExact = false },
        WrapperType wrapper => Sortable(value with { Type = wrapper.Inner }),
        _ => value,
    };

    private SqlValue IsPattern(IIsPatternOperation operation, bool nullIsFalse)
        => Pattern(Subject(operation.Value), operation.Pattern, nullIsFalse);

    private SqlValue Pattern(SqlValue value, IPatternOperation pattern, bool nullIsFalse)
    {
        switch (pattern)
        {
            case IConstantPatternOperation constant:
                return Equality(value, ComparisonOperand(constant.Value), negated: false, nullIsFalse, constant.Syntax);
            case INegatedPatternOperation { Pattern: IConstantPatternOperation constant }:
                return Equality(value, ComparisonOperand(constant.Value), negated: true, nullIsFalse, constant.Syntax);
            case INegatedPatternOperation negated:
                return Not(Pattern(value, negated.Pattern, nullIsFalse: false));
            case IRelationalPatternOperation relational:
                return Order(value, OperatorOf(relational), ComparisonOperand(relational.Value), nullIsFalse, relational.Syntax);
            case IBinaryPatternOperation binary:
                bool and = binary.OperatorKind == BinaryOperatorKind.And;
                Binding binding = and ? Binding.And : Binding.Or;
                return Bool(Sql.Concat(
                    Pattern(value, binary.LeftPattern, nullIsFalse).At(binding), and ? " AND " : " OR ", Pattern(value, binary.RightPattern, nullIsFalse).At(binding)), binding);
            case IDiscardPatternOperation:
                return Bool("true");
            case ITypePatternOperation type:
                return IsCase(value, type.MatchedType, type.Syntax);
            case IDeclarationPatternOperation { MatchedType: { } type } declaration:
                Narrowed(value, type, declaration.DeclaredSymbol, declaration.Syntax, out SqlValue isCase);
                return isCase;
            case IRecursivePatternOperation { DeconstructionSubpatterns.Length: 0 } recursive:
                return Recursive(value, recursive, nullIsFalse);
            default:
                throw QueryException.Untranslatable(pattern.Syntax, "constants, relations, null, properties, cases of a hierarchy, and, or, not are the patterns that have a SQL form");
        }
    }

    /// <summary><c>is { Login: "x" }</c>: not null, and its members match.</summary>
    private SqlValue Recursive(SqlValue value, IRecursivePatternOperation pattern, bool nullIsFalse)
    {
        value = Narrowed(value, pattern.MatchedType, pattern.DeclaredSymbol, pattern.Syntax, out SqlValue result);
        SqlValue present = value.Type is NestedType ? value : value with { IsNullable = false, NullableParameter = null };
        foreach (IPropertySubpatternOperation property in pattern.PropertySubpatterns)
        {
            if (property.Member is not IMemberReferenceOperation { Member: var member } reference)
            {
                throw QueryException.Untranslatable(property.Syntax, "it names no member");
            }

            Operand inner = present.Type is NestedType nested ? Nested(present, nested, member.Name, property.Syntax) : ValueMember(present, member, reference);
            SqlValue matches = Pattern(AsValue(inner, property.Syntax), property.Pattern, nullIsFalse);
            result = Bool(Sql.Concat(result.At(Binding.And), " AND ", matches.At(Binding.And)), Binding.And);
        }

        return result;
    }

    private static string OperatorOf(IRelationalPatternOperation pattern) => pattern.OperatorKind switch
    {
        BinaryOperatorKind.LessThan => " < ",
        BinaryOperatorKind.LessThanOrEqual => " <= ",
        BinaryOperatorKind.GreaterThan => " > ",
        _ => " >= ",
    };
}
