using Denormalized.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Denormalized.SourceGen.Queries;

/// <summary>Instants (UTC in the table; what is asked for is that of their clock, where it is kept), dates, spans of time.</summary>
internal sealed partial class LambdaTranslator
{
    private static readonly InstantType s_micros = new(6, IsDateTimeOffset: true) { Clr = "global::System.DateTimeOffset" };

    private SqlValue InstantMember(SqlValue value, string member, IOperation reference) => member switch
    {
        "Year" => Part(Clock(value), "toYear"),
        "Month" => Part(Clock(value), "toMonth"),
        "Day" => Part(Clock(value), "toDayOfMonth"),
        "DayOfYear" => Part(Clock(value), "toDayOfYear"),
        "Hour" => Part(Clock(value), "toHour"),
        "Minute" => Part(Clock(value), "toMinute"),
        "Second" => Part(value, "toSecond"),
        "Millisecond" => Part(value, "toMillisecond"),
        "DayOfWeek" => DayOfWeek(Clock(value)),
        "Offset" when value.Offset is { } minutes => new SqlValue(
            value.IsNullable ? Sql.Concat("if(isNull(", value.Text, "), NULL, toInt64(", minutes, ") * 60000000)") : Sql.Concat("(toInt64(", minutes, ") * 60000000)"),
            ValueTypes.Duration, value.IsNullable),
        "UtcDateTime" => value with { Type = ((InstantType)value.Type) with { IsDateTimeOffset = false, Clr = "global::System.DateTime" }, Offset = null },
        _ => throw QueryException.Untranslatable(
            reference.Syntax, $"'{member}' of an instant has no SQL form; known are Year, Month, Day, DayOfYear, DayOfWeek, Hour, Minute, Second, Millisecond, UtcDateTime, and Offset with [KeepOffset]"),
    };

    /// <summary>What the clock showed, as if it were UTC.</summary>
    private static SqlValue Clock(SqlValue value) => value.Offset is { } minutes
        ? value with { Text = Sql.Call("addMinutes", value.Text, minutes), Binding = Binding.Atom, Offset = null }
        : value;

    private static SqlValue DayOfWeek(SqlValue value)
        => new(Sql.Concat("toInt32(toDayOfWeek(", value.Text, ") % 7)"), ValueTypes.DayOfWeek, value.IsNullable);

    private SqlValue DateMember(SqlValue value, string member, IOperation reference) => member switch
    {
        "Year" => Part(value, "toYear"),
        "Month" => Part(value, "toMonth"),
        "Day" => Part(value, "toDayOfMonth"),
        "DayOfYear" => Part(value, "toDayOfYear"),
        "DayOfWeek" => DayOfWeek(value),
        _ => throw QueryException.Untranslatable(reference.Syntax, $"'{member}' of a date has no SQL form"),
    };

    private SqlValue DurationMember(SqlValue value, string member, IOperation reference) => member switch
    {
        "TotalMilliseconds" => Total(value, "1000."),
        "TotalSeconds" => Total(value, "1000000."),
        "TotalMinutes" => Total(value, "60000000."),
        "TotalHours" => Total(value, "3600000000."),
        "TotalDays" => Total(value, "86400000000."),
        _ => throw QueryException.Untranslatable(reference.Syntax, $"'{member}' of a span of time has no SQL form: use TotalSeconds or another total"),
    };

    private static SqlValue Part(SqlValue value, string function) => Function(ValueTypes.Int32, value, $"toInt32({function}(", "))");

    private static SqlValue Total(SqlValue value, string micros)
        => new(Sql.Concat(value.At(Binding.Multiplicative), $" / {micros}"), ValueTypes.Double, value.IsNullable) { Binding = Binding.Multiplicative };

    private static SqlValue TimeArithmetic(IBinaryOperation binary, SqlValue left, SqlValue right, bool nullable)
    {
        bool add = binary.OperatorKind == BinaryOperatorKind.Add;
        switch (left.Type, right.Type, binary.OperatorKind)
        {
            case (InstantType, InstantType, BinaryOperatorKind.Subtract):
                return new SqlValue(Sql.Concat(Micros(left), " - ", Micros(right)), ValueTypes.Duration, nullable) { Binding = Binding.Additive };
            case (InstantType, DurationType, BinaryOperatorKind.Add or BinaryOperatorKind.Subtract):
                return Shifted(left, add ? "addMicroseconds" : "subtractMicroseconds", right.Text, nullable);
            case (DurationType, DurationType, BinaryOperatorKind.Add or BinaryOperatorKind.Subtract):
                return new SqlValue(Infix(left, add ? " + " : " - ", right, Binding.Additive), ValueTypes.Duration, nullable) { Binding = Binding.Additive };
            default:
                throw QueryException.Untranslatable(binary.Syntax, "this operator has no SQL form for times");
        }
    }

    private static Sql Micros(SqlValue instant) => Sql.Call("toUnixTimestamp64Micro", instant.Text);

    /// <summary>Arithmetic is done in microseconds; of a column with nanoseconds the digits behind them are kept.</summary>
    private static SqlValue Shifted(SqlValue instant, string function, Sql amount, bool nullable)
    {
        var type = (InstantType)instant.Type;
        return new SqlValue(Sql.Call(function, instant.Text, amount), type.Digits > 6 ? type : s_micros with { IsDateTimeOffset = type.IsDateTimeOffset, Clr = type.Clr }, nullable)
        {
            Offset = instant.Offset,
        };
    }

    private SqlValue? TimeCall(IInvocationOperation call)
    {
        string owner = call.TargetMethod.ContainingType.Name;
        string name = call.TargetMethod.Name;
        if (owner == "DateOnly" && name == "FromDateTime")
        {
            return Function(ValueTypes.Date, Value(call.Arguments[0].Value), "toDate32(", ")");
        }

        if (call.Instance is null || owner is not ("DateTimeOffset" or "DateTime" or "DateOnly"))
        {
            return null;
        }

        SqlValue value = Value(call.Instance);
        switch (value.Type, name)
        {
            case (InstantType, "AddYears"):
                return Calendar("addYears");
            case (InstantType, "AddMonths"):
                return Calendar("addMonths");
            case (InstantType, "AddDays"):
                return Fraction("86400000000");
            case (InstantType, "AddHours"):
                return Fraction("3600000000");
            case (InstantType, "AddMinutes"):
                return Fraction("60000000");
            case (InstantType, "AddSeconds"):
                return Fraction("1000000");
            case (InstantType, "AddMilliseconds"):
                return Fraction("1000");
            case (InstantType, "Add" or "Subtract"):
                SqlValue operand = Value(call.Arguments[0].Value);
                return operand.Type is DurationType
                    ? Shifted(value, name == "Add" ? "addMicroseconds" : "subtractMicroseconds", operand.Text, value.IsNullable || operand.IsNullable)
                    : new SqlValue(Sql.Concat(Micros(value), " - ", Micros(operand)), ValueTypes.Duration, value.IsNullable || operand.IsNullable) { Binding = Binding.Additive };
            case (InstantType, "ToUniversalTime"):
                return value with { Offset = null };
            case (InstantType, "ToUnixTimeSeconds"):
                return Function(ValueTypes.Int64, value, "toInt64(floor(toUnixTimestamp64Micro(", ") / 1000000))");
            case (InstantType, "ToUnixTimeMilliseconds"):
                return Function(ValueTypes.Int64, value, "toInt64(floor(toUnixTimestamp64Micro(", ") / 1000))");
            case (DateType, "AddDays"):
                return Calendar("addDays");
            case (DateType, "AddMonths"):
                return Calendar("addMonths");
            case (DateType, "AddYears"):
                return Calendar("addYears");
            default:
                return null;
        }

        SqlValue Calendar(string function)
        {
            SqlValue amount = Value(call.Arguments[0].Value);
            Sql shifted = Sql.Call(function, Clock(value).Text, amount.Text); // of months and years by the clock
            Sql text = value.Offset is { } minutes ? Sql.Call("subtractMinutes", shifted, minutes) : shifted;
            return value with { Text = text, Binding = Binding.Atom, IsNullable = value.IsNullable || amount.IsNullable };
        }

        // C# takes a double; whole microseconds of it are what a column can hold.
        SqlValue Fraction(string micros)
        {
            SqlValue amount = Value(call.Arguments[0].Value);
            Sql whole = Sql.Concat("toInt64(", amount.At(Binding.Multiplicative), $" * {micros})");
            return Shifted(value, "addMicroseconds", whole, value.IsNullable || amount.IsNullable);
        }
    }
}
