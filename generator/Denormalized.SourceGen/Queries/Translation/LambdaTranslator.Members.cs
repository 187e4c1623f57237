using Denormalized.Schema;
using Denormalized.SourceGen.Diagnostics;
using Denormalized.SourceGen.Parse;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Denormalized.SourceGen.Queries;

/// <summary>Fields and properties: of rows, nested records, groups, and of values.</summary>
internal sealed partial class LambdaTranslator
{
    private Operand Member(ISymbol member, IOperation? instance, IOperation reference)
    {
        Operand owner = Operand(instance ?? throw QueryException.Untranslatable(reference.Syntax, "a static member that depends on the row has no SQL form"));
        string name = ProjectionMembers.NameOf(member);
        switch (owner)
        {
            case RowOperand row:
                return row.Row.Member(name) ?? throw NoColumn(reference.Syntax, name, row.Row.Members);
            case GroupOperand group when name == "Key":
                return group.Key;
            case BundleOperand bundle:
                return bundle.Members.FirstOrDefault(m => m.Name == name).Value ?? throw NoColumn(reference.Syntax, name, bundle.Members.Select(m => m.Name));
            case SqlValue { Type: NestedType nested } value:
                return Nested(value, nested, name, reference.Syntax);
            case SqlValue value:
                return ValueMember(value, member, reference);
            default:
                throw QueryException.Untranslatable(reference.Syntax, "it is no member of a row");
        }
    }

    private static QueryException NoColumn(SyntaxNode at, string name, IEnumerable<string> members)
        => QueryException.Untranslatable(at, $"'{name}' is no column (it is computed or ignored); columns are {string.Join(", ", members.Take(12))}");

    /// <summary>
    /// An element of a Tuple. The elements of an absent record hold defaults; C# would throw there, and <c>?.</c> gives null.
    /// </summary>
    private static SqlValue Nested(SqlValue owner, NestedType type, string name, SyntaxNode at)
    {
        string escaped = TypeNames.Escape(name);
        if (owner.Row?.Member(name) is SqlValue column)
        {
            return column;
        }

        if (owner.Base is { Type: NestedType shared } @base && type.Record.Case?.Shared.Any(f => f.Member == escaped) == true)
        {
            return Nested(@base, shared, name, at);
        }

        FieldModel field = type.Record.Fields.FirstOrDefault(f => f.Member == escaped && !f.IsSynthetic)
            ?? throw NoColumn(at, name, type.Record.Fields.Where(f => !f.IsSynthetic).Select(f => f.Member));
        return ValueTypes.OfField(type.Record, field, element => Sql.Call("tupleElement", owner.Text, ClickHouseText.Literal(element)));
    }

    private static Sql Presence(SqlValue nested) => nested.Presence ?? Sql.Call("tupleElement", nested.Text, ClickHouseText.Literal(ClickHousePlan.PresenceElement));

    private SqlValue ValueMember(SqlValue value, ISymbol member, IOperation reference)
    {
        if (member.ContainingType.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T)
        {
            return member.Name == "HasValue" ? IsNull(value, negated: true) : value with { NullableParameter = null };
        }

        if (value.Type is WrapperType { Converter: null } wrapper && TypeNames.Escape(member.Name) == wrapper.Member)
        {
            return value with { Type = wrapper.Inner };
        }

        return (value.Type, member.Name) switch
        {
            (StringType, "Length") => Function(ValueTypes.Int32, value, "toInt32(lengthUTF8(", "))"),
            (ArrayType, "Count" or "Length") => Function(ValueTypes.Int32, value, "toInt32(length(", "))"),
            (MapType, "Count") => Function(ValueTypes.Int32, value, "toInt32(length(", "))"),
            (InstantType, _) => InstantMember(value, member.Name, reference),
            (DateType, _) => DateMember(value, member.Name, reference),
            (DurationType, _) => DurationMember(value, member.Name, reference),
            _ => throw QueryException.Untranslatable(reference.Syntax, $"'{member.ContainingType.Name}.{member.Name}' has no SQL form"),
        };
    }

    /// <summary>A function of one value, NULL where the value is.</summary>
    private static SqlValue Function(LogicalType type, SqlValue value, string before, string after)
        => new(Sql.Concat(before, value.Text, after), type, value.IsNullable);

    private static SqlValue IsNull(SqlValue value, bool negated)
    {
        if (value.Type is NestedType)
        {
            return !value.IsNullable ? Bool(negated ? "true" : "false")
                : negated ? Bool(Presence(value)) : Not(Bool(Presence(value)));
        }

        if (value.NullableParameter is { } parameter)
        {
            return Bool(Sql.Choice(parameter, negated ? "false" : "true", negated ? "true" : "false"));
        }

        return !value.IsNullable ? Bool(negated ? "true" : "false")
            : Bool(Sql.Concat(value.At(Binding.Additive), negated ? " IS NOT NULL" : " IS NULL"), Binding.Comparison);
    }

    /// <summary><c>v.User?.Login</c>: NULL where the receiver is, and else the member.</summary>
    private SqlValue ConditionalAccess(IConditionalAccessOperation access)
    {
        SqlValue receiver = Value(access.Operation);
        _conditionalAccess.Push(receiver.Type is NestedType ? receiver : receiver with { IsNullable = false, NullableParameter = null });
        SqlValue result = Value(access.WhenNotNull);
        _conditionalAccess.Pop();
        if (!receiver.IsNullable)
        {
            return result;
        }

        if (result.Type is ArrayType or MapType)
        {
            throw QueryException.Untranslatable(access.Syntax, "ClickHouse has no nullable lists: go on to a single value, or compare with null first");
        }

        Sql present = receiver.Type is NestedType ? Presence(receiver) : IsNull(receiver, negated: true).Text;
        if (result.Type is NestedType)
        {
            Sql both = result.IsNullable ? Sql.Concat("(", present, " AND ", Presence(result), ")") : present;
            return result with { IsNullable = true, Presence = both };
        }

        return new SqlValue(Sql.Call("if", present, result.Text, "NULL"), result.Type, true) { IsExact = false, Offset = result.Offset };
    }
}
