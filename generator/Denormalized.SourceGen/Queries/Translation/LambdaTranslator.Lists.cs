using Denormalized.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Denormalized.SourceGen.Queries;

/// <summary>Lists and dictionaries: those in columns, and captured ones in Contains.</summary>
internal sealed partial class LambdaTranslator
{
    /// <summary>A captured list becomes an array parameter, a column of lists is searched.</summary>
    private SqlValue Contains(IInvocationOperation call, IOperation list, IOperation item, bool nullIsFalse)
    {
        if (call.Arguments.Length > (call.Instance is null ? 2 : 1) && call.Arguments.Last().Value.ConstantValue is not { HasValue: true, Value: null })
        {
            throw QueryException.Untranslatable(call.Arguments.Last().Syntax, "a comparer has no SQL form");
        }

        list = List(list);
        SqlValue value = ComparisonOperand(item);
        if (DependsOnRow(list))
        {
            SqlValue column = Value(list);
            return column.Type is ArrayType
                ? Bool(Sql.Call("has", column.Text, value.Text))
                : throw QueryException.Untranslatable(list.Syntax, "it is no list");
        }

        ITypeSymbol element = ElementType(list.Type!) ?? throw QueryException.Capture(list.Syntax, "its elements have no type");
        if (ValueTypes.Scalar(element) is not { Type: not (ArrayType or MapType) } use)
        {
            throw QueryException.Capture(list.Syntax, $"elements of type '{element.ToDisplayString()}' have no SQL form");
        }

        SqlValue captured = CapturedList(list, use, value.Type);
        if (value.Type is EnumType)
        {
            value = value with { Text = Sql.Call("toString", value.Text), Binding = Binding.Atom };
        }

        // IN can use an index; it knows no NULL.
        return value.IsNullable || value.NullableParameter is not null
            ? Bool(Sql.Call("has", captured.Text, value.Text))
            : Bool(Sql.Concat(value.At(Binding.Additive), " IN ", captured.Text), Binding.Comparison);
    }

    /// <summary>The list itself, not the span or interface that a call makes of it.</summary>
    private static IOperation List(IOperation operation) => operation switch
    {
        IConversionOperation conversion => List(conversion.Operand),
        IInvocationOperation { TargetMethod.Name: "op_Implicit" or "AsSpan" } call when call.Arguments.Length == 1 => List(call.Arguments[0].Value),
        IParenthesizedOperation inner => List(inner.Operand),
        _ => operation,
    };

    private SqlValue ListCall(IInvocationOperation call, bool nullIsFalse)
    {
        SqlValue list = Value(List(call.Arguments[0].Value));
        if (list.Type is not ArrayType array)
        {
            throw Unknown(call);
        }

        bool predicate = call.Arguments.Length == 2;
        return call.TargetMethod.Name switch
        {
            "Any" when predicate => Bool(Lambda("arrayExists")),
            "Any" => Bool(Sql.Call("notEmpty", list.Text)),
            "All" => Bool(Lambda("arrayAll")),
            "Count" when predicate => Wrap(Lambda("arrayCount"), ValueTypes.Int32, false, false),
            "Count" => Function(ValueTypes.Int32, list, "toInt32(length(", "))"),
            _ => throw Unknown(call),
        };

        Sql Lambda(string function)
        {
            string name = "x" + _lambdaDepth++;
            IOperation body = Body(call.Arguments[1].Value, ValueTypes.OfColumn(name, array.Item));
            Sql condition = Condition(body, nullIsFalse: false).Text;
            _lambdaDepth--;
            return Sql.Concat($"{function}({name} -> ", condition, ", ", list.Text, ")");
        }
    }

    private SqlValue Element(IArrayElementReferenceOperation element)
        => element.Indices is [var index] ? Item(Value(element.ArrayReference), Value(index), element.Syntax) : throw QueryException.Untranslatable(element.Syntax, "one index is known");

    /// <summary>C# throws behind the end; ClickHouse gives the type's default.</summary>
    private static SqlValue Item(SqlValue list, SqlValue index, SyntaxNode at) => (list.Type, index.Type) switch
    {
        (ArrayType array, IntegerType) => ValueTypes.OfColumn(Sql.Concat("arrayElement(", list.Text, ", ", index.At(Binding.Additive), " + 1)"), array.Item),
        (MapType map, StringType or IntegerType or UuidType) when map.Key.Type.GetType() == index.Type.GetType() => ValueTypes.OfColumn(Sql.Call("arrayElement", list.Text, index.Text), map.Value),
        _ => throw QueryException.Untranslatable(at, "lists are indexed by numbers, dictionaries by strings, integers and Guids"),
    };

    private SqlValue? MapCall(IInvocationOperation call)
    {
        string name = call.TargetMethod.Name;
        IOperation? receiver = call.Instance ?? (name == "GetValueOrDefault" ? call.Arguments[0].Value : null);
        if (receiver is null || !DependsOnRow(receiver))
        {
            return null;
        }

        Operand operand = Operand(List(receiver));
        if (operand is not SqlValue { Type: MapType or ArrayType } list)
        {
            return null;
        }

        int first = call.Instance is null ? 1 : 0;
        SqlValue key = Value(call.Arguments[first].Value);
        switch (list.Type, name)
        {
            case (MapType { Key.Type: EnumType }, _):
                throw QueryException.Untranslatable(call.Syntax, "a dictionary by an enum can be selected, but not searched in SQL");
            case (MapType, "ContainsKey"):
                return Bool(Sql.Call("mapContains", list.Text, key.Text));
            case (MapType map, "GetValueOrDefault") when call.Arguments.Length == first + 1:
                SqlValue value = Item(list, key, call.Syntax);
                bool hasNull = map.Value.Type is StringType || map.Value.IsNullable;
                return hasNull && value.Type is not (NestedType or ArrayType or MapType)
                    ? new SqlValue(Sql.Call("if", Sql.Call("mapContains", list.Text, key.Text), value.Text, "NULL"), value.Type, true) { IsExact = false }
                    : value;
            case (_, "get_Item"):
                return Item(list, key, call.Syntax);
            default:
                return null;
        }
    }
}
