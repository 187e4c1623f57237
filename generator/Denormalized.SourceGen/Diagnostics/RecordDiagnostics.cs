using Microsoft.CodeAnalysis;

namespace Denormalized.SourceGen.Diagnostics;

/// <summary>DNZ0xx: what is wrong with the declaration of a record. Each is reported at the member or type itself.</summary>
internal static class RecordDiagnostics
{
    private const string Category = "Denormalized.Records";

    public static readonly DiagnosticDescriptor Generic = Error(
        "DNZ001", "A stream cannot be generic", "'{0}' is generic or lies in a generic type, and a table has fixed columns: remove [Stream] here and name the closed type, as in "
        + "[assembly: StreamOf(typeof({1}))] with types in place of the parameters, or derive a [Stream] record that is not generic");

    public static readonly DiagnosticDescriptor UnsupportedType = Error(
        "DNZ002", "A type cannot be mapped", "'{0}' has type '{1}', which has no form on the wire: {2}");

    public static readonly DiagnosticDescriptor DecimalNeedsScale = Error(
        "DNZ003", "A decimal needs its precision and scale", "'{0}' is a decimal: say how many digits it has, e.g. [Decimal(18, 4)]");

    public static readonly DiagnosticDescriptor DecimalOutOfRange = Error(
        "DNZ004", "Precision or scale out of range", "'{0}': precision must be 1 to 76, and scale 0 to 28 (what a C# decimal has) and at most the precision, not ({1}, {2})");

    public static readonly DiagnosticDescriptor Recursive = Error(
        "DNZ005", "A record cannot contain itself", "'{0}' leads back to '{1}': a table has no recursive columns; [Ignore] it, keep that part as JsonElement or string, or make the parts rows of their own that name their parent");

    public static readonly DiagnosticDescriptor NotSettable = Error(
        "DNZ006", "A member cannot be set", "'{0}' has no setter that generated code can use: make it init or set, a constructor parameter, or [Ignore] it");

    public static readonly DiagnosticDescriptor NoFields = Error(
        "DNZ007", "A record has no members", "'{0}' has no public properties that can be read and set: there is nothing to map");

    public static readonly DiagnosticDescriptor DuplicateName = Error(
        "DNZ008", "Two members have one name", "'{0}' and '{1}' are both called '{2}' {3}: give one of them another [Name]");

    public static readonly DiagnosticDescriptor ReservedName = Error(
        "DNZ009", "A column name is reserved", "'{0}' is called '{1}', a name that ClickHouse does not allow or that every stream table has taken: give it another [Name]");

    public static readonly DiagnosticDescriptor NotConstructible = Error(
        "DNZ010", "A record cannot be made", "'{0}' needs a constructor without parameters, or one whose parameters are all named like its properties");

    public static readonly DiagnosticDescriptor EventTimeType = Error(
        "DNZ011", "An event time must be an instant", "'{0}' is [EventTime], but '{1}' is no instant: use DateTimeOffset or DateTime");

    public static readonly DiagnosticDescriptor NullableSortKey = Error(
        "DNZ012", "A sorting key cannot be null", "'{0}' is part of the sorting key and can be null: ClickHouse sorts by columns that cannot");

    public static readonly DiagnosticDescriptor EnumValueRange = Error(
        "DNZ013", "An enum value does not fit", "'{0}': the values of enum '{1}' must lie within -32768 to 32767 and be distinct to be a ClickHouse enum");

    public static readonly DiagnosticDescriptor NotAccessible = Error(
        "DNZ014", "A stream is not accessible", "'{0}' must be public or internal, and so must the types that contain it");

    public static readonly DiagnosticDescriptor AttributeMismatch = Error(
        "DNZ015", "An attribute does not fit the type", "[{0}] on '{1}' needs {2}");

    public static readonly DiagnosticDescriptor NotClosed = Error(
        "DNZ016", "StreamOf needs a closed type", "'{0}' cannot be a stream: name a class, struct or record, a generic one with its type arguments, as in typeof(Envelope<PageView>)");

    public static readonly DiagnosticDescriptor DeclaredTwice = Error(
        "DNZ017", "A stream is declared twice", "'{0}' is a stream already, by [Stream] or by another [StreamOf]: a type has one topic and one table; derive a record for another");

    public static readonly DiagnosticDescriptor LengthOutOfRange = Error(
        "DNZ030", "A length is out of range", "'{0}': the length must be 1 to {1}, not {2}");

    public static readonly DiagnosticDescriptor SeveralDefaults = Error(
        "DNZ031", "An enum has several defaults", "'{0}' has [Default] more than once: an unknown name becomes one member");

    public static readonly DiagnosticDescriptor EnumWithoutDefault = new(
        "DNZ032", "An enum has no default", "'{0}': no member of '{1}' has the value 0; mark one with [Default], or Avro readers refuse names that are added later",
        Category, DiagnosticSeverity.Info, isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor AvroNameInvalid = Error(
        "DNZ040", "A name is none in Avro", "'{0}': '{1}' is no name in Avro: letters A to Z, digits and underscores, no digit first, with dots between the parts");

    public static readonly DiagnosticDescriptor Abstract = Error(
        "DNZ018", "An abstract type needs its cases", "'{0}' is of abstract type '{1}': name what it can be on '{1}', [JsonDerivedType(typeof(SomeCase), \"some_case\")] for each case, "
        + "or use a record that is not abstract, JsonElement or string, or [Ignore] it");

    public static readonly DiagnosticDescriptor Case = Error("DNZ019", "A case cannot be mapped", "'{0}' cannot be a case of '{1}': {2}");

    public static readonly DiagnosticDescriptor OpenBase = Error(
        "DNZ021", "A hierarchy is not closed", "'{0}' has cases and is not abstract: make it abstract, or a case of itself, [JsonDerivedType(typeof({0}), \"{1}\")]");

    public static readonly DiagnosticDescriptor Retention = Error("DNZ041", "A retention cannot be kept", "'{0}' has [Retention]: {1}");

    public static readonly DiagnosticDescriptor Replacing = Error("DNZ043", "A row cannot be replaced", "'{0}' has [Replacing]: {1}");

    public static readonly DiagnosticDescriptor Convert = Error("DNZ042", "A converter does not fit", "'{0}' has [Convert]: {1}");

    public static readonly DiagnosticDescriptor NullableCollection = new(
        "DNZ020", "A null collection is stored as an empty one", "'{0}' can be null, but ClickHouse arrays and maps cannot: null becomes empty; declare it not nullable or say [NullAsEmpty]",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true);

    private static DiagnosticDescriptor Error(string id, string title, string message)
        => new(id, title, message, Category, DiagnosticSeverity.Error, isEnabledByDefault: true);
}
