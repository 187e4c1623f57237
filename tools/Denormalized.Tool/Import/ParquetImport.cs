using Denormalized.Schema;
using Denormalized.Tool.Infer.Emit;
using Denormalized.Tool.Infer.Emit.CSharp;

namespace Denormalized.Tool.Import;

/// <summary>Declares the record of a Parquet file. A file of the record has the same columns, or the record says where not.</summary>
internal sealed class ParquetImport
{
    private readonly List<ImportedRecord?> _records = [];
    private readonly List<string> _differences = [];
    private readonly TypeNames _types;

    // Of the member that is being read.
    private List<string> _attributes = [];
    private List<string> _notes = [];
    private string _path = "";

    private ParquetImport(string root) => _types = new TypeNames(root);

    /// <param name="schema">That of the file.</param>
    /// <param name="source">The file, for the header.</param>
    /// <param name="name">Name of the C# record; null for that of the file.</param>
    /// <exception cref="FormatException">No column has a form in C#.</exception>
    public static ImportedFile Import(ParquetSchema schema, string source, string? name)
    {
        string stem = Path.GetFileNameWithoutExtension(source);
        string type = name ?? Identifiers.Unique(Singular.Of(Identifiers.Pascal(stem)), TypeNames.RecordMembers.Contains);
        var import = new ParquetImport(type);
        import.Record(type, [$"Stream({SafeText.Literal(Names.Apply(NameStyle.SnakeCase, type))})"], schema.Fields);
        return new ImportedFile($"Imported from {source}.", NameStyle.SnakeCase, import._records.ToArray()!, []) { Differences = import._differences };
    }

    private void Record(string type, IReadOnlyList<string> attributes, IReadOnlyList<ParquetNode> fields)
    {
        int index = _records.Count;
        _records.Add(null); // the outer record stands before those within it
        IReadOnlyDictionary<string, MemberName> names = MemberNames.Assign(fields.Select(f => f.Name).ToArray(), NameStyle.SnakeCase, type);
        var members = new List<ImportedMember>();
        var leftOut = new List<string>();
        string outer = _path;
        foreach (ParquetNode field in fields)
        {
            (List<string> attributesAround, List<string> notesAround) = (_attributes, _notes);
            (_attributes, _notes, _path) = ([], [], outer + (outer.Length == 0 ? "" : ".") + field.Name);
            MemberName name = names[field.Name];
            if (Read(field, type + name.Identifier) is { } clr)
            {
                members.Add(Member(name, clr));
            }
            else
            {
                leftOut.Add($"Left out: {field.Name}, {Text(field)} has no form in C#.");
                _differences.Add($"{_path} is left out: {Text(field)} has no form in C#");
            }

            (_attributes, _notes) = (attributesAround, notesAround);
        }

        _path = outer;
        _records[index] = members.Count > 0
            ? new ImportedRecord(type, attributes, members, leftOut)
            : throw new FormatException($"{type}: no column has a form in C#. {string.Join(' ', leftOut)}".TrimEnd());
    }

    private ImportedMember Member(MemberName name, string clr)
    {
        if (name.Attributes.Count == 2)
        {
            _differences.Add($"{_path} has another name, because its own is taken or reserved");
        }

        bool isCollection = clr.StartsWith("IReadOnly", StringComparison.Ordinal);
        string initializer = clr.StartsWith("IReadOnlyList", StringComparison.Ordinal) ? " = [];" : isCollection ? $" = new {clr[9..]}();" : "";
        return new ImportedMember(name.Identifier, clr, !isCollection && !clr.EndsWith('?'), initializer, [.. name.Attributes, .. _attributes], _notes);
    }

    /// <summary>The C# type of a node; null when there is none.</summary>
    private string? Read(ParquetNode node, string name)
    {
        if (node.Repetition == ParquetRepetition.Repeated)
        {
            Differs("a repeated column becomes a list of three levels");
            return Read(node with { Repetition = ParquetRepetition.Required }, name) is { } element ? $"IReadOnlyList<{element}>" : null;
        }

        ParquetNode? repeated = node.Children.Count == 1 && node.Children[0].Repetition == ParquetRepetition.Repeated ? node.Children[0] : null;
        string? type = node.Logical?.Kind switch
        {
            ParquetLogicalKind.List when repeated is not null => List(repeated, name),
            ParquetLogicalKind.Map when repeated is { Children.Count: 2 } => Map(repeated, name),
            _ when node.IsGroup => Group(node, name),
            _ => Scalar(node),
        };
        bool isCollection = type?.StartsWith("IReadOnly", StringComparison.Ordinal) == true;
        return type is not null && node.Repetition == ParquetRepetition.Optional && !isCollection ? type + "?" : type;
    }

    private string? List(ParquetNode repeated, string name)
    {
        bool isElement = !repeated.IsGroup || repeated.Children.Count != 1 || repeated.Name == "array";
        ParquetNode element = isElement ? repeated with { Repetition = ParquetRepetition.Required } : repeated.Children[0];
        return Read(element, name) is { } item ? $"IReadOnlyList<{item}>" : null;
    }

    private string? Map(ParquetNode repeated, string name) =>
        Read(repeated.Children[0], name) is ("string" or "int" or "long" or "short" or "Guid") and var key && Read(repeated.Children[1], name) is { } value
            ? $"IReadOnlyDictionary<{key}, {value}>"
            : null;

    private string Group(ParquetNode node, string name)
    {
        string record = _types.Take([name], "");
        Record(record, [], node.Children);
        return record;
    }

    private string? Scalar(ParquetNode node) => (node.Type, node.Logical?.Kind) switch
    {
        (ParquetPhysicalType.Boolean, _) => "bool",
        (ParquetPhysicalType.Float, _) => "float",
        (ParquetPhysicalType.Double, _) => "double",
        (ParquetPhysicalType.Int96, _) => Other("NanoInstant", "INT96 becomes TIMESTAMP(NANOS,true)"),
        (_, ParquetLogicalKind.Decimal) when node.Logical is { Precision: <= 76, Scale: <= 28 } d => With($"Decimal({d.Precision}, {d.Scale})", "decimal"),
        (_, ParquetLogicalKind.Date) => "DateOnly",
        (_, ParquetLogicalKind.Time) => Other("TimeOnly", node.Logical is { Unit: ParquetTimeUnit.Micros, IsUtc: false } ? null : $"{node.Logical} becomes TIME(MICROS,false)"),
        (_, ParquetLogicalKind.Timestamp) => Timestamp(node.Logical!),
        (_, ParquetLogicalKind.Integer) => Integer(node.Logical!),
        (ParquetPhysicalType.Int32, null) => "int",
        (ParquetPhysicalType.Int64, null) => "long",
        (ParquetPhysicalType.FixedLenByteArray, ParquetLogicalKind.Uuid) when node.Length == 16 => "Guid",
        (ParquetPhysicalType.FixedLenByteArray, ParquetLogicalKind.Float16) => Other("float", "FLOAT16 becomes FLOAT"),
        (ParquetPhysicalType.FixedLenByteArray, null) when node.Length is > 0 and <= 1 << 16 => With($"FixedLength({node.Length})", "byte[]"),
        (ParquetPhysicalType.ByteArray, ParquetLogicalKind.String) => "string",
        (ParquetPhysicalType.ByteArray, ParquetLogicalKind.Enum) => Other("string", "ENUM becomes STRING: the file does not say which values there are"),
        (ParquetPhysicalType.ByteArray, ParquetLogicalKind.Json) => "JsonElement",
        (ParquetPhysicalType.ByteArray, null or ParquetLogicalKind.Bson) => "byte[]",
        _ => null,
    };

    private static string Integer(ParquetLogicalType type) => (type.Bits, type.IsSigned) switch
    {
        (8, true) => "sbyte",
        (16, true) => "short",
        (32, true) => "int",
        (8, false) => "byte",
        (16, false) => "ushort",
        (32, false) => "uint",
        (64, false) => "ulong",
        _ => "long",
    };

    private string Timestamp(ParquetLogicalType type)
    {
        if (!type.IsUtc)
        {
            _attributes.Add("LocalTime");
        }

        return type.Unit switch
        {
            ParquetTimeUnit.Millis => With("Resolution(TimeUnit.Milliseconds)", type.IsUtc ? "DateTimeOffset" : "DateTime"),
            ParquetTimeUnit.Micros => type.IsUtc ? "DateTimeOffset" : "DateTime",
            _ => type.IsUtc ? "NanoInstant" : With("Resolution(TimeUnit.Nanoseconds)", "DateTime"),
        };
    }

    private string With(string attribute, string type)
    {
        if (!_attributes.Contains(attribute))
        {
            _attributes.Add(attribute);
        }

        return type;
    }

    private string Other(string type, string? difference)
    {
        if (difference is not null)
        {
            Differs(difference);
        }

        return type;
    }

    private void Differs(string difference)
    {
        _notes.Add($"Differs from the file: {difference}.");
        _differences.Add($"{_path}: {difference}");
    }

    private static string Text(ParquetNode node) => (node.Type?.ToString().ToUpperInvariant() ?? "a group") + (node.Logical is null ? "" : $" ({node.Logical})");
}
