using Denormalized.Schema;
using Microsoft.CodeAnalysis;

namespace Denormalized.SourceGen.Queries;

/// <summary>Where the exact type matters: columns of a result, keys of groups and sorts.</summary>
internal sealed partial class LambdaTranslator
{
    /// <summary>The expression in exactly the type that the generated reader expects.</summary>
    public static (Sql Text, TypeUse Use) ResultColumn(SqlValue value, ITypeSymbol target, SyntaxNode at)
    {
        if (value.IsNull)
        {
            LogicalType type = ResultType(target, at);
            value = new SqlValue("NULL", type, true) { IsExact = false };
        }

        if (value.Presence is not null)
        {
            throw QueryException.Untranslatable(at, "a record behind '?.' cannot be read as a whole: select its members");
        }

        if (value.MayHideNull)
        {
            value = value with { IsNullable = true, IsExact = false };
        }

        bool targetTakesNull = !target.IsValueType || target.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;
        if (value.IsNullable && !targetTakesNull && value.Type is not NestedType)
        {
            // x.Value of a null, where C# throws: the type's default.
            value = value with { Text = Sql.Call("assumeNotNull", value.Text), IsNullable = false, Binding = Binding.Atom };
        }

        SqlValue typed = value.Type is NestedType or ArrayType or MapType
            ? value
            : Exact(value);
        var use = new TypeUse(typed.Type is StringType ? ValueTypes.String with { Clr = typed.Type.Clr } : typed.Type, typed.IsNullable)
        {
            IsValueType = typed.Type is not (StringType or NestedType or ArrayType or MapType),
        };
        return (typed.Text, use);
    }

    private static SqlValue Exact(SqlValue value)
    {
        LogicalType type = ValueTypes.Readable(value.Type);
        return value.IsExact && type == value.Type
            ? value
            : new SqlValue(Sql.Concat("CAST(", value.Text, $" AS {ClickHousePlan.NativeTypeOf(new TypeUse(type, value.IsNullable))})"), type, value.IsNullable);
    }

    /// <summary>A group key. A number written as it is would be taken for the position of a column, so inexact ones are cast.</summary>
    public static Sql KeyText(SqlValue value, ITypeSymbol? type)
    {
        bool mayBeNull = type is null || !type.IsValueType && type.NullableAnnotation != NullableAnnotation.NotAnnotated
            || type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;
        if ((value.IsNullable && !mayBeNull) || value.MayHideNull)
        {
            value = value with { Text = Sql.Call("assumeNotNull", value.Text), IsNullable = false, Binding = Binding.Atom };
        }

        return value.Type is ArrayType or MapType ? value.Text : Exact(value).Text;
    }

    /// <summary>A sort key and its direction: null and NaN come first in C#, last in ClickHouse.</summary>
    public static (Sql Text, string Direction) SortKey(SqlValue value, bool descending, SyntaxNode at)
    {
        if (value.Type is NestedType or ArrayType or MapType)
        {
            throw QueryException.Untranslatable(at, "rows are sorted by single values");
        }

        bool special = value.IsNullable || value.Type is FloatType or WrapperType { Inner: FloatType };
        string direction = (descending ? " DESC" : "") + (special ? descending ? " NULLS LAST" : " NULLS FIRST" : "");
        SqlValue sortable = Sortable(value);
        return (sortable.Type is UuidType ? sortable.Text : KeyText(sortable, null), direction);
    }
}
