using Denormalized.Schema;
using Denormalized.SourceGen.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Denormalized.SourceGen.Parse;

/// <summary>
/// Reads a record type into a <see cref="RecordModel"/>. Symbols only, so records from source and from referenced
/// assemblies are read alike. Total: half-typed code gives null and a diagnostic, never an exception.
/// </summary>
internal sealed partial class RecordReader
{
    private readonly List<Diagnostic> _diagnostics = [];
    private readonly Dictionary<(string Record, string Member), Location> _places = [];
    private readonly List<INamedTypeSymbol> _open = [];
    private readonly INamedTypeSymbol _root;

    /// <summary>Where the code is generated: what is internal there can be used.</summary>
    private readonly IAssemblySymbol? _assembly;

    /// <summary>Where to report what is wrong with a type that has no source here.</summary>
    private readonly Location? _attribute;
    private readonly CancellationToken _cancellationToken;

    /// <summary>A member could not be read and the compiler has said why.</summary>
    private bool _incomplete;
    private NameStyle _wireStyle;
    private NameStyle _columnStyle;

    private RecordReader(INamedTypeSymbol root, IAssemblySymbol? assembly, Location? attribute, CancellationToken cancellationToken)
    {
        _root = root;
        _assembly = assembly;
        _attribute = attribute;
        _cancellationToken = cancellationToken;
    }

    /// <summary>Reads a stream's type. The record is null when a diagnostic is an error.</summary>
    /// <param name="type">The type; for a generic one, closed.</param>
    /// <param name="stream">What makes it a stream.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public static RecordReading Read(INamedTypeSymbol type, StreamDeclaration stream, CancellationToken cancellationToken = default)
    {
        Location? attribute = stream.Attribute.ApplicationSyntaxReference is { } syntax ? Location.Create(syntax.SyntaxTree, syntax.Span) : null;
        var reader = new RecordReader(TypeNames.NotNullArguments(type), stream.Assembly, attribute, cancellationToken);
        RecordModel? record = reader.ReadStream(stream);
        bool failed = reader._incomplete || reader._diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error);
        return new RecordReading(failed ? null : record, reader._diagnostics.ToEquatableArray()) { Places = reader._places, Sample = NamedString(stream.Attribute, "Sample") };
    }

    /// <summary>Reads the type that an [assembly: StreamOf] names.</summary>
    public static RecordReading Read(AttributeData attribute, IAssemblySymbol assembly, CancellationToken cancellationToken)
    {
        Location at = attribute.ApplicationSyntaxReference?.GetSyntax(cancellationToken) is AttributeSyntax { ArgumentList.Arguments: [var argument, ..] }
            ? argument.GetLocation()
            : Location.None;
        if (attribute.ConstructorArguments is not [{ Kind: TypedConstantKind.Type, Value: ITypeSymbol named }, ..] || named.TypeKind == TypeKind.Error)
        {
            return new RecordReading(null, default); // the compiler has said it
        }

        Diagnostic? problem = named is not INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct } type || !TypeNames.IsClosed(type)
            ? Diagnostic.Create(RecordDiagnostics.NotClosed, at, named.ToDisplayString())
            : StreamDeclaration.Find(type, assembly) is { } first && !IsSame(first.Attribute, attribute)
            ? Diagnostic.Create(RecordDiagnostics.DeclaredTwice, at, type.ToDisplayString())
            : null;
        return problem is null
            ? Read((INamedTypeSymbol)named, new StreamDeclaration(attribute, assembly), cancellationToken)
            : new RecordReading(null, new EquatableArray<Diagnostic>([problem]));
    }

    /// <summary>What a type means outside of a record, as that of an expression; null when it has no form on the wire.</summary>
    public static TypeUse? ReadType(ITypeSymbol type)
    {
        var member = new RecordMember(type, type, null, new MemberAttributes(type, null), IsSettable: true);
        return type is INamedTypeSymbol or IArrayTypeSymbol
            ? new TypeReader(new RecordReader(type as INamedTypeSymbol ?? (INamedTypeSymbol)type.BaseType!, null, null, default), member).Read()
            : null;
    }

    private static bool IsSame(AttributeData left, AttributeData right)
        => left.ApplicationSyntaxReference is { } a && right.ApplicationSyntaxReference is { } b && a.SyntaxTree == b.SyntaxTree && a.Span == b.Span;

    private RecordModel? ReadStream(StreamDeclaration declaration)
    {
        AttributeData stream = declaration.Attribute;
        AttributeData? defaults = declaration.Assembly.GetAttributes()
            .FirstOrDefault(a => MemberAttributes.Is(a, "Denormalized", "StreamDefaultsAttribute"));
        _wireStyle = Style(stream, "Naming") ?? Style(defaults, "Naming") ?? NameStyle.SnakeCase;
        _columnStyle = Style(stream, "Columns") ?? Style(defaults, "Columns") ?? NameStyle.SnakeCase;
        string name = stream.ConstructorArguments is [.., { Value: string { Length: > 0 } given }]
            ? given
            : Names.Apply(NameStyle.SnakeCase, TypeNames.Word(_root));

        CheckAccess(_root);
        if (!TypeNames.IsClosed(_root))
        {
            Report(RecordDiagnostics.Generic, _root, _root.Name, _root.ToDisplayString());
            return null; // a type parameter has no form on the wire
        }

        RecordModel? record = ReadRecord(_root, _root);
        if (record is null)
        {
            return null;
        }

        CheckReservedColumns(record);
        return record with
        {
            Stream = new StreamModel(NamedString(stream, "Topic") ?? name, NamedString(stream, "Table") ?? name) { RetentionDays = ReadRetention(record), Version = ReadVersion(record) },
            WireName = AvroName(_root) ?? Names.ToAvro(name),
        };
    }

    private int? ReadRetention(RecordModel record)
    {
        if (_root.GetAttributes().FirstOrDefault(a => MemberAttributes.Is(a, "Denormalized", "RetentionAttribute")) is not { ConstructorArguments: [{ Value: int days }] })
        {
            return null;
        }

        string? problem = days < 1 ? "say a number of days, 1 or more"
            : !record.Fields.Any(f => f.IsEventTime && !f.Type.IsNullable) ? "put [EventTime] on the member, not null, from which the days count"
            : null;
        if (problem is not null)
        {
            Report(RecordDiagnostics.Retention, _root, _root.Name, problem);
        }

        return days;
    }

    /// <summary>Column of the version of [Replacing]; null without it.</summary>
    private string? ReadVersion(RecordModel record)
    {
        if (_root.GetAttributes().FirstOrDefault(a => MemberAttributes.Is(a, "Denormalized", "ReplacingAttribute")) is not { } attribute)
        {
            return null;
        }

        string? name = attribute.ConstructorArguments is [{ Value: string given }] ? given : null;
        FieldModel? version = record.Fields.FirstOrDefault(f => f.Member == name && !f.IsSynthetic);
        bool identified = record.Fields.Any(f => f.SortKey is not null || (f.Member == TablePlan.IdMember && !f.Type.IsNullable));
        string? problem = !identified ? "say which row a row replaces: [SortKey] on the members that tell, or a member called Id that is not null"
            : name is null ? null
            : version is null ? $"'{name}' is no member of it that is in the table"
            : version is not { Type: { IsNullable: false, Type: IntegerType { Bits: <= 64 } or DateType or InstantType } } ? $"'{name}' cannot be a version: it takes an integer of up to 64 bits, a DateOnly or an instant, not null"
            : null;
        if (problem is not null)
        {
            Report(RecordDiagnostics.Replacing, _root, _root.Name, problem);
        }

        return version?.Column ?? "_offset";
    }

    /// <summary>Generated code names the type, the types around it and its type arguments.</summary>
    private void CheckAccess(INamedTypeSymbol named)
    {
        for (INamedTypeSymbol? type = named; type is not null; type = type.ContainingType)
        {
            bool isForeign = !SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, _assembly) && !type.ContainingAssembly.GivesAccessTo(_assembly!);
            if (type.IsFileLocal || type.DeclaredAccessibility is Accessibility.Private or Accessibility.Protected or Accessibility.ProtectedAndInternal
                || (isForeign && type.DeclaredAccessibility != Accessibility.Public))
            {
                Report(RecordDiagnostics.NotAccessible, type, type.Name);
            }

            foreach (INamedTypeSymbol argument in type.TypeArguments.OfType<INamedTypeSymbol>().Where(a => a.TypeKind != TypeKind.Error))
            {
                CheckAccess(argument);
            }
        }
    }

    private RecordModel? ReadRecord(INamedTypeSymbol type, ISymbol usedBy)
    {
        if (Cases(type) is { Length: > 0 } cases)
        {
            return ReadHierarchy(type, usedBy, cases);
        }

        if (type.IsAbstract)
        {
            Report(RecordDiagnostics.Abstract, usedBy, usedBy.Name, type.Name);
            return null;
        }

        return ReadPlain(type, usedBy, isCase: false, out _);
    }

    /// <summary>A type as what it is, whatever derives from it.</summary>
    private RecordModel? ReadPlain(INamedTypeSymbol type, ISymbol usedBy, bool isCase, out IReadOnlyList<RecordMember> members)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        if (_open.Contains(type, SymbolEqualityComparer.Default))
        {
            Report(RecordDiagnostics.Recursive, usedBy, usedBy.Name, type.Name);
            members = [];
            return null;
        }

        _open.Add(type);
        try
        {
            members = RecordMembers.Of(type, _assembly, out EquatableArray<string> constructor, out bool constructible);
            if (!constructible)
            {
                Report(RecordDiagnostics.NotConstructible, type, type.Name);
            }

            var fields = new List<FieldModel>();
            string clr = TypeNames.Clr(type);
            _places[(clr, "")] = LocationOf(type);
            foreach (RecordMember member in members)
            {
                _places[(clr, TypeNames.Escape(member.Symbol.Name))] = LocationOf(member.Symbol);
                if (member.Symbol.Name.Length == 0)
                {
                    _incomplete = true; // half-typed
                }
                else if (!member.IsSettable)
                {
                    Report(RecordDiagnostics.NotSettable, member.Symbol, member.Symbol.Name);
                }
                else if (ReadField(member) is { } field)
                {
                    fields.Add(field);
                    if (field.Type.Type is InstantType { KeepsOffset: true })
                    {
                        fields.Add(Offset(field, members));
                    }
                }
            }

            if (members.Count == 0 && !isCase)
            {
                Report(RecordDiagnostics.NoFields, usedBy, type.Name);
            }

            CheckNames(fields, members);
            return Describe(type, fields, constructor);
        }
        finally
        {
            _open.RemoveAt(_open.Count - 1);
        }
    }

    /// <summary>What [AvroName] says; a name that Avro does not allow is reported.</summary>
    internal string? AvroName(ISymbol symbol)
    {
        string? name = symbol.GetAttributes().FirstOrDefault(a => MemberAttributes.Is(a, "Denormalized", "AvroNameAttribute"))
            is { ConstructorArguments: [{ Value: string given }] } ? given : null;
        if (name is not null && !name.Split('.').All(Schema.AvroName.IsValid))
        {
            Report(RecordDiagnostics.AvroNameInvalid, symbol, symbol.Name, name);
            return null;
        }

        return name;
    }

    private RecordModel Describe(INamedTypeSymbol type, IEnumerable<FieldModel> fields, EquatableArray<string> constructor) => new()
    {
        Clr = TypeNames.Clr(type),
        Name = TypeNames.Word(type),
        Namespace = type.ContainingNamespace.IsGlobalNamespace ? "" : type.ContainingNamespace.ToDisplayString(TypeNames.EscapedNamespace),
        MetadataName = TypeNames.Metadata(type),
        IsValueType = type.IsValueType,
        Fields = fields.ToEquatableArray(),
        ConstructorMembers = constructor,
        WireName = AvroName(type) ?? Names.ToAvro(TypeNames.Word(type)),
        Summary = Documentation.Summary(type, null, _cancellationToken),
    };

    private FieldModel? ReadField(RecordMember member)
    {
        TypeUse? use = new TypeReader(this, member).Read();
        if (use is null)
        {
            _incomplete = true;
            return null;
        }

        string name = member.Symbol.Name;
        string? given = member.Attributes.Name;
        string wire = given ?? Names.Apply(_wireStyle, name);
        string column = given ?? Names.Apply(_columnStyle, name);
        bool eventTime = member.Attributes.Has("EventTimeAttribute");
        int? sortKey = member.Attributes.Int("SortKeyAttribute");
        if (eventTime && use.Type is not InstantType)
        {
            Report(RecordDiagnostics.EventTimeType, member.Symbol, name, member.Type.ToDisplayString());
        }

        if (sortKey is not null && use.IsNullable)
        {
            Report(RecordDiagnostics.NullableSortKey, member.Symbol, name);
        }

        if (column.Length == 0 || (_open.Count + _openBases.Count > 1 && column is ("null" or ClickHousePlan.PresenceElement)))
        {
            Report(RecordDiagnostics.ReservedName, member.Symbol, name, column);
        }

        return new FieldModel
        {
            Member = TypeNames.Escape(name),
            Json = member.Attributes.JsonName ?? wire,
            Column = column,
            Aliases = member.Attributes.Aliases.ToEquatableArray(),
            // A name that Avro does not allow ("+1") gives way to the member's own, or two such could become one.
            Avro = Names.ToAvro(wire) == wire ? wire : Names.ToAvro(Names.Apply(_wireStyle, name)),
            Type = use,
            // No case is the one that is meant when none is given.
            IsRequired = member.IsRequired(use.IsNullable) || use is { IsNullable: false, Type: NestedType { Record.Hierarchy: not null } },
            IsEventTime = eventTime,
            SortKey = sortKey,
            Values = ReadValues(member, use),
            JsonColumn = ReadJsonColumn(member, use, column),
            Summary = Documentation.Summary(member.Symbol, member.Parameter, _cancellationToken),
        };
    }

    /// <summary>Name of the column of [JsonColumn]; null without it.</summary>
    private string? ReadJsonColumn(RecordMember member, TypeUse use, string column)
    {
        if (!member.Attributes.Has("JsonColumnAttribute"))
        {
            return null;
        }

        if (use.Type is not JsonType || _open.Count + _openBases.Count > 1)
        {
            Report(RecordDiagnostics.AttributeMismatch, member.Symbol, "JsonColumn", member.Symbol.Name,
                "a JsonElement, JsonNode or JsonDocument that is a member of the stream itself, not of a record within it and in no list");
        }

        return Names.WithSuffix(_columnStyle, column, "Json");
    }

    /// <summary>The field with the offset of an instant, in which no JSON key is: the text has both.</summary>
    private FieldModel Offset(FieldModel instant, IReadOnlyList<RecordMember> members)
    {
        string member = instant.Member.TrimStart('@') + "Offset";
        while (members.Any(m => m.Symbol.Name == member))
        {
            member += "_";
        }

        return new FieldModel
        {
            Member = member,
            Json = "",
            Column = Names.WithSuffix(_columnStyle, instant.Column, "Offset"),
            Avro = Names.ToAvro(Names.WithSuffix(_wireStyle, instant.Avro, "Offset")),
            Aliases = instant.Aliases.Select(a => Names.WithSuffix(_wireStyle, a, "Offset")).ToEquatableArray(),
            Type = new TypeUse(new OffsetType { Clr = "short" }, IsNullable: false) { IsValueType = true },
            IsSynthetic = true,
            OffsetOf = instant.Member,
        };
    }

    private ValueKind? ReadValues(RecordMember member, TypeUse use)
    {
        if (member.Attributes.Int("ValuesAttribute") is not { } value)
        {
            return null;
        }

        var kind = (ValueKind)value;
        LogicalType type = use.Type is WrapperType wrapper ? wrapper.Inner : use.Type;
        bool isInteger = type is IntegerType { Bits: <= 64 } or DateType or InstantType or LocalTimeType or TimeType or DurationType;
        bool fits = kind == ValueKind.Gauge ? type is FloatType : isInteger;
        if (!fits)
        {
            Report(RecordDiagnostics.AttributeMismatch, member.Symbol, $"Values({kind})", member.Symbol.Name,
                kind == ValueKind.Gauge ? "a float, double or Half" : "an integer of up to 64 bits, a date, time or instant");
        }

        return kind;
    }

    internal TypeUse? ReadNested(INamedTypeSymbol type, ISymbol usedBy, bool nullable)
        => ReadRecord(type, usedBy) is { } record
            ? new TypeUse(new NestedType(record) { Clr = record.Clr }, nullable) { IsValueType = type.IsValueType }
            : null;

    private void CheckNames(List<FieldModel> fields, IReadOnlyList<RecordMember> members)
    {
        CheckUnique(fields.Where(f => f.OffsetOf is null), members, f => f.Json, "in JSON");
        CheckUnique(fields.Concat(fields.Where(f => f.JsonColumn is not null).Select(f => f with { Column = f.JsonColumn! })), members, f => f.Column, "in ClickHouse");
        CheckUnique(fields, members, f => f.Avro, "in Avro");
    }

    private void CheckUnique(IEnumerable<FieldModel> fields, IReadOnlyList<RecordMember> members, Func<FieldModel, string> name, string where)
    {
        var seen = new Dictionary<string, FieldModel>(StringComparer.Ordinal);
        foreach (FieldModel field in fields)
        {
            if (seen.TryGetValue(name(field), out FieldModel first))
            {
                ISymbol symbol = members.First(m => TypeNames.Escape(m.Symbol.Name) == field.Source).Symbol;
                Report(RecordDiagnostics.DuplicateName, symbol, first.Member, field.Member, name(field), where);
            }
            else
            {
                seen.Add(name(field), field);
            }
        }
    }

    private void CheckReservedColumns(RecordModel record)
    {
        foreach (FieldModel field in record.Fields)
        {
            if (ClickHousePlan.SystemColumns.Any(c => c.Name == field.Column))
            {
                ISymbol? symbol = _root.GetMembers().FirstOrDefault(m => TypeNames.Escape(m.Name) == field.Member);
                Report(RecordDiagnostics.ReservedName, symbol ?? _root, field.Member, field.Column);
            }
        }
    }

    internal void Report(DiagnosticDescriptor descriptor, ISymbol symbol, params object[] arguments)
    {
        if (symbol.Name.Length == 0)
        {
            _incomplete = true; // half-typed: the compiler says what is missing
            return;
        }

        Report(descriptor, LocationOf(symbol), arguments);
    }

    private void Report(DiagnosticDescriptor descriptor, Location location, params object[] arguments)
        => _diagnostics.Add(Diagnostic.Create(descriptor, location, arguments));

    private Location LocationOf(ISymbol symbol) => symbol.Locations.FirstOrDefault(l => l.IsInSource)
        ?? _attribute
        ?? _root.Locations.FirstOrDefault(l => l.IsInSource)
        ?? Location.None;

    private static NameStyle? Style(AttributeData? attribute, string property)
        => attribute?.NamedArguments.FirstOrDefault(a => a.Key == property).Value is { Value: int value } ? (NameStyle)value : null;

    private static string? NamedString(AttributeData? attribute, string property)
        => attribute?.NamedArguments.FirstOrDefault(a => a.Key == property).Value is { Value: string { Length: > 0 } value } ? value : null;
}

/// <summary>What was read of a stream's type.</summary>
/// <param name="Record">Null when a diagnostic is an error.</param>
internal sealed record RecordReading(RecordModel? Record, EquatableArray<Diagnostic> Diagnostics)
{
    /// <summary>Where each member stands, by the record and the member as generated code names them; a record itself has no member.</summary>
    public IReadOnlyDictionary<(string Record, string Member), Location> Places { get; init; } = new Dictionary<(string Record, string Member), Location>();

    /// <summary>The file of rows that the record has to read; null for none.</summary>
    public string? Sample { get; init; }
}
