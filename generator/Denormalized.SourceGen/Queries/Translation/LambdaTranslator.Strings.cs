using Denormalized.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Denormalized.SourceGen.Queries;

/// <summary>Strings: always ordinal, culture-free.</summary>
internal sealed partial class LambdaTranslator
{
    // What string.Trim() and IsNullOrWhiteSpace take for white space; ClickHouse's trim knows the blank alone.
    private const string WhiteSpace = @"[\\x{9}-\\x{d}\\x{20}\\x{85}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}]";

    private SqlValue StringCall(IInvocationOperation call, bool nullIsFalse)
    {
        IReadOnlyList<IArgumentOperation> given = call.Arguments;
        bool ignoreCase = IgnoresCase(call);
        switch (call.TargetMethod.Name)
        {
            case "IsNullOrEmpty":
                return NullOr(Value(given[0].Value), value => Sql.Call("empty", value));
            case "IsNullOrWhiteSpace":
                return NullOr(Value(given[0].Value), value => Sql.Call("match", value, $"'^{WhiteSpace}*$'"));
            case "Concat":
                return ConcatOf(given.SelectMany(a => a.Value is IArrayCreationOperation { Initializer: { } list } ? list.ElementValues : [a.Value]).ToArray());
            case "Equals":
                (IOperation left, IOperation right) = call.Instance is null ? (given[0].Value, given[1].Value) : (call.Instance, given[0].Value);
                return Equality(Cased(Value(left), ignoreCase), Cased(Value(right), ignoreCase), negated: false, nullIsFalse, call.Syntax);
        }

        if (call.Instance is null)
        {
            throw Unknown(call);
        }

        SqlValue text = Value(call.Instance);
        return call.TargetMethod.Name switch
        {
            "StartsWith" => Predicate("startsWith", ignoreCase),
            "EndsWith" => Predicate("endsWith", ignoreCase),
            "Contains" => Contains(ignoreCase),
            "ToUpperInvariant" => Function(ValueTypes.String, text, "upperUTF8(", ")"),
            "ToLowerInvariant" => Function(ValueTypes.String, text, "lowerUTF8(", ")"),
            "ToUpper" or "ToLower" => throw QueryException.Untranslatable(call.Syntax, "it depends on the culture: use ToUpperInvariant or ToLowerInvariant"),
            "Trim" when given.Count == 0 => Trimmed(text, start: true, end: true),
            "TrimStart" when given.Count == 0 => Trimmed(text, start: true, end: false),
            "TrimEnd" when given.Count == 0 => Trimmed(text, start: false, end: true),
            "Substring" => Substring(text, given),
            "IndexOf" when !ignoreCase && IsSearch(call) => Strings(ValueTypes.Int32, text, Value(given[0].Value), "toInt32(positionUTF8(", ")) - 1", Binding.Additive),
            "Replace" when given.Count == 2 => Replace(text, Value(given[0].Value), Value(given[1].Value)),
            "ToString" when given.Count == 0 => text,
            _ => throw Unknown(call),
        };

        SqlValue Predicate(string function, bool ignoreCase)
        {
            SqlValue part = Value(given[0].Value);
            return AsCondition(Strings(ValueTypes.Bool, Cased(text, ignoreCase), Cased(part, ignoreCase), function + "(", ")", Binding.Atom), nullIsFalse);
        }

        SqlValue Contains(bool ignoreCase)
        {
            SqlValue part = Value(given[0].Value);
            return AsCondition(Strings(ValueTypes.Bool, Cased(text, ignoreCase), Cased(part, ignoreCase), "position(", ") > 0", Binding.Comparison), nullIsFalse);
        }
    }

    private static bool IsSearch(IInvocationOperation call)
        => call.TargetMethod.Parameters is [_] or [_, { Type.Name: "StringComparison" }];

    /// <summary>Which comparison is asked for; those of a culture are refused, none means ordinal.</summary>
    private static bool IgnoresCase(IInvocationOperation call)
    {
        IArgumentOperation? comparison = call.Arguments.FirstOrDefault(a => a.Parameter?.Type.Name is "StringComparison" or "CultureInfo" || (a.Parameter?.Type.SpecialType == SpecialType.System_Boolean));
        if (comparison is null)
        {
            return false;
        }

        return comparison.Value.ConstantValue is { HasValue: true, Value: int kind } && comparison.Parameter!.Type.Name == "StringComparison" && kind is 4 or 5
            ? kind == 5
            : throw QueryException.Untranslatable(comparison.Syntax, "use StringComparison.Ordinal or OrdinalIgnoreCase: ClickHouse knows no cultures");
    }

    /// <summary>Ordinal, ignoring case, compares upper-cased text, as .NET does.</summary>
    private static SqlValue Cased(SqlValue value, bool ignoreCase)
        => ignoreCase && !value.IsNull ? value with { Text = Sql.Call("upperUTF8", value.Text), Binding = Binding.Atom } : value;

    private static SqlValue Strings(LogicalType type, SqlValue a, SqlValue b, string before, string after, Binding binding)
        => new(Sql.Concat(before, a.Text, ", ", b.Text, after), type, a.IsNullable || b.IsNullable || a.NullableParameter is not null || b.NullableParameter is not null)
        {
            Binding = binding,
            IsExact = false,
        };

    private static SqlValue NullOr(SqlValue value, Func<Sql, Sql> test)
    {
        bool canBeNull = value.IsNullable || value.NullableParameter is not null;
        return canBeNull ? Bool(Sql.Call("ifNull", test(value.Text), "true")) : Bool(test(value.Text));
    }

    private static SqlValue Trimmed(SqlValue text, bool start, bool end)
    {
        Sql result = text.Text;
        result = start ? Sql.Concat("replaceRegexpOne(", result, $", '^{WhiteSpace}+', '')") : result;
        result = end ? Sql.Concat("replaceRegexpOne(", result, $", '{WhiteSpace}+$', '')") : result;
        return new SqlValue(result, ValueTypes.String, text.IsNullable);
    }

    private SqlValue Substring(SqlValue text, IReadOnlyList<IArgumentOperation> given)
    {
        SqlValue start = Value(given[0].Value);
        Sql from = given[0].Value.ConstantValue is { HasValue: true, Value: int n }
            ? (n + 1).ToString(System.Globalization.CultureInfo.InvariantCulture)
            : Sql.Concat(start.At(Binding.Additive), " + 1");
        Sql[] arguments = given.Count == 1 ? [text.Text, from] : [text.Text, from, Value(given[1].Value).Text];
        return new SqlValue(Sql.Call("substringUTF8", arguments), ValueTypes.String, text.IsNullable || start.IsNullable);
    }

    private static SqlValue Replace(SqlValue text, SqlValue old, SqlValue @new)
        => new(Sql.Call("replaceAll", text.Text, old.Text, @new.IsNull ? "''" : @new.Text), ValueTypes.String, text.IsNullable);

    private SqlValue Concat(IBinaryOperation binary)
    {
        var parts = new List<IOperation>();
        Flatten(binary);
        return ConcatOf(parts);

        void Flatten(IOperation operation)
        {
            if (operation is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String, ConstantValue.HasValue: false } inner)
            {
                Flatten(inner.LeftOperand);
                Flatten(inner.RightOperand);
            }
            else
            {
                parts.Add(operation);
            }
        }
    }

    private SqlValue Interpolated(IInterpolatedStringOperation text)
    {
        var parts = new List<Sql>();
        foreach (IInterpolatedStringContentOperation content in text.Parts)
        {
            switch (content)
            {
                case IInterpolatedStringTextOperation literal:
                    parts.Add(Value(literal.Text).Text);
                    break;
                case IInterpolationOperation { Alignment: null, FormatString: null } hole:
                    parts.Add(Text(hole.Expression));
                    break;
                default:
                    throw QueryException.Untranslatable(content.Syntax, "formats and alignments have no SQL form: format after reading");
            }
        }

        return ConcatOf(parts);
    }

    private SqlValue ConcatOf(IReadOnlyList<IOperation> parts) => ConcatOf(parts.Select(Text).ToArray());

    private static SqlValue ConcatOf(IReadOnlyList<Sql> parts) => parts.Count switch
    {
        0 => new SqlValue("''", ValueTypes.String, false),
        1 => new SqlValue(parts[0], ValueTypes.String, false) { IsExact = false },
        _ => new SqlValue(Sql.Call("concat", parts.ToArray()), ValueTypes.String, false),
    };

    /// <summary>The text of a value within a longer one; null is empty there. Only texts that are the same in both are made.</summary>
    private Sql Text(IOperation operation)
    {
        operation = Unboxed(operation);
        SqlValue value = Value(operation);
        if (value.IsNull)
        {
            return "''";
        }

        Sql text = value.Type switch
        {
            StringType => value.Text,
            IntegerType or UuidType when Underlying(operation.Type!).TypeKind != TypeKind.Enum => Sql.Call("toString", value.Text),
            BoolType => Sql.Call("if", value.Text, "'True'", "'False'"),
            EnumType @enum => EnumText(@enum, value),
            _ => throw QueryException.Untranslatable(operation.Syntax, "ClickHouse writes it differently from C#: select the value, and format it after reading"),
        };
        return value.IsNullable || value.NullableParameter is not null ? Sql.Call("ifNull", text, "''") : text;
    }

    /// <summary>C# writes the member's name, ClickHouse the name on the wire.</summary>
    private static Sql EnumText(EnumType type, SqlValue value)
    {
        if (type.Members.All(m => m.Name == m.Member.TrimStart('@')))
        {
            return Sql.Call("toString", value.Text);
        }

        string wire = string.Join(", ", type.Members.Select(m => ClickHouseText.Literal(m.Name)));
        string members = string.Join(", ", type.Members.Select(m => ClickHouseText.Literal(m.Member.TrimStart('@'))));
        return Sql.Concat("transform(toString(", value.Text, $"), [{wire}], [{members}])");
    }
}
