using Denormalized.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Denormalized.SourceGen.Queries;

/// <summary><c>Math</c> and the tests of floating-point numbers.</summary>
internal sealed partial class LambdaTranslator
{
    private SqlValue MathCall(IInvocationOperation call)
    {
        SqlValue[] values = call.Arguments.Select(a => a.Parameter!.Type.Name == "MidpointRounding" ? null! : Value(a.Value)).ToArray();
        SqlValue first = values[0];
        LogicalType type = ResultType(call);
        switch (call.TargetMethod.Name)
        {
            case "Abs" when type is IntegerType:
                return Wrap(Sql.Call("abs", first.Text), type, first.IsNullable, isChecked: true); // C# throws for the least value
            case "Abs":
                return first with { Text = Sql.Call("abs", first.Text), Binding = Binding.Atom };
            case "Floor":
                return first with { Text = Sql.Call("floor", first.Text), Binding = Binding.Atom };
            case "Ceiling":
                return first with { Text = Sql.Call("ceil", first.Text), Binding = Binding.Atom };
            case "Truncate":
                return first with { Text = Sql.Call("trunc", first.Text), Binding = Binding.Atom };
            case "Round":
                return Round(call, first);
            case "Sign":
                return Wrap(Sql.Call("sign", first.Text), ValueTypes.Int32, first.IsNullable, false);
            case "Sqrt":
                return first with { Text = Sql.Call("sqrt", first.Text), Binding = Binding.Atom };
            case "Min":
                return Extreme("least", values, type, call);
            case "Max":
                return Extreme("greatest", values, type, call);
            default:
                throw Unknown(call);
        }
    }

    /// <summary>C# rounds halves to the even neighbour, as ClickHouse's roundBankers does and its round of decimals does not.</summary>
    private static SqlValue Round(IInvocationOperation call, SqlValue value)
    {
        string function = "roundBankers";
        string digits = "";
        foreach (IArgumentOperation argument in call.Arguments.Skip(1))
        {
            if (argument.Value.ConstantValue is not { HasValue: true, Value: int number })
            {
                throw QueryException.Untranslatable(argument.Syntax, "it must be a constant");
            }

            if (argument.Parameter!.Type.Name != "MidpointRounding")
            {
                digits = ", " + number.ToString(System.Globalization.CultureInfo.InvariantCulture);
            }
            else if (number == 1 && value.Type is DecimalType)
            {
                function = "round"; // of a decimal: halves away from zero
            }
            else if (number != 0)
            {
                throw QueryException.Untranslatable(argument.Syntax, "ToEven is known, and AwayFromZero for decimals");
            }
        }

        if (digits.Length > 0 && value.Type is FloatType)
        {
            throw QueryException.Untranslatable(call.Syntax, "rounding a double to digits differs in the last bit: round after reading, or use a decimal");
        }

        return value with { Text = Sql.Concat($"{function}(", value.Text, $"{digits})"), Binding = Binding.Atom };
    }

    /// <summary>C# gives NaN where one of the two is; ClickHouse takes the other.</summary>
    private static SqlValue Extreme(string function, SqlValue[] values, LogicalType type, IInvocationOperation call)
    {
        SqlValue[] both = Unified(values, call.Syntax);
        Sql plain = Sql.Call(function, both[0].Text, both[1].Text);
        Sql text = type is FloatType
            ? Sql.Concat("multiIf(isNaN(", both[0].Text, "), ", both[0].Text, ", isNaN(", both[1].Text, "), ", both[1].Text, ", ", plain, ")")
            : plain;
        return both[0] with { Text = text, Binding = Binding.Atom, IsExact = false };
    }

    private SqlValue? FloatCall(IInvocationOperation call)
    {
        if (call.TargetMethod is not { IsStatic: true, ContainingType.SpecialType: SpecialType.System_Double or SpecialType.System_Single, Parameters.Length: 1 })
        {
            return null;
        }

        SqlValue value = Value(call.Arguments[0].Value);
        return call.TargetMethod.Name switch
        {
            "IsNaN" => Bool(Sql.Call("isNaN", value.Text)),
            "IsInfinity" => Bool(Sql.Call("isInfinite", value.Text)),
            "IsFinite" => Bool(Sql.Call("isFinite", value.Text)),
            _ => null,
        };
    }
}
