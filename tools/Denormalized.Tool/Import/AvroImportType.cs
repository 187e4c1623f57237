using Denormalized.Schema;
using Denormalized.Tool.Infer.Emit;

namespace Denormalized.Tool.Import;

/// <summary>The C# type of one field, with the attributes that its member needs.</summary>
/// <param name="import">Declares the named types.</param>
/// <param name="path">Where the field stands, for messages.</param>
/// <param name="parent">Put in front of the name of a type where that is taken.</param>
internal sealed class AvroImportType(AvroImport import, string path, string parent)
{
    private const int MaxFixed = 1 << 16;

    public List<string> Attributes { get; } = [];

    public List<string> Notes { get; } = [];

    /// <summary>Why the field has no member; null when it has.</summary>
    public string? Refusal { get; private set; }

    /// <summary>C# has no default for it.</summary>
    public bool NeedsValue { get; private set; }

    /// <summary>Null when there is none.</summary>
    public string? Read(AvroSchema schema) => schema is AvroUnion union ? Union(union) : NotNull(schema);

    private string? Union(AvroUnion union)
    {
        AvroSchema[] values = union.Branches.Where(b => b.Kind != AvroKind.Null).ToArray();
        if (values.Length != 1 || union.Branches.Count > 2)
        {
            return Refuse($"{union.ToJson()} is a union of several types");
        }

        string? type = NotNull(values[0]);
        if (type is null || union.Branches.Count == 1)
        {
            Differs(union.Branches.Count == 1, "a union of one type becomes that type");
            return type;
        }

        if (values[0] is AvroArray or AvroMap)
        {
            Differs(true, "a list or map is empty, never null");
            Attributes.Add("NullAsEmpty");
        }

        Differs(union.Branches[0].Kind != AvroKind.Null, "null becomes the first branch of the union");
        NeedsValue = false;
        return type + "?";
    }

    private string? NotNull(AvroSchema schema)
    {
        string around = schema is AvroNamed named ? import.NamespaceAround(named) : "";
        Differs(around.Length > 0, $"{schema} becomes {around}.{schema}, as the record around it has a namespace");
        switch (schema)
        {
            case AvroArray array: return Read(array.Items) is { } item ? Collection($"IReadOnlyList<{item}>") : null;
            case AvroMap map: return Read(map.Values) is { } value ? Collection($"IReadOnlyDictionary<string, {value}>") : null;
            case AvroRecord record when import.IsOpen(record): return Refuse($"{record.Name} is within itself");
            case AvroRecord record:
                NeedsValue = true;
                return import.Declare(record, path, parent);
            case AvroEnum { Symbols.Count: 0 }: return Refuse("an enum without symbols has no value");
            case AvroEnum e: return import.Declare(e, path, parent);
            case AvroFixed f: return Fixed(f);
            case AvroUnion union: return Union(union);
            default: return Primitive(schema);
        }
    }

    private string Collection(string type)
    {
        NeedsValue = false;
        return type;
    }

    private string? Fixed(AvroFixed schema)
    {
        if (schema.Size is 0 or > MaxFixed)
        {
            return Refuse($"a fixed of {schema.Size} bytes; 1 to {MaxFixed} are possible");
        }

        bool isUuid = schema.Logical?.Kind == AvroLogicalKind.Uuid;
        NeedsValue = !isUuid;
        Add(isUuid ? "AvroFixed" : $"FixedLength({schema.Size})");
        if (schema.Name.FullName != (isUuid ? "uuid_fixed" : $"fixed_{schema.Size}"))
        {
            Add($"AvroName({SafeText.Literal(schema.Name.FullName)})");
        }

        Note(schema.Logical is { } logical && !isUuid ? $"Bytes of a {logical.Kind.ToString().ToLowerInvariant()}{Digits(logical)}." : null);
        return isUuid ? "Guid" : "byte[]";
    }

    private string? Primitive(AvroSchema schema)
    {
        switch (schema.Logical?.Kind)
        {
            case AvroLogicalKind.Decimal when schema.Logical is { Precision: <= 76, Scale: <= 28 } d:
                Add($"Decimal({d.Precision}, {d.Scale})");
                return "decimal";
            case AvroLogicalKind.Uuid: return "Guid";
            case AvroLogicalKind.Date: return "DateOnly";
            case AvroLogicalKind.TimeMicros: return "TimeOnly";
            case AvroLogicalKind.TimestampNanos: return "NanoInstant";
            case AvroLogicalKind.TimestampMillis: return Time("Milliseconds", "DateTimeOffset");
            case AvroLogicalKind.TimestampMicros: return "DateTimeOffset";
            case AvroLogicalKind.LocalTimestampMillis: return LocalTime("Milliseconds");
            case AvroLogicalKind.LocalTimestampMicros: return LocalTime(null);
            case AvroLogicalKind.LocalTimestampNanos: return LocalTime("Nanoseconds");
            case AvroLogicalKind.TimeMillis: Note("Milliseconds of the day."); break;
            case { } other: Note($"Bytes of a {other.ToString().ToLowerInvariant()}{Digits(schema.Logical!)}."); break;
        }

        string? unknown = schema.Logical is null ? schema.Properties.FirstOrDefault(p => p.Name == "logicalType")?.Value.Text : null;
        if (schema.Kind == AvroKind.Long && unknown == AvroPlan.DurationLogicalType)
        {
            return "TimeSpan";
        }

        Note(unknown is { Length: > 0 } ? $"Logical type {unknown}." : null);
        return schema.Kind switch
        {
            AvroKind.Boolean => "bool",
            AvroKind.Int => "int",
            AvroKind.Long => "long",
            AvroKind.Float => "float",
            AvroKind.Double => "double",
            AvroKind.Bytes => "byte[]",
            AvroKind.String => "string",
            _ => Refuse("null is its only value"),
        };
    }

    private string LocalTime(string? unit)
    {
        Add("LocalTime");
        return unit is null ? "DateTime" : Time(unit, "DateTime");
    }

    private string Time(string unit, string type)
    {
        Add($"Resolution(TimeUnit.{unit})");
        return type;
    }

    private static string Digits(AvroLogicalType logical) => logical.Precision == 0 ? "" : $" of {logical.Precision} digits, {logical.Scale} behind the point";

    private void Add(string attribute) => Attributes.Add(attribute);

    private void Note(string? note) => Notes.AddRange(note is null ? [] : [note]);

    private void Differs(bool differs, string difference)
    {
        if (differs)
        {
            Notes.Add($"Differs from the schema: {difference}.");
            import.Differs($"{path}: {difference}");
        }
    }

    private string? Refuse(string reason)
    {
        Refusal ??= reason;
        return null;
    }
}
