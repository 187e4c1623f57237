using Denormalized.Schema;
using Denormalized.Tool.Commands;
using Denormalized.Tool.Infer.Emit;
using Denormalized.Tool.Infer.Emit.CSharp;

namespace Denormalized.Tool.Import;

/// <summary>Declares the records and enums of an Avro schema. A schema made of them has the same canonical form, or the file says where not.</summary>
internal sealed class AvroImport
{
    private readonly Dictionary<AvroNamed, string> _names = [];
    private readonly List<ImportedRecord?> _records = [];
    private readonly List<ImportedEnum> _enums = [];
    private readonly List<AvroRecord> _open = [];
    private readonly HashSet<AvroNamed> _defined = [];
    private readonly List<string> _differences = [];
    private readonly TypeNames _types;
    private readonly NameStyle _style;

    private readonly string? _stream;

    private AvroImport(AvroRecord root, string type, string? stream)
    {
        _stream = stream;
        _types = new TypeNames(type);
        _style = MemberNames.DominantStyle(Fields(root, []));
    }

    /// <param name="schema">A record.</param>
    /// <param name="source">What it was read from, for the header.</param>
    /// <param name="name">Name of the C# record; null for that of the schema.</param>
    /// <param name="stream">Topic and table; null for the record's name.</param>
    /// <exception cref="FormatException">It is no record, or one without any field that has a form in C#.</exception>
    public static ImportedFile Import(AvroSchema schema, string source, string? name, string? stream = null)
    {
        if (schema is not AvroRecord root)
        {
            throw new FormatException($"{source}: the schema is {schema}; a stream is a record.");
        }

        string type = name ?? Identifiers.Unique(Identifiers.Pascal(root.Name.Name), TypeNames.RecordMembers.Contains);
        var import = new AvroImport(root, type, stream);
        import.Record(root, type, root.Name.Name);
        return new ImportedFile($"Imported from {source}.", import._style, import._records.ToArray()!, import._enums) { Differences = import._differences };
    }

    private static IEnumerable<string> Fields(AvroSchema schema, HashSet<AvroSchema> seen) => schema switch
    {
        AvroRecord record => seen.Add(record) ? record.Fields.SelectMany(f => Fields(f.Type, seen).Prepend(f.Name)) : [],
        AvroArray array => Fields(array.Items, seen),
        AvroMap map => Fields(map.Values, seen),
        AvroUnion union => union.Branches.SelectMany(b => Fields(b, seen)),
        _ => [],
    };

    private void Record(AvroRecord record, string type, string path)
    {
        _names.Add(record, type);
        _open.Add(record);
        int index = _records.Count;
        _records.Add(null); // the outer record stands before those within it
        IReadOnlyDictionary<string, MemberName> names = MemberNames.Assign(record.Fields.Select(f => f.Name).ToArray(), _style, type);
        var members = new List<ImportedMember>();
        var notes = new List<string>(record.Doc is null ? [] : [record.Doc]);
        foreach (AvroField field in record.Fields)
        {
            var at = new AvroImportType(this, $"{path}.{field.Name}", type + names[field.Name].Identifier);
            if (at.Read(field.Type) is { } read)
            {
                members.Add(Member(field, names[field.Name], read, at));
            }
            else
            {
                notes.Add($"Left out: {field.Name}, {at.Refusal}.");
                Differs($"{path}.{field.Name} is left out: {at.Refusal}");
            }
        }

        _open.Remove(record);
        if (members.Count == 0)
        {
            throw new FormatException($"{path}: no field has a form in C#.{string.Concat(notes.Select(n => " " + n))}");
        }

        _records[index] = new ImportedRecord(type, Attributes(record, type, isStream: index == 0), members, notes);
    }

    private ImportedMember Member(AvroField field, MemberName name, string type, AvroImportType read)
    {
        if (name.Attributes.Count == 2)
        {
            Differs($"{field.Name} has another name, because its own is taken or reserved");
        }

        var notes = new List<string>(field.Doc is null ? [] : [field.Doc]);
        notes.AddRange(read.Notes);
        string initializer = type switch
        {
            "string" => " = \"\";",
            "byte[]" => " = [];",
            _ when type.StartsWith("IReadOnlyList", StringComparison.Ordinal) => " = [];",
            _ when type.StartsWith("IReadOnlyDictionary", StringComparison.Ordinal) => $" = new {type[9..].TrimEnd('?')}();",
            _ => "",
        };
        bool isRequired = field.Default is null || read.NeedsValue;
        if (field.Default is { Kind: not JsonKind.Null } value && !isRequired)
        {
            notes.Add($"Default in the schema: {value}");
        }

        return new ImportedMember(name.Identifier, type, isRequired, isRequired || type.EndsWith('?') ? "" : initializer, [.. name.Attributes, .. read.Attributes], notes);
    }

    private List<string> Attributes(AvroNamed schema, string type, bool isStream)
    {
        string plain = isStream ? _stream ?? Names.Apply(NameStyle.SnakeCase, type) : type;
        List<string> attributes = [];
        if (isStream)
        {
            attributes.Add($"Stream({SafeText.Literal(plain)}{(_style == NameStyle.SnakeCase ? "" : $", Naming = Naming.{_style}")})");
        }

        if (schema.Name.FullName != plain)
        {
            attributes.Add($"AvroName({SafeText.Literal(schema.Name.FullName)})");
        }

        return attributes;
    }

    /// <summary>Says where the canonical form changes.</summary>
    public void Differs(string difference) => _differences.Add(difference);

    /// <summary>The record is within itself.</summary>
    public bool IsOpen(AvroRecord record) => _open.Contains(record);

    /// <summary>A name without a namespace belongs to the one around its definition, C# cannot say otherwise; empty where there is none.</summary>
    public string NamespaceAround(AvroNamed schema) => _defined.Add(schema) && schema.Name.Namespace.Length == 0 ? _open[^1].Name.Namespace : "";

    /// <summary>The C# type of a record or enum, declared where it is met first.</summary>
    public string Declare(AvroNamed schema, string path, string parent)
    {
        if (!_names.TryGetValue(schema, out string? type))
        {
            type = _types.Take([Identifiers.Pascal(schema.Name.Name)], parent);
            if (schema is AvroRecord record)
            {
                Record(record, type, path);
            }
            else
            {
                Enum((AvroEnum)schema, type);
            }
        }

        return type;
    }

    private void Enum(AvroEnum schema, string type)
    {
        _names.Add(schema, type);
        var members = schema.Symbols.Select((s, i) => (Keywords.IsKeyword(s) ? "@" + s : s, s == schema.Default && i > 0 ? "[Default] " : ""));
        _enums.Add(new ImportedEnum(type, Attributes(schema, type, isStream: false), members.ToArray(), schema.Doc is null ? [] : [schema.Doc]));
    }
}
