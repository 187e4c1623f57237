using Denormalized.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Denormalized.SourceGen.Queries;

/// <summary>Members of <c>Group</c>: ClickHouse's aggregate functions.</summary>
internal sealed partial class LambdaTranslator
{
    private SqlValue Aggregate(GroupOperand group, IInvocationOperation call)
    {
        IReadOnlyList<IArgumentOperation> given = call.Arguments;
        switch (call.TargetMethod.Name)
        {
            case "Count":
                return new SqlValue("toInt64(count())", ValueTypes.Int64, false);
            case "CountIf":
                return new SqlValue(Sql.Concat("toInt64(countIf(", Test(given[0], true), "))"), ValueTypes.Int64, false);
            case "Any":
                return Bool(Sql.Concat("countIf(", Test(given[0], true), ") > 0"), Binding.Comparison);
            case "All":
                return Bool(Sql.Concat("countIf(NOT (", Test(given[0], false), ")) = 0"), Binding.Comparison);
            case "Sum":
                return Sum(Selected(given[0]), ResultType(call));
            case "Min":
                return Extreme(Selected(given[0]), "min", call);
            case "Max":
                return Extreme(Selected(given[0]), "max", call);
            case "Average":
                SqlValue averaged = Selected(given[0]);
                return new SqlValue(Sql.Call("avg", averaged.Text), ValueTypes.Double, averaged.IsNullable);
            case "Quantile":
                return new SqlValue(Sql.Concat("quantile(", Level(given[0]), ")(", Selected(given[1]).Text, ")"), ValueTypes.Double, false);
            case "Uniq":
                return new SqlValue(Sql.Concat("toInt64(uniq(", Selected(given[0]).Text, "))"), ValueTypes.Int64, false);
            default:
                throw Unknown(call);
        }

        SqlValue Selected(IArgumentOperation argument) => Value(Body(argument.Value, group.Element));

        Sql Test(IArgumentOperation argument, bool nullIsFalse) => Condition(Body(argument.Value, group.Element), nullIsFalse).Text;
    }

    private static SqlValue Sum(SqlValue value, LogicalType type)
    {
        Sql text = Sql.Call("sum", value.Text);
        text = value.IsNullable || value.NullableParameter is not null ? Sql.Call("ifNull", text, "0") : text;
        return type switch
        {
            IntegerType => Wrap(text, type, false, false),
            DecimalType when value.Type is DecimalType d => new SqlValue(text, d with { Precision = Math.Max(38, d.Precision) }, false) { IsExact = value.IsExact && !value.IsNullable },
            _ => new SqlValue(text, ValueTypes.Double, false) { IsExact = !value.IsNullable },
        };
    }

    /// <summary>Of floating-point numbers NaN is the least in C#; ClickHouse leaves it out.</summary>
    private static SqlValue Extreme(SqlValue value, string function, IInvocationOperation call)
    {
        if (value.Type is NestedType or ArrayType or MapType)
        {
            throw QueryException.Untranslatable(call.Syntax, "only single values have a least and a greatest");
        }

        SqlValue sortable = Sortable(value);
        Sql text = value.Type switch
        {
            UuidType => Sql.Call(function == "min" ? "argMin" : "argMax", value.Text, sortable.Text),
            FloatType when function == "min" => Sql.Concat("if(countIf(isNaN(", value.Text, ")) > 0, nan, min(", value.Text, "))"),
            _ => Sql.Call(function, value.Text),
        };
        return value with { Text = text, Binding = Binding.Atom, IsExact = false, NullableParameter = null, Offset = null };
    }

    private static string Level(IArgumentOperation argument)
        => argument.Value.ConstantValue is { HasValue: true, Value: double level and >= 0 and <= 1 }
            ? Float(level)
            : throw QueryException.Untranslatable(argument.Syntax, "the level must be a constant between 0 and 1");
}
