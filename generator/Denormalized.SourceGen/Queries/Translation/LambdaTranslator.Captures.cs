using System.Globalization;
using Denormalized.Schema;
using Denormalized.SourceGen.Emit;
using Denormalized.SourceGen.Parse;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;

namespace Denormalized.SourceGen.Queries;

/// <summary>Values from outside of the row: literals and parameters.</summary>
internal sealed partial class LambdaTranslator
{
    private static SqlValue Constant(object? value, ITypeSymbol? type, SyntaxNode at)
    {
        if (value is null)
        {
            return new SqlValue("NULL", ValueTypes.String, true) { IsNull = true, IsExact = false };
        }

        if (type is { TypeKind: TypeKind.Enum } && ResultType(type, at) is EnumType @enum)
        {
            long number = value is ulong u ? unchecked((long)u) : System.Convert.ToInt64(value, CultureInfo.InvariantCulture);
            EnumMember member = @enum.Members.FirstOrDefault(m => m.Value == number)
                ?? throw QueryException.Untranslatable(at, $"{number} is no member of '{type.ToDisplayString()}'");
            return new SqlValue(ClickHouseText.Literal(member.Name), @enum, false) { IsExact = false };
        }

        return value switch
        {
            bool flag => Bool(flag ? "true" : "false"),
            string text => new SqlValue(ClickHouseText.Literal(text), ValueTypes.String, false),
            char character => new SqlValue(ClickHouseText.Literal(character.ToString()), ValueTypes.String, false),
            double number => new SqlValue(Float(number), ValueTypes.Double, false) { Binding = SignBinding(number < 0) },
            float number => new SqlValue(Float(number), new FloatType(32) { Clr = "float" }, false) { IsExact = false, Binding = SignBinding(number < 0) },
            decimal number => DecimalLiteral(number),
            IFormattable number when ResultType(type!, at) is IntegerType => new SqlValue(number.ToString(null, CultureInfo.InvariantCulture), ResultType(type!, at), false)
            {
                IsExact = false,
                Binding = SignBinding(number.ToString(null, CultureInfo.InvariantCulture)[0] == '-'),
            },
            _ => throw QueryException.Untranslatable(at, $"a constant of type '{value.GetType().Name}' has no SQL form"),
        };
    }

    private static Binding SignBinding(bool negative) => negative ? Binding.Multiplicative : Binding.Atom;

    /// <summary>A float constant is written as the double it equals, so that comparing with a Float32 column is exact.</summary>
    private static string Float(double value)
    {
        if (double.IsNaN(value))
        {
            return "nan";
        }

        if (double.IsInfinity(value))
        {
            return value > 0 ? "inf" : "-inf";
        }

        string text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.IndexOfAny(['.', 'E']) < 0 ? text + "." : text;
    }

    private static SqlValue DecimalLiteral(decimal value)
    {
        int scale = (decimal.GetBits(value)[3] >> 16) & 0xFF;
        string text = value.ToString(CultureInfo.InvariantCulture);
        return new SqlValue($"toDecimal128('{text}', {scale})", new DecimalType(38, scale) { Clr = "decimal" }, false);
    }

    private static LogicalType ResultType(ITypeSymbol type, SyntaxNode at)
        => ValueTypes.Scalar(type)?.Type ?? throw QueryException.Untranslatable(at, $"'{type.ToDisplayString()}' has no SQL form");

    /// <summary>A value that does not depend on the row is computed when the operator is called, and sent as a parameter.</summary>
    private SqlValue CapturedValue(IOperation operation)
    {
        ITypeSymbol type = operation.Type ?? throw QueryException.Capture(operation.Syntax, "it has no type");
        if (ValueTypes.Scalar(type) is not { } use)
        {
            throw QueryException.Capture(operation.Syntax, $"'{type.ToDisplayString()}' has no SQL form");
        }

        if (ValueTypes.IsOpaque(use.Type))
        {
            throw QueryException.Capture(operation.Syntax, $"'{type.ToDisplayString()}' can be selected, but not compared in SQL");
        }

        if (use.Type is ArrayType array)
        {
            return CapturedList(operation, array.Item, array);
        }

        LogicalType logical = Parameterized(use.Type);
        string sqlType = ParameterType(logical);
        int index = _captures.Parameter(operation.Syntax, TextOf(use.Type, type, _captured.Write(operation), operation.Syntax), sqlType);
        bool canBeNull = type.IsReferenceType || use.IsNullable;
        return new SqlValue(Sql.Parameter(index, sqlType), logical, use.IsNullable && IsNullableOf(type))
        {
            IsExact = !canBeNull && logical is not EnumType,
            NullableParameter = canBeNull ? index : null,
        };
    }

    private static bool IsNullableOf(ITypeSymbol type)
        => type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T || type.NullableAnnotation == NullableAnnotation.Annotated;

    /// <summary>A captured list, for Contains.</summary>
    private SqlValue CapturedList(IOperation operation, TypeUse item, LogicalType listType)
    {
        ITypeSymbol element = ElementType(operation.Type!) ?? throw QueryException.Capture(operation.Syntax, "its elements have no type");
        LogicalType logical = Parameterized(item.Type);
        bool quoted = logical is not (IntegerType or FloatType or BoolType or DurationType or DecimalType);
        string itemType = ParameterType(logical);
        string sqlType = $"Array({(item.IsNullable ? $"Nullable({itemType})" : itemType)})";
        string text = $"SqlText.{(quoted ? "Quoted" : "Numbers")}<{_captured.TypeName(element, operation.Syntax)}>({_captured.Write(operation)}, static e => {TextOf(item.Type, element, "e", operation.Syntax)})";
        int index = _captures.Parameter(operation.Syntax, text, sqlType);
        return new SqlValue(Sql.Parameter(index, sqlType), listType, false);
    }

    private static ITypeSymbol? ElementType(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => array.ElementType,
        INamedTypeSymbol { TypeArguments: [var single] } => single,
        _ => type.AllInterfaces.FirstOrDefault(i => i.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T)?.TypeArguments[0],
    };

    /// <summary>A parameter can hold any value of the C# type, whatever the column holds.</summary>
    private static LogicalType Parameterized(LogicalType type) => type switch
    {
        DecimalType => ValueTypes.AnyDecimal,
        InstantType i => i with { Digits = i.IsNano ? 9 : ValueTypes.InstantDigits },
        StringType => ValueTypes.String,
        WrapperType wrapper => Parameterized(wrapper.Inner),
        _ => type,
    };

    private static string ParameterType(LogicalType type)
        => type is EnumType ? "String" : ClickHousePlan.NativeTypeOf(new TypeUse(type, false));

    /// <summary>C# code for the parameter's text, given code for its value.</summary>
    private string TextOf(LogicalType type, ITypeSymbol clr, string value, SyntaxNode at)
    {
        switch (type)
        {
            case IntegerType { Bits: > 64 }:
                return $"SqlText.Of(({type.Clr}?)({value}))";
            case IntegerType { Signed: true }:
                return $"SqlText.Of((long?)({value}))";
            case IntegerType:
                return $"SqlText.Of((ulong?)({value}))";
            case EnumType @enum:
                string name = _captured.TypeName(Underlying(clr), at);
                string arms = string.Join(", ", @enum.Members.Select(m => $"{name}.{m.Member} => {TsvLiteral(m.Name)}"));
                return $"(({value}) is {{ }} e{_lambdaDepth} ? e{_lambdaDepth} switch {{ {arms}, _ => SqlText.Undefined(e{_lambdaDepth}) }} : null)";
            case WrapperType wrapper:
                string inner = TextOf(wrapper.Inner, clr, $"w{_lambdaDepth}.{wrapper.Member}", at);
                return $"(({value}) is {{ }} w{_lambdaDepth} ? {inner} : null)";
            default:
                return $"SqlText.Of({Cast(type, clr)}({value}))";
        }
    }

    private static string Cast(LogicalType type, ITypeSymbol clr) => clr.IsReferenceType ? "(string?)" : $"({type.Clr}?)";

    private static string TsvLiteral(string name)
        => Literals.Text(name.Replace("\\", "\\\\").Replace("\t", "\\t").Replace("\n", "\\n"));

    private static ITypeSymbol Underlying(ITypeSymbol type)
        => type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : type;
}
