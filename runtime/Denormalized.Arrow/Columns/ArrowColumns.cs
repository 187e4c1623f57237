using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;
using Denormalized.Schema;
using FloatType = Apache.Arrow.Types.FloatType;
using MapType = Apache.Arrow.Types.MapType;
using StringType = Apache.Arrow.Types.StringType;
using ArrowUnit = Apache.Arrow.Types.TimeUnit;

namespace Denormalized.ArrowFormat;

/// <summary>What a ClickHouse type is in Arrow. The one place that knows.</summary>
internal static class ArrowColumns
{
    private const string Utc = "UTC";

    /// <summary>Element of a Tuple that says whether a nullable record is there.</summary>
    private const string Presence = ClickHousePlan.PresenceElement;

    /// <param name="name">Name of the column.</param>
    /// <param name="type">Type of the column.</param>
    /// <param name="node">What a stream's column is in Parquet: tells bytes from texts and local times from instants, which ClickHouse does not; null for a query's column.</param>
    /// <exception cref="ArrowConversionException">The type has no form in Arrow.</exception>
    public static ArrowColumn Create(string name, string type, ParquetNode? node = null) => Create(name, ClickHouseTypeText.Parse(type), node);

    private static ArrowColumn Create(string path, ClickHouseTypeText type, ParquetNode? node) => type.Name switch
    {
        "LowCardinality" => Create(path, Inner(type, 0), node),
        "SimpleAggregateFunction" => Create(path, Inner(type, 1), node),
        "Nullable" => new NullableColumn(Create(path, Inner(type, 0), node)),
        "Array" => List(path, Create(path + "[]", Inner(type, 0), Child(Child(node, 0), 0))),
        "Map" => Map(path, type, node),
        "Tuple" => Tuple(path, type, node),
        "Nested" => List(path, Tuple(path + "[]", type, Child(Child(node, 0), 0))),
        _ => Plain(path, type, node),
    };

    private static ArrowColumn Plain(string path, ClickHouseTypeText type, ParquetNode? node) => type.Name switch
    {
        "Bool" => new BoolColumn(path),
        "Int8" => new SameColumn(path, Int8Type.Default, 1),
        "Int16" => new SameColumn(path, Int16Type.Default, 2),
        "Int32" => new SameColumn(path, Int32Type.Default, 4),
        "Int64" => new SameColumn(path, Int64Type.Default, 8),
        "UInt8" => new SameColumn(path, UInt8Type.Default, 1),
        "UInt16" => new SameColumn(path, UInt16Type.Default, 2),
        "UInt32" or "IPv4" => new SameColumn(path, UInt32Type.Default, 4),
        "UInt64" => new SameColumn(path, UInt64Type.Default, 8),
        "Float32" => new SameColumn(path, FloatType.Default, 4),
        "Float64" => new SameColumn(path, DoubleType.Default, 8),
        "Int128" or "UInt128" or "IPv6" => new SameColumn(path, new FixedSizeBinaryType(16), 16),
        "Int256" or "UInt256" => new SameColumn(path, new FixedSizeBinaryType(32), 32),
        "FixedString" => new SameColumn(path, new FixedSizeBinaryType(Number(type, 0)), Number(type, 0)),
        "UUID" => new UuidColumn(path),
        "String" => new TextColumn(path, node is { Type: ParquetPhysicalType.ByteArray, Logical: null } ? BinaryType.Default : StringType.Default),
        "Enum8" => new EnumColumn(path, 1, Members(type)),
        "Enum16" => new EnumColumn(path, 2, Members(type)),
        "Date" => new DateColumn(path),
        "Date32" => new SameColumn(path, Date32Type.Default, 4),
        "DateTime" => new TimeColumn(path, new TimestampType(ArrowUnit.Second, Zone(type, 0, node)), sizeof(uint), 0),
        "DateTime64" => Time(path, new TimestampType(Unit(Number(type, 0)), Zone(type, 1, node)), Number(type, 0)),
        "Time64" => Time(path, new Time64Type(Number(type, 0) <= 6 ? ArrowUnit.Microsecond : ArrowUnit.Nanosecond), Number(type, 0)),
        "Decimal" => Decimal(path, Number(type, 0), Number(type, 1)),
        _ => throw new ArrowConversionException($"Column '{path}' of type {type} has no form in Arrow. Cast it in the query, e.g. toString({path})."),
    };

    /// <summary>As it lies where ClickHouse's digits are those of a unit of Arrow.</summary>
    private static ArrowColumn Time(string path, IArrowType type, int digits) => new TimeColumn(path, type, sizeof(long), digits);

    private static ArrowColumn Decimal(string path, int precision, int scale) => precision switch
    {
        <= 9 => new DecimalColumn(path, new Decimal128Type(precision, scale), 4),
        <= 18 => new DecimalColumn(path, new Decimal128Type(precision, scale), 8),
        <= 38 => new SameColumn(path, new Decimal128Type(precision, scale), 16),
        _ => new SameColumn(path, new Decimal256Type(precision, scale), 32),
    };

    private static ListColumn List(string path, ArrowColumn element) => new(path, new ListType(element.Field("item")), element);

    private static ListColumn Map(string path, ClickHouseTypeText type, ParquetNode? node)
    {
        ParquetNode? entries = Child(node, 0);
        ArrowColumn key = Create(path + ".key", Inner(type, 0), Child(entries, 0));
        ArrowColumn value = Create(path + ".value", Inner(type, 1), Child(entries, 1));
        Field[] fields = [key.Field("key"), value.Field("value")];
        return new ListColumn(path, new MapType(fields[0], fields[1]), new StructColumn(path, new StructType(fields), false, [key, value]));
    }

    private static StructColumn Tuple(string path, ClickHouseTypeText type, ParquetNode? node)
    {
        bool isNullable = type.Arguments[0] is { Label: Presence, Type.Name: "Bool" };
        ClickHouseArgument[] elements = [.. type.Arguments.Skip(isNullable ? 1 : 0)];
        string[] names = [.. elements.Select((e, i) => e.Label ?? (i + 1).ToString(CultureInfo.InvariantCulture))];
        ArrowColumn[] columns = [.. elements.Select((e, i) => Create($"{path}.{names[i]}", e.Type!, node?.Children.FirstOrDefault(c => c.Name == names[i])))];
        return new StructColumn(path, new StructType([.. columns.Zip(names, (c, n) => c.Field(n))]), isNullable, columns);
    }

    private static ClickHouseTypeText Inner(ClickHouseTypeText type, int argument) => type.Arguments[argument].Type!;

    private static ParquetNode? Child(ParquetNode? node, int index) => node is { IsGroup: true } && index < node.Children.Count ? node.Children[index] : null;

    private static int Number(ClickHouseTypeText type, int argument) => int.Parse(type.Arguments[argument].Type!.Name, CultureInfo.InvariantCulture);

    private static List<(string Name, int Value)> Members(ClickHouseTypeText type) =>
        [.. type.Arguments.Select(a => (a.Label!, int.Parse(a.Type!.Name, CultureInfo.InvariantCulture)))];

    private static ArrowUnit Unit(int digits) => digits switch
    {
        0 => ArrowUnit.Second,
        <= 3 => ArrowUnit.Millisecond,
        <= 6 => ArrowUnit.Microsecond,
        _ => ArrowUnit.Nanosecond,
    };

    /// <summary>A column without a zone shows the server's; the instant is the same.</summary>
    private static string? Zone(ClickHouseTypeText type, int argument, ParquetNode? node) =>
        node?.Logical is { Kind: ParquetLogicalKind.Timestamp, IsUtc: false } ? null
        : type.Arguments.Count > argument && type.Arguments[argument].Label is { Length: > 0 } zone ? zone
        : Utc;
}
