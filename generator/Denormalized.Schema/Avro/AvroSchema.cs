namespace Denormalized.Schema;

/// <summary>The types of Avro, in the order of the specification.</summary>
public enum AvroKind
{
    Null,
    Boolean,
    Int,
    Long,
    Float,
    Double,
    Bytes,
    String,
    Record,
    Enum,
    Array,
    Map,
    Union,
    Fixed,
}

/// <summary>
/// A schema of Apache Avro 1.12. A named type that is used in several places, or within itself, is the same object everywhere.
/// </summary>
public abstract class AvroSchema
{
    private protected AvroSchema(AvroKind kind, IReadOnlyList<JsonMember> properties)
    {
        Kind = kind;
        Properties = properties;
        Logical = AvroLogicalType.Of(this);
    }

    public AvroKind Kind { get; }

    /// <summary>Attributes that the specification does not reserve, and those of logical types, as they were written.</summary>
    public IReadOnlyList<JsonMember> Properties { get; }

    /// <summary>Null where there is none; an unknown or invalid one is ignored, as the specification says.</summary>
    public AvroLogicalType? Logical { get; internal set; }

    /// <summary>Reads a schema from JSON.</summary>
    /// <exception cref="AvroSchemaException">It is not a schema.</exception>
    public static AvroSchema Parse(string json, AvroParsing parsing = AvroParsing.Strict) => new AvroSchemaParser(parsing).Parse(json);

    /// <summary>The schema as JSON without white space, with everything that was read.</summary>
    public string ToJson() => AvroSchemaPrinter.Print(this);

    /// <summary>Parsing Canonical Form: equal for schemas by which the same bytes are the same data.</summary>
    public string ToCanonicalForm() => AvroCanonicalForm.Of(this);

    /// <summary>What a message calls the type: the full name of a named type, else the word of the specification.</summary>
    public override string ToString() => this is AvroNamed named ? named.Name.FullName : AvroKinds.Word(Kind);
}

/// <summary>null, boolean, int, long, float, double, bytes or string.</summary>
public sealed class AvroPrimitive(AvroKind kind, IReadOnlyList<JsonMember> properties) : AvroSchema(kind, properties);

public sealed class AvroArray(AvroSchema items, IReadOnlyList<JsonMember> properties) : AvroSchema(AvroKind.Array, properties)
{
    public AvroSchema Items { get; } = items;
}

/// <summary>Keys are strings.</summary>
public sealed class AvroMap(AvroSchema values, IReadOnlyList<JsonMember> properties) : AvroSchema(AvroKind.Map, properties)
{
    public AvroSchema Values { get; } = values;
}

public sealed class AvroUnion(IReadOnlyList<AvroSchema> branches) : AvroSchema(AvroKind.Union, [])
{
    public IReadOnlyList<AvroSchema> Branches { get; } = branches;
}

/// <summary>A record, enum or fixed.</summary>
public abstract class AvroNamed : AvroSchema
{
    private protected AvroNamed(AvroKind kind, AvroName name, IReadOnlyList<JsonMember> properties)
        : base(kind, properties) => Name = name;

    public AvroName Name { get; }

    /// <summary>Full names by which the type is known besides.</summary>
    public IReadOnlyList<string> Aliases { get; set; } = [];

    public string? Doc { get; set; }
}

public sealed class AvroRecord(AvroName name, IReadOnlyList<JsonMember> properties) : AvroNamed(AvroKind.Record, name, properties)
{
    /// <summary>Set once, after the fields were made: they can be of the record's own type.</summary>
    public IReadOnlyList<AvroField> Fields { get; set; } = [];

    /// <summary>Written as <c>error</c>, for protocols; a record in every other respect.</summary>
    public bool IsError { get; set; }
}

public sealed class AvroField(string name, AvroSchema type, IReadOnlyList<JsonMember> properties)
{
    public string Name { get; } = name;

    public AvroSchema Type { get; } = type;

    /// <summary>What a reader takes when the writer has no such field; null where there is none.</summary>
    public JsonValue? Default { get; set; }

    public IReadOnlyList<string> Aliases { get; set; } = [];

    public string? Doc { get; set; }

    /// <summary>ascending, descending or ignore; null where it was not written.</summary>
    public string? Order { get; set; }

    public IReadOnlyList<JsonMember> Properties { get; } = properties;
}

public sealed class AvroEnum(AvroName name, IReadOnlyList<string> symbols, IReadOnlyList<JsonMember> properties) : AvroNamed(AvroKind.Enum, name, properties)
{
    public IReadOnlyList<string> Symbols { get; } = symbols;

    /// <summary>What a symbol that the reader does not have becomes.</summary>
    public string? Default { get; set; }
}

public sealed class AvroFixed : AvroNamed
{
    public AvroFixed(AvroName name, int size, IReadOnlyList<JsonMember> properties)
        : base(AvroKind.Fixed, name, properties)
    {
        Size = size;
        Logical = AvroLogicalType.Of(this); // its rules ask for the size
    }

    /// <summary>Bytes.</summary>
    public int Size { get; }
}

internal static class AvroKinds
{
    private static readonly string[] Words =
        ["null", "boolean", "int", "long", "float", "double", "bytes", "string", "record", "enum", "array", "map", "union", "fixed"];

    public static string Word(AvroKind kind) => Words[(int)kind];

    /// <summary>Null where the word is none of a primitive type.</summary>
    public static AvroKind? Primitive(string word)
    {
        int index = Array.IndexOf(Words, word);
        return index >= 0 && index <= (int)AvroKind.String ? (AvroKind)index : null;
    }
}
