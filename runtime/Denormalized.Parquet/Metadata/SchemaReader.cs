using Denormalized.Schema;

namespace Denormalized.ParquetFormat;

/// <summary>An element of the flat list, depth first, in which a file keeps its schema.</summary>
internal record struct SchemaElement
{
    public int? Type { get; set; }

    public int Length { get; set; }

    public int Repetition { get; set; }

    public string? Name { get; set; }

    public int Children { get; set; }

    public ConvertedType? Converted { get; set; }

    public int Scale { get; set; }

    public int Precision { get; set; }

    public int? FieldId { get; set; }

    public ParquetLogicalType? Logical { get; set; }
}

/// <summary>Makes the tree of the list. A group has a child, so that the tree is no larger than the list, and its depth is bounded.</summary>
internal sealed class SchemaReader(List<SchemaElement> elements)
{
    private const int MaxDepth = 100;
    private const int MaxFixedLength = 1 << 24;

    private readonly List<ParquetLeaf> _leaves = [];
    private int _next;

    /// <exception cref="InvalidDataException">The list is no tree, or has types that are none.</exception>
    public static (ParquetSchema Schema, IReadOnlyList<ParquetLeaf> Leaves) Read(List<SchemaElement> elements)
    {
        if (elements.Count == 0)
        {
            throw new InvalidDataException("the schema is empty");
        }

        var reader = new SchemaReader(elements) { _next = 1 };
        ParquetNode[] fields = reader.Children(elements[0], [], 0, 0);
        return reader._next == elements.Count
            ? (new ParquetSchema(elements[0].Name ?? "schema", fields.ToEquatableArray()), reader._leaves)
            : throw new InvalidDataException($"the schema has {elements.Count - reader._next} elements that belong to no group");
    }

    private ParquetNode[] Children(SchemaElement group, string[] path, int definition, int repetition)
    {
        if (path.Length > MaxDepth)
        {
            throw new InvalidDataException($"the schema is nested deeper than {MaxDepth}");
        }

        if (group.Children < 0 || group.Children > elements.Count - _next)
        {
            throw new InvalidDataException($"group '{group.Name}' of the schema claims {group.Children} children, {elements.Count - _next} elements are left");
        }

        var nodes = new ParquetNode[group.Children];
        for (int i = 0; i < nodes.Length; i++)
        {
            nodes[i] = Node(path, definition, repetition);
        }

        return nodes;
    }

    private ParquetNode Node(string[] parents, int definition, int repetition)
    {
        if (_next == elements.Count)
        {
            throw new InvalidDataException("the schema ends within a group");
        }

        SchemaElement element = elements[_next++];
        string[] path = [.. parents, element.Name ?? throw new InvalidDataException($"element {_next - 1} of the schema has no name")];
        if (element.Repetition is < 0 or > 2)
        {
            throw new InvalidDataException($"'{element.Name}' of the schema has the repetition {element.Repetition}");
        }

        var node = new ParquetNode(element.Name, (ParquetRepetition)element.Repetition) { Logical = element.Logical ?? Modern(element), FieldId = element.FieldId };
        definition += element.Repetition == 0 ? 0 : 1;
        repetition += element.Repetition == 2 ? 1 : 0;
        if (element.Type is not { } type)
        {
            return element.Children > 0
                ? node with { Children = Children(element, path, definition, repetition).ToEquatableArray() }
                : throw new InvalidDataException($"'{element.Name}' of the schema is a group without children");
        }

        if (type is < 0 or > 7 || element.Children > 0)
        {
            throw new InvalidDataException($"'{element.Name}' of the schema has the type {type} and {element.Children} children");
        }

        node = node with { Type = (ParquetPhysicalType)type, Length = type == (int)ParquetPhysicalType.FixedLenByteArray ? element.Length : 0 };
        if (node is { Type: ParquetPhysicalType.FixedLenByteArray, Length: < 0 or > MaxFixedLength })
        {
            throw new InvalidDataException($"'{element.Name}' of the schema has values of {element.Length} bytes");
        }

        _leaves.Add(new ParquetLeaf(_leaves.Count, node, path, definition, repetition));
        return node;
    }

    /// <summary>The logical type that a ConvertedType stands for.</summary>
    private static ParquetLogicalType? Modern(SchemaElement element) => element.Converted switch
    {
        ConvertedType.Utf8 => ParquetLogicalType.String,
        ConvertedType.Map or ConvertedType.MapKeyValue => new(ParquetLogicalKind.Map),
        ConvertedType.List => new(ParquetLogicalKind.List),
        ConvertedType.Enum => new(ParquetLogicalKind.Enum),
        ConvertedType.Decimal => ParquetLogicalType.Decimal(element.Precision, element.Scale),
        ConvertedType.Date => new(ParquetLogicalKind.Date),
        ConvertedType.TimeMillis => ParquetLogicalType.Time(ParquetTimeUnit.Millis, utc: true),
        ConvertedType.TimeMicros => ParquetLogicalType.Time(ParquetTimeUnit.Micros, utc: true),
        ConvertedType.TimestampMillis => ParquetLogicalType.Timestamp(ParquetTimeUnit.Millis, utc: true),
        ConvertedType.TimestampMicros => ParquetLogicalType.Timestamp(ParquetTimeUnit.Micros, utc: true),
        >= ConvertedType.UInt8 and <= ConvertedType.UInt64 => ParquetLogicalType.Integer(8 << (element.Converted.Value - ConvertedType.UInt8), signed: false),
        >= ConvertedType.Int8 and <= ConvertedType.Int64 => ParquetLogicalType.Integer(8 << (element.Converted.Value - ConvertedType.Int8), signed: true),
        ConvertedType.Json => new(ParquetLogicalKind.Json),
        ConvertedType.Bson => new(ParquetLogicalKind.Bson),
        ConvertedType.Interval => new(ParquetLogicalKind.Interval),
        _ => null,
    };
}
