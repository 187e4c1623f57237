using System.Globalization;
using Denormalized.Schema;
using Denormalized.Tool.Commands;
using Denormalized.Tool.Infer.Emit;
using Denormalized.Tool.Infer.Emit.CSharp;

namespace Denormalized.Tool.Import;

/// <summary>Declares the record of a ClickHouse table. Its columns have the types of the table's, or the file says where not.</summary>
internal sealed class ClickHouseImport(string root)
{
    private readonly List<ImportedRecord?> _records = [];
    private readonly List<ImportedEnum> _enums = [];
    private readonly List<string> _differences = [];
    private readonly TypeNames _types = new(root);

    // Of the member that is being read.
    private List<string> _attributes = [];
    private List<string> _notes = [];
    private string _path = "";

    /// <param name="table">What the server says of it.</param>
    /// <param name="name">Name of the C# record; null for that of the table.</param>
    /// <exception cref="FormatException">No column has a form in C#.</exception>
    public static ImportedFile Import(ClickHouseTable table, string? name)
    {
        string type = name ?? Identifiers.Unique(Singular.Of(Identifiers.Pascal(table.Name)), TypeNames.RecordMembers.Contains);
        var import = new ClickHouseImport(type);
        ClickHouseColumn[] columns = [.. table.Columns.Where(c => ClickHousePlan.SystemColumns.All(s => s.Name != c.Name))];
        ClickHouseColumn[] computed = [.. columns.Where(c => c.IsComputed)];
        import._differences.AddRange(computed.Select(c => $"{c.Name} is left out: {c.WhyComputed}"));
        import.Record(
            type, [$"Stream({SafeText.Literal(table.Name)})"],
            [.. columns.Except(computed).Select(c => new Element(c.Name, ClickHouseTypeText.Parse(c.Type), c))],
            [.. computed.Select(c => $"Left out: {c.Name}, {c.WhyComputed}.")]);
        return new ImportedFile($"Imported from the ClickHouse table {table.Name}.", NameStyle.SnakeCase, import._records.ToArray()!, import._enums) { Differences = import._differences };
    }

    private void Record(string type, IReadOnlyList<string> attributes, IReadOnlyList<Element> elements, IReadOnlyList<string> notes)
    {
        int index = _records.Count;
        _records.Add(null); // the outer record stands before those within it
        IReadOnlyDictionary<string, MemberName> names = MemberNames.Assign(elements.Select(e => e.Name).ToArray(), NameStyle.SnakeCase, type);
        var members = new List<ImportedMember>();
        var leftOut = new List<string>(notes);
        string outer = _path;
        foreach (Element element in elements)
        {
            (List<string> attributesAround, List<string> notesAround) = (_attributes, _notes);
            (_attributes, _notes, _path) = ([], [], outer + (outer.Length == 0 ? "" : ".") + element.Name);
            MemberName name = names[element.Name];
            if (Read(element.Type, type + name.Identifier) is { } clr)
            {
                members.Add(Member(element, name, clr));
            }
            else
            {
                leftOut.Add($"Left out: {element.Name}, {element.Type} has no form in C#.");
                _differences.Add($"{_path} is left out: {element.Type} has no form in C#");
            }

            (_attributes, _notes) = (attributesAround, notesAround);
        }

        _path = outer;
        _records[index] = members.Count > 0
            ? new ImportedRecord(type, attributes, members, leftOut)
            : throw new FormatException($"{type}: no column has a form in C#. {string.Join(' ', leftOut)}".TrimEnd());
    }

    private ImportedMember Member(Element element, MemberName name, string clr)
    {
        if (name.Attributes.Count == 2)
        {
            _differences.Add($"{_path} has another name, because its own is taken or reserved");
        }

        List<string> attributes = [.. name.Attributes, .. _attributes];
        if (element.Column?.SortKey is { } position && !clr.EndsWith('?'))
        {
            attributes.Add($"SortKey({position.ToString(CultureInfo.InvariantCulture)})");
        }

        List<string> notes = [.. element.Column is { Comment.Length: > 0 } column ? [column.Comment] : Array.Empty<string>(), .. _notes];
        return new ImportedMember(name.Identifier, clr, !clr.EndsWith('?'), "", attributes, notes);
    }

    private string? Read(ClickHouseTypeText type, string name)
    {
        switch (type.Name)
        {
            case "Nullable": return Read(Inner(type), name) is { } inner ? inner + "?" : null;
            case "LowCardinality" when Inner(type).ToString() is "String" or "Nullable(String)":
                _attributes.Add("LowCardinality");
                return Read(Inner(type), name);
            case "LowCardinality":
                Differs($"{type} becomes {Inner(type)}");
                return Read(Inner(type), name);
            case "Array": return Read(Inner(type), name) is { } item ? $"IReadOnlyList<{item}>" : null;
            case "Map": return Read(Inner(type), name) is { } key && Read(type.Arguments[1].Type!, name) is { } value ? $"IReadOnlyDictionary<{key}, {value}>" : null;
            case "Tuple" when type.Arguments.All(a => a is { Label: not null, Type: not null }): return Tuple(type, name);
            case "Enum8" or "Enum16": return Enum(type, name);
            default: return Scalar(type);
        }
    }

    private string? Scalar(ClickHouseTypeText type)
    {
        switch (type.Name)
        {
            case "Bool": return "bool";
            case "Int8": return "sbyte";
            case "Int16": return "short";
            case "Int32": return "int";
            case "Int64": return "long";
            case "UInt8": return "byte";
            case "UInt16": return "ushort";
            case "UInt32": return "uint";
            case "UInt64": return "ulong";
            case "Int128" or "UInt128": return type.Name; // called alike
            case "Int256": return "BigInteger";
            case "UInt256": return With("Unsigned", "BigInteger");
            case "Float32": return "float";
            case "Float64": return "double";
            case "String": return "string";
            case "UUID": return "Guid";
            case "Date32": return "DateOnly";
            case "Date": return With("Narrow", "DateOnly");
            case "IPv4": return With("IPv4", "IPAddress");
            case "IPv6": return "IPAddress";
            case "FixedString": return With($"FixedLength({type.Arguments[0].Type})", "byte[]");
            case "Decimal" when Number(type, 0) <= 76 && Number(type, 1) <= 28: return With($"Decimal({Number(type, 0)}, {Number(type, 1)})", "decimal");
            case "Time64" when Number(type, 0) == 6: return "TimeOnly";
            case "DateTime":
                Differs("DateTime becomes DateTime64(0, 'UTC')");
                return With("Resolution(TimeUnit.Seconds)", "DateTimeOffset");
            case "DateTime64": return Instant(type);
            default: return null;
        }
    }

    private string? Instant(ClickHouseTypeText type)
    {
        string? unit = Number(type, 0) switch
        {
            0 => "Seconds",
            3 => "Milliseconds",
            6 => "Microseconds",
            7 => "Ticks",
            9 => "Nanoseconds",
            _ => null,
        };
        if (unit is null)
        {
            return null;
        }

        if (type.Arguments.Count < 2 || type.Arguments[1].Label != "UTC")
        {
            Differs($"{type} becomes DateTime64({Number(type, 0)}, 'UTC')");
        }

        return unit == "Nanoseconds" ? "NanoInstant" : unit == "Microseconds" ? "DateTimeOffset" : With($"Resolution(TimeUnit.{unit})", "DateTimeOffset");
    }

    /// <summary>A tuple that begins with the presence flag is a record that may be null.</summary>
    private string Tuple(ClickHouseTypeText type, string name)
    {
        string record = _types.Take([name], "");
        bool isNullable = type.Arguments[0].Label == ClickHousePlan.PresenceElement;
        Record(record, [], [.. type.Arguments.Skip(isNullable ? 1 : 0).Select(a => new Element(a.Label!, a.Type!, null))], []);
        return record + (isNullable ? "?" : "");
    }

    private string Enum(ClickHouseTypeText type, string name)
    {
        string clr = _types.Take([name], "");
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var members = new List<(string, string)>();
        foreach (ClickHouseArgument member in type.Arguments)
        {
            string text = member.Label!;
            string identifier = AvroName.IsValid(text) ? text : Identifiers.Pascal(text);
            identifier = Identifiers.Unique(identifier, taken.Contains);
            taken.Add(identifier);
            string escaped = Keywords.IsKeyword(identifier) ? "@" + identifier : identifier;
            members.Add(($"{escaped} = {member.Type!.Name}", identifier == text ? "" : $"[Name({SafeText.Literal(text)})] "));
        }

        _enums.Add(new ImportedEnum(clr, [], members, []));
        return clr;
    }

    private string With(string attribute, string type)
    {
        _attributes.Add(attribute);
        return type;
    }

    private void Differs(string difference)
    {
        _notes.Add($"Differs from the table: {difference}.");
        _differences.Add($"{_path}: {difference}");
    }

    private static ClickHouseTypeText Inner(ClickHouseTypeText type) => type.Arguments[0].Type ?? throw new FormatException($"'{type}' is no ClickHouse type.");

    private static int Number(ClickHouseTypeText type, int index) =>
        index < type.Arguments.Count && int.TryParse(type.Arguments[index].Type?.Name, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : int.MaxValue;

    private sealed record Element(string Name, ClickHouseTypeText Type, ClickHouseColumn? Column);
}
