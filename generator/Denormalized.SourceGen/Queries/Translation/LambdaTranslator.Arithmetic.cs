using Denormalized.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Denormalized.SourceGen.Queries;

/// <summary>
/// Arithmetic with C#'s types. ClickHouse widens (Int32 + Int32 is Int64), C# wraps around: results are cast back, which
/// wraps; in a checked context the cast fails instead. Integer division truncates in both.
/// </summary>
internal sealed partial class LambdaTranslator
{
    private SqlValue Arithmetic(IBinaryOperation binary)
    {
        if (binary.Type?.SpecialType == SpecialType.System_String)
        {
            return Concat(binary);
        }

        SqlValue left = Value(binary.LeftOperand);
        SqlValue right = Value(binary.RightOperand);
        bool nullable = left.IsNullable || right.IsNullable;
        switch (left.Type, right.Type)
        {
            case (IntegerType { Bits: <= 64 }, IntegerType { Bits: <= 64 }):
                return IntegerArithmetic(binary, left, right, nullable);
            case (FloatType, FloatType):
                return FloatArithmetic(binary, left, right, nullable);
            case (DecimalType l, DecimalType r):
                return DecimalArithmetic(binary, left, l, right, r, nullable);
            case (InstantType, _) or (DurationType, _) or (DateType, _):
                return TimeArithmetic(binary, left, right, nullable);
            default:
                throw QueryException.Untranslatable(binary.Syntax, "this operator has no SQL form for its types");
        }
    }

    private static SqlValue IntegerArithmetic(IBinaryOperation binary, SqlValue left, SqlValue right, bool nullable)
    {
        LogicalType type = ResultType(binary);
        switch (binary.OperatorKind)
        {
            case BinaryOperatorKind.Add:
                return Wrap(Infix(left, " + ", right, Binding.Additive), type, nullable, binary.IsChecked);
            case BinaryOperatorKind.Subtract:
                return Wrap(Infix(left, " - ", right, Binding.Additive), type, nullable, binary.IsChecked);
            case BinaryOperatorKind.Multiply:
                return Wrap(Infix(left, " * ", right, Binding.Multiplicative), type, nullable, binary.IsChecked);
            case BinaryOperatorKind.Divide:
                return Wrap(Sql.Call("intDiv", Typed(left).Text, Typed(right).Text), type, nullable, false);
            case BinaryOperatorKind.Remainder:
                return Wrap(Infix(Typed(left), " % ", Typed(right), Binding.Multiplicative), type, nullable, false);
            case BinaryOperatorKind.And:
                return Wrap(Sql.Call("bitAnd", Typed(left).Text, Typed(right).Text), type, nullable, false);
            case BinaryOperatorKind.Or:
                return Wrap(Sql.Call("bitOr", Typed(left).Text, Typed(right).Text), type, nullable, false);
            case BinaryOperatorKind.ExclusiveOr:
                return Wrap(Sql.Call("bitXor", Typed(left).Text, Typed(right).Text), type, nullable, false);
            default:
                throw QueryException.Untranslatable(binary.Syntax, "shifts have no SQL form: multiply or divide");
        }
    }

    private static SqlValue FloatArithmetic(IBinaryOperation binary, SqlValue left, SqlValue right, bool nullable)
    {
        Sql result = binary.OperatorKind switch
        {
            BinaryOperatorKind.Add => Infix(left, " + ", right, Binding.Additive),
            BinaryOperatorKind.Subtract => Infix(left, " - ", right, Binding.Additive),
            BinaryOperatorKind.Multiply => Infix(left, " * ", right, Binding.Multiplicative),
            BinaryOperatorKind.Divide => Infix(left, " / ", right, Binding.Multiplicative),
            _ => throw QueryException.Untranslatable(binary.Syntax, "the remainder of floating-point numbers is not the same in ClickHouse: use integers"),
        };

        // ClickHouse computes Float32 in Float64; rounding once at the end gives the same as C#.
        bool single = left.Type is FloatType { Bits: 32 } && right.Type is FloatType { Bits: 32 };
        return new SqlValue(single ? Sql.Call("toFloat32", result) : result, single ? left.Type : ValueTypes.Double, nullable)
        {
            Binding = single ? Binding.Atom : binary.OperatorKind is BinaryOperatorKind.Add or BinaryOperatorKind.Subtract ? Binding.Additive : Binding.Multiplicative,
        };
    }

    /// <summary>Decimals are exact in both. They are widened to 38 digits first, as the sum of two small ones may be large.</summary>
    private static SqlValue DecimalArithmetic(IBinaryOperation binary, SqlValue left, DecimalType l, SqlValue right, DecimalType r, bool nullable)
    {
        bool multiply = binary.OperatorKind == BinaryOperatorKind.Multiply;
        int precision = Math.Max(38, Math.Max(l.Precision, r.Precision));
        int scale = multiply ? l.Scale + r.Scale : Math.Max(l.Scale, r.Scale);
        string @operator = binary.OperatorKind switch
        {
            BinaryOperatorKind.Add => " + ",
            BinaryOperatorKind.Subtract => " - ",
            BinaryOperatorKind.Multiply => " * ",
            _ => throw QueryException.Untranslatable(binary.Syntax, "C# divides decimals to 28 digits, ClickHouse keeps the scale of the dividend: convert to double first"),
        };
        if (scale > precision)
        {
            throw QueryException.Untranslatable(binary.Syntax, "the product has more than 38 digits behind the point: convert to double first");
        }

        return new SqlValue(Infix(Wide(left, l), @operator, Wide(right, r), multiply ? Binding.Multiplicative : Binding.Additive), new DecimalType(precision, scale) { Clr = "decimal" }, nullable)
        {
            Binding = multiply ? Binding.Multiplicative : Binding.Additive,
        };

        static SqlValue Wide(SqlValue value, DecimalType type) => type.Precision >= 38 && value.IsExact
            ? value
            : value with { Text = Sql.Call(type.Precision > 38 ? "toDecimal256" : "toDecimal128", value.Text, type.Scale.ToString(System.Globalization.CultureInfo.InvariantCulture)), Binding = Binding.Atom };
    }

    private static Sql Infix(SqlValue left, string @operator, SqlValue right, Binding binding)
        => Sql.Concat(left.At(binding), @operator, right.At(binding + 1));

    /// <summary>A cast to an integer type that wraps around as unchecked C# does, or fails in a checked context.</summary>
    private static SqlValue Wrap(Sql text, LogicalType type, bool nullable, bool isChecked)
    {
        string name = ClickHousePlan.NativeTypeOf(new TypeUse(type, false));
        return new SqlValue(isChecked ? Sql.Call("accurateCast", text, $"'{name}'") : Sql.Call("to" + name, text), type, nullable);
    }

    /// <summary>The value in exactly its type.</summary>
    private static SqlValue Typed(SqlValue value)
    {
        LogicalType type = ValueTypes.Readable(value.Type);
        if (value.IsExact && type == value.Type)
        {
            return value;
        }

        string name = ClickHousePlan.NativeTypeOf(new TypeUse(type, value.IsNullable));
        Sql text = type switch
        {
            IntegerType or FloatType when !value.IsNull => Sql.Call("to" + ClickHousePlan.NativeTypeOf(new TypeUse(type, false)), value.Text),
            _ => Sql.Concat("CAST(", value.Text, $" AS {name})"),
        };
        bool castsNull = value.NullableParameter is not null;
        return new SqlValue(castsNull ? Sql.Concat("CAST(", value.Text, $" AS {name})") : text, type, value.IsNullable);
    }

    private Operand Convert(IConversionOperation conversion)
    {
        Operand operand = Operand(conversion.Operand);
        if (conversion.Conversion.IsReference && AsHierarchy(operand) is { } hierarchy && IsOneCase(hierarchy, conversion.Type!))
        {
            return AsCase(hierarchy, conversion.Type!, isCast: !conversion.IsTryCast, conversion.Syntax);
        }

        if (operand is not SqlValue value)
        {
            return operand; // a row as its interface or base
        }

        ITypeSymbol target = conversion.Type!;
        bool toNullable = target.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;
        if (conversion.Conversion.IsIdentity || conversion.Conversion.IsReference || IsBoxing(conversion)
            || value.IsNull || ValueTypes.Scalar(target) is not { } use)
        {
            return value;
        }

        if (value.IsNullable && !toNullable && !target.IsReferenceType)
        {
            value = value with { NullableParameter = null }; // (int)x, where C# throws on null
        }

        return Convert(value, use.Type, conversion);
    }

    private static bool IsBoxing(IConversionOperation conversion)
        => conversion.Operand.Type is { IsValueType: true } && conversion.Type is { IsReferenceType: true };

    private static SqlValue Convert(SqlValue value, LogicalType type, IConversionOperation conversion)
    {
        switch (value.Type, type)
        {
            case (EnumType, EnumType) or (BoolType, BoolType) or (StringType, StringType) or (UuidType, UuidType) or (DateType, DateType) or (DurationType, DurationType) or (TimeType, TimeType):
                return value;
            case (InstantType, InstantType instant):
                return value with { Type = ((InstantType)value.Type) with { IsDateTimeOffset = instant.IsDateTimeOffset, Clr = instant.Clr } };
            case (DecimalType, DecimalType):
                return value;
            case (IntegerType from, IntegerType to) when from.Bits == to.Bits && from.Signed == to.Signed:
                return value with { Type = to };
            case (EnumType or IntegerType, IntegerType):
                return Wrap(value.Text, type, value.IsNullable, conversion.IsChecked);
            case (FloatType, FloatType { Bits: 64 }):
                return new SqlValue(Sql.Call("toFloat64", value.Text), type, value.IsNullable);
            case (FloatType, FloatType):
                return new SqlValue(Sql.Call("toFloat32", value.Text), type, value.IsNullable);
            case (IntegerType or DecimalType, FloatType { Bits: var bits }):
                return new SqlValue(Sql.Call("toFloat" + bits, value.Text), type, value.IsNullable);
            case (IntegerType, DecimalType):
                return new SqlValue(Sql.Call("toDecimal128", value.Text, "0"), new DecimalType(38, 0) { Clr = type.Clr }, value.IsNullable);
            case (DecimalType, IntegerType to):
                return new SqlValue(Sql.Call("to" + ClickHousePlan.NativeTypeOf(new TypeUse(to, false)), value.Text), to, value.IsNullable);
            case (FloatType, IntegerType to):
                return Truncate(value, to, conversion);
            case (IntegerType, EnumType):
                throw QueryException.Untranslatable(conversion.Syntax, "compare the enum with its members, or as a number");
            default:
                throw QueryException.Untranslatable(conversion.Syntax, "this conversion is not the same in ClickHouse");
        }
    }

    /// <summary>C# truncates, saturates at the ends of int and long, and takes NaN for 0.</summary>
    private static SqlValue Truncate(SqlValue value, IntegerType to, IConversionOperation conversion)
    {
        (string min, string max, string least, string greatest) = (to.Bits, to.Signed) switch
        {
            ( <= 32, true) or ( < 32, false) => ("-2147483648.", "2147483648.", "-2147483648", "2147483647"),
            (32, false) => ("0.", "4294967296.", "0", "4294967295"),
            (64, true) => ("-9223372036854775808.", "9223372036854775808.", "-9223372036854775808", "9223372036854775807"),
            _ => ("0.", "18446744073709551616.", "0", "18446744073709551615"),
        };
        if (conversion.IsChecked)
        {
            throw QueryException.Untranslatable(conversion.Syntax, "a checked conversion from floating point has no SQL form");
        }

        string wide = to.Bits < 32 ? "Int32" : ClickHousePlan.NativeTypeOf(new TypeUse(to, false));
        Sql text = Sql.Concat(
            "multiIf(isNaN(", value.Text, "), 0, ", value.At(Binding.Additive), $" <= {min}, {least}, ", value.At(Binding.Additive), $" >= {max}, {greatest}, to{wide}(", value.Text, "))");
        SqlValue result = Wrap(text, to, value.IsNullable, false);
        return value.IsNullable ? result with { Text = Sql.Call("if", IsNull(value, false).Text, "NULL", result.Text) } : result;
    }
}
