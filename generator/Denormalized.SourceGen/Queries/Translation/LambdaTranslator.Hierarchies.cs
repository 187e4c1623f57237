using Denormalized.Schema;
using Denormalized.SourceGen.Parse;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Denormalized.SourceGen.Queries;

/// <summary>Cases of closed hierarchies: <c>v is Buy</c>, <c>v is Buy b</c>, <c>(Buy)v</c>, <c>v as Buy</c>.</summary>
internal sealed partial class LambdaTranslator
{
    /// <summary>What a pattern variable stands for: the case that it was declared with.</summary>
    private readonly Dictionary<ILocalSymbol, SqlValue> _variables = new(SymbolEqualityComparer.Default);

    private SqlValue IsType(IIsTypeOperation operation)
    {
        SqlValue condition = IsCase(Subject(operation.ValueOperand), operation.TypeOperand, operation.Syntax);
        return operation.IsNegated ? Not(condition) : condition;
    }

    /// <summary>What a pattern is matched with: a row whose record is a hierarchy counts as a value.</summary>
    private SqlValue Subject(IOperation operation)
        => DependsOnRow(operation) && AsHierarchy(Operand(operation)) is { } hierarchy ? hierarchy : ComparisonOperand(operation);

    /// <summary>A row or a nested record whose type is a hierarchy; null for all else.</summary>
    private static SqlValue? AsHierarchy(Operand operand) => operand switch
    {
        RowOperand { Row: { Record: { Hierarchy: not null } record } row } => new SqlValue("", new NestedType(record) { Clr = record.Clr }, false) { Row = row },
        SqlValue { Base: null, Type: NestedType { Record.Hierarchy: not null } } value => value,
        _ => null,
    };

    private static bool IsOneCase(SqlValue value, ITypeSymbol type)
        => TypeNames.Clr(type) is var clr && ((NestedType)value.Type).Record.Hierarchy!.Cases.Any(c => c.Own.Clr == clr);

    /// <summary>The type narrows a hierarchy to one of its cases.</summary>
    private static bool Narrows(SqlValue value, ITypeSymbol type)
        => value is { Base: null, Type: NestedType { Record.Hierarchy: not null } nested } && TypeNames.Clr(type) != nested.Record.Clr;

    /// <summary>The value as one case, NULL where it is another; behind a cast it is not asked for, and another case's members are defaults.</summary>
    private static SqlValue AsCase(SqlValue value, ITypeSymbol type, bool isCast, SyntaxNode at)
    {
        (HierarchyCase @case, int index) = CaseOf(value, type, at);
        RecordModel record = ((NestedType)value.Type).Record;
        FieldModel field = record.Fields[record.Fields.Count - record.Hierarchy!.Cases.Count + index];
        return new SqlValue(Column(value, field), new NestedType(@case.Own) { Clr = @case.Own.Clr }, !isCast)
        {
            Base = value,
            Presence = IsCase(value, type, at).At(Binding.Comparison),
        };
    }

    private static SqlValue IsCase(SqlValue value, ITypeSymbol type, SyntaxNode at)
    {
        if (value.Type is not NestedType nested)
        {
            throw QueryException.Untranslatable(at, "only a closed hierarchy, whose base has [JsonDerivedType], can be asked for its case");
        }

        if (value.Base is not null || TypeNames.Clr(type) == nested.Record.Clr)
        {
            return TypeNames.Clr(type) == nested.Record.Clr
                ? IsNull(value, negated: true)
                : throw QueryException.Untranslatable(at, "it is known already which case this is");
        }

        HierarchyCase @case = CaseOf(value, type, at).Case;
        Sql matches = Sql.Concat(Column(value, nested.Record.Fields[0]), " = ", ClickHouseText.Literal(@case.Tag));
        return value.IsNullable
            ? Bool(Sql.Concat(Presence(value), " AND ", matches), Binding.And) // an absent one has the first case's number
            : Bool(matches, Binding.Comparison);
    }

    private static (HierarchyCase Case, int Index) CaseOf(SqlValue value, ITypeSymbol type, SyntaxNode at)
    {
        string clr = TypeNames.Clr(type);
        HierarchyCase[] cases = ((NestedType)value.Type).Record.Hierarchy?.Cases.ToArray() ?? [];
        int index = Array.FindIndex(cases, c => c.Own.Clr == clr);
        return index >= 0
            ? (cases[index], index)
            : throw QueryException.Untranslatable(at, cases.Length == 0
                ? $"'{type.Name}' is no case of a closed hierarchy: name it with [JsonDerivedType] on the base"
                : $"'{type.Name}' is none of the cases, which are {string.Join(", ", cases.Select(c => c.Own.Name))}");
    }

    private static Sql Column(SqlValue value, FieldModel field)
        => value.Row is null ? Sql.Call("tupleElement", value.Text, ClickHouseText.Literal(field.Column)) : Sql.Column(field.Column);

    /// <summary><c>is Buy b</c> and <c>is Buy { Cents: 5 }</c>: the case, with which the rest is matched.</summary>
    private SqlValue Narrowed(SqlValue value, ITypeSymbol type, ISymbol? variable, SyntaxNode at, out SqlValue condition)
    {
        bool narrows = Narrows(value, type);
        condition = narrows ? IsCase(value, type, at) : IsNull(value, negated: true);
        SqlValue matched = narrows ? AsCase(value, type, isCast: true, at) : value;
        switch (variable)
        {
            case null:
                break;
            case ILocalSymbol local when narrows:
                _variables[local] = matched;
                break;
            default:
                throw QueryException.Untranslatable(at, "a pattern declares a variable only for a case of a hierarchy");
        }

        return matched;
    }
}
