using Denormalized.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Denormalized.SourceGen.Queries;

/// <summary>Expressions that choose between values: <c>?:</c>, <c>??</c>, <c>switch</c>.</summary>
internal sealed partial class LambdaTranslator
{
    private SqlValue Conditional(IConditionalOperation conditional)
    {
        SqlValue condition = Condition(conditional.Condition, nullIsFalse: true);
        SqlValue[] values = Unified([conditional.WhenTrue, conditional.WhenFalse!], conditional);
        return values[0] with { Text = Sql.Call("if", condition.Text, values[0].Text, values[1].Text), Binding = Binding.Atom };
    }

    private SqlValue Switch(ISwitchExpressionOperation @switch)
    {
        if (@switch.Arms is not [.., { Pattern: IDiscardPatternOperation, Guard: null }])
        {
            throw QueryException.Untranslatable(@switch.Syntax, "a switch needs a last arm '_ => ...': ClickHouse has no exception for a row");
        }

        SqlValue subject = Subject(@switch.Value);
        SqlValue[] conditions = @switch.Arms.Select(a => Pattern(subject, a.Pattern, nullIsFalse: true)).ToArray(); // first: values name their variables
        SqlValue[] values = Unified(@switch.Arms.Select(a => a.Value).ToArray(), @switch);
        var arguments = new List<Sql>();
        for (int i = 0; i < values.Length - 1; i++)
        {
            ISwitchExpressionArmOperation arm = @switch.Arms[i];
            SqlValue condition = conditions[i];
            if (arm.Guard is not null)
            {
                condition = Bool(Sql.Concat(condition.At(Binding.And), " AND ", Condition(arm.Guard, nullIsFalse: true).At(Binding.And)), Binding.And);
            }

            arguments.Add(condition.Text);
            arguments.Add(values[i].Text);
        }

        arguments.Add(values[values.Length - 1].Text);
        return values[0] with
        {
            Text = values.Length == 1 ? values[0].Text : Sql.Call("multiIf", arguments.ToArray()),
            Binding = values.Length == 1 ? values[0].Binding : Binding.Atom,
        };
    }

    private SqlValue Coalesce(ICoalesceOperation coalesce)
    {
        SqlValue value = Value(coalesce.Value);
        SqlValue otherwise = Value(coalesce.WhenNull);
        if (value.Type is NestedType or ArrayType or MapType)
        {
            throw QueryException.Untranslatable(coalesce.Syntax, "lists and records are never NULL in ClickHouse: compare with null instead");
        }

        if (!value.IsNullable && value.NullableParameter is null)
        {
            return value;
        }

        SqlValue[] both = Unified([value, otherwise], coalesce.Syntax);
        return both[1] with
        {
            Text = Sql.Call("ifNull", both[0].Text, both[1].Text),
            Binding = Binding.Atom,
            IsNullable = otherwise.IsNullable,
            NullableParameter = null,
        };
    }

    private SqlValue[] Unified(IReadOnlyList<IOperation> operations, IOperation whole)
        => Unified(operations.Select(Value).ToArray(), whole.Syntax);

    /// <summary>Values of one C# type, as one ClickHouse type: decimals get one scale, null literals the type of the others.</summary>
    private static SqlValue[] Unified(SqlValue[] values, SyntaxNode at)
    {
        SqlValue typed = values.FirstOrDefault(v => !v.IsNull)
            ?? throw QueryException.Untranslatable(at, "every choice is null");
        if (values.Any(v => v.Type is NestedType))
        {
            throw QueryException.Untranslatable(at, "records cannot be chosen: choose between their members");
        }

        if (values.Any(v => v.Offset is not null))
        {
            throw QueryException.Untranslatable(at, "an instant with [KeepOffset] is two columns: choose between points in time, which ToUniversalTime() gives, or after reading");
        }

        LogicalType type = typed.Type;
        if (type is DecimalType)
        {
            DecimalType[] decimals = values.Where(v => !v.IsNull).Select(v => (DecimalType)v.Type).ToArray();
            type = ValueTypes.Readable(new DecimalType(Math.Max(38, decimals.Max(d => d.Precision)), decimals.Max(d => d.Scale)) { Clr = "decimal" });
        }

        bool same = values.All(v => v.IsExact && v.Type == type);
        bool cast = !same && type is IntegerType or EnumType or DecimalType or InstantType;
        bool nullable = values.Any(v => v.IsNullable || v.IsNull);
        return values.Select(v => v with
        {
            Text = cast && !v.IsNull ? Typed(v with { Type = type, IsExact = false }).Text : v.Text,
            Type = type,
            IsNullable = nullable,
            IsExact = same || cast,
            NullableParameter = null,
            IsNull = false,
            Binding = cast ? Binding.Atom : v.Binding,
        }).ToArray();
    }
}
