using Denormalized.Tool.Infer.Decide;
using Denormalized.Tool.Infer.Evidence;

namespace Denormalized.Tool.Infer.Emit.CSharp;

/// <summary>A C# type with the attributes that its member needs.</summary>
/// <param name="Text">Without a question mark.</param>
internal sealed record CSharpType(string Text)
{
    public IReadOnlyList<string> Attributes { get; init; } = [];

    /// <summary>What a reader should know: a guess, a form that is kept as text.</summary>
    public string? Note { get; init; }

    /// <summary>A list or a dictionary: null is stored as empty.</summary>
    public bool IsCollection { get; init; }

    /// <summary>Somewhere inside, a collection can be null.</summary>
    public bool HasNullCollection { get; init; }
}

/// <summary>The C# type for each kind, or why there is none.</summary>
internal static class CSharpTypes
{
    /// <summary>Digits that .NET's decimal always holds.</summary>
    private const int MaxDecimalDigits = 28;

    /// <summary>Digits that a signed integer of 256 bits always holds.</summary>
    private const int MaxBigDigits = 76;

    /// <param name="recordName">Name of the record type for a record decision.</param>
    /// <param name="reason">Why there is no type.</param>
    public static CSharpType? TryGet(Decision decision, Func<Decision, string?> recordName, out string reason)
    {
        reason = "";
        switch (decision.Kind.Tag)
        {
            case KindTag.Record:
                if (recordName(decision) is { } name)
                {
                    return new CSharpType(name) { Note = name == Json ? "leads back to the type that it stands in, any number of levels deep" : null };
                }

                reason = "none of its members has a C# type here";
                return null;
            case KindTag.Json:
                return new CSharpType("JsonElement");
            case KindTag.Array:
                return Collection(decision, "IReadOnlyList<{0}>", recordName, out reason);
            case KindTag.Map:
                return Collection(decision, "IReadOnlyDictionary<string, {0}>", recordName, out reason);
            default:
                return Scalar(decision);
        }
    }

    /// <summary>What holds any JSON.</summary>
    public const string Json = "JsonElement";

    public static bool HoldsObjectsOnly(Decision decision) =>
        decision.Members.Count > 0
        && decision.Evidence is { Bools: 0, Numbers: null, Texts: null, Arrays: null };

    private static CSharpType? Collection(Decision decision, string format, Func<Decision, string?> recordName, out string reason)
    {
        Decision item = decision.Item!;
        CSharpType? type = TryGet(item, recordName, out reason);
        if (type is null)
        {
            reason = $"its elements: {reason}";
            return null;
        }

        string text = item.Nullable && item.Kind.Tag != KindTag.Null ? type.Text + "?" : type.Text;
        return type with
        {
            Text = string.Format(System.Globalization.CultureInfo.InvariantCulture, format, text),
            Note = item.Evidence.Values == 0 ? "always empty so far: any JSON may come" : type.Note,
            IsCollection = true,
            HasNullCollection = type.HasNullCollection || (type.IsCollection && item.Nullable),
        };
    }

    private static CSharpType Scalar(Decision decision)
    {
        LogicalKind kind = decision.Kind;
        switch (kind.Tag)
        {
            case KindTag.Null:
                bool instant = new NameHints(decision.Key ?? "").EndsAsInstant;
                return instant
                    ? new CSharpType("DateTimeOffset") { Note = "only null so far: an instant, by its name" }
                    : new CSharpType("JsonElement") { Note = "only null so far: any JSON may come" };
            case KindTag.Bool:
                return decision.Form == JsonForm.Quoted
                    ? new CSharpType("string") { Attributes = ["LowCardinality"], Note = "bool in quotes, kept as text" }
                    : new CSharpType("bool");
            case KindTag.Int16:
                return Number("short", decision);
            case KindTag.Int32:
                return Number("int", decision);
            case KindTag.Int64:
                return Number("long", decision);
            case KindTag.Float64:
                return Number("double", decision);
            case KindTag.UInt64:
                return Number("ulong", decision);
            case KindTag.Decimal:
                return Decimal(decision);
            case KindTag.Uuid:
                return decision.Form == JsonForm.Natural ? new CSharpType("Guid") : Text("UUIDs in braces, kept as text");
            case KindTag.Timestamp:
                return Instant(decision);
            case KindTag.LocalTimestamp:
                return LocalTime(decision);
            case KindTag.Date:
                return decision.Form == JsonForm.OtherText ? Text("dates not in ISO 8601, kept as text")
                    : IsStorable(decision) ? new CSharpType("DateOnly") : Text(OutOfRange);
            case KindTag.Time:
                return new CSharpType("TimeOnly");
            case KindTag.Duration:
                return new CSharpType("TimeSpan");
            case KindTag.Enum:
                return new CSharpType("string") { Attributes = ["LowCardinality"] };
            case KindTag.IPv4:
                return new CSharpType("IPAddress") { Attributes = ["IPv4"] };
            case KindTag.IPv6:
                return IPv6(decision);
            default:
                return new CSharpType("string");
        }
    }

    private const string OutOfRange = "years before 1900 or after 2299, kept as text: no table column holds them";

    /// <summary>Dates and instants that ClickHouse's types hold; a day of margin for offsets.</summary>
    private static bool IsStorable(Decision decision) =>
        decision.Evidence.Texts is { } texts
        && string.CompareOrdinal(texts.Earliest, "1900-01-02") >= 0
        && string.CompareOrdinal(texts.Latest, "2299-12-31") < 0;

    private static CSharpType Text(string note) => new("string") { Note = note };

    private static CSharpType Number(string type, Decision decision, params string[] attributes) =>
        new(type) { Attributes = decision.Form == JsonForm.Quoted ? [.. attributes, "Quoted"] : attributes };

    private static CSharpType Decimal(Decision decision)
    {
        LogicalKind kind = decision.Kind;
        int digits = Math.Max(decision.Evidence.Numbers?.MaxDigits ?? 0, decision.Evidence.Texts?.Numbers?.MaxDigits ?? 0);
        bool isDeclared = decision.Evidence.Numbers?.Declared == kind && kind.Precision <= MaxBigDigits && kind.Scale <= MaxDecimalDigits;
        int precision = isDeclared ? kind.Precision : Math.Min(kind.Precision, MaxDecimalDigits);
        if (digits <= Math.Min(precision + (isDeclared ? 1 : 0), MaxDecimalDigits))
        {
            return Number("decimal", decision, $"Decimal({precision}, {kind.Scale})");
        }

        if (digits <= MaxBigDigits && kind.Scale == 0)
        {
            return Number("BigInteger", decision);
        }

        string note = $"numbers of up to {digits} digits: more than a table column holds";
        return decision.Evidence.Numbers is null ? Text(note) : new CSharpType("JsonElement") { Note = note };
    }

    private static CSharpType LocalTime(Decision decision) => IsStorable(decision) && decision.Evidence.Texts!.SecondDigits <= 6
        ? new CSharpType("DateTime") { Attributes = ["LocalTime"], Note = "without zone: which one is meant is not known" }
        : Text(OutOfRange);

    /// <summary>Addresses of version 4 among those of version 6 would be written as the latter.</summary>
    private static CSharpType IPv6(Decision decision) => decision.Evidence.Texts!.Of(TextFormat.IPv4) == 0
        ? new CSharpType("IPAddress")
        : Text("IP addresses of both versions, kept as text");

    private static CSharpType Instant(Decision decision)
    {
        string? unit = decision.Form switch
        {
            JsonForm.EpochSeconds => "Seconds",
            JsonForm.EpochMilliseconds => "Milliseconds",
            JsonForm.EpochMicroseconds => "Microseconds",
            JsonForm.EpochNanoseconds => "Nanoseconds",
            _ => null,
        };
        if (unit is not null)
        {
            return new CSharpType(unit == "Nanoseconds" ? "NanoInstant" : "DateTimeOffset")
            {
                Attributes = decision.Evidence.Numbers is null ? [$"Epoch(TimeUnit.{unit})", "Quoted"] : [$"Epoch(TimeUnit.{unit})"],
            };
        }

        if (decision.Form == JsonForm.OtherText)
        {
            return Text("instants not in ISO 8601, kept as text");
        }

        if (!IsStorable(decision))
        {
            return Text(OutOfRange);
        }

        if (decision.Evidence.Texts is { SecondDigits: <= 6 })
        {
            return new CSharpType("DateTimeOffset");
        }

        bool fits = string.CompareOrdinal(decision.Evidence.Texts!.Latest, "2262") < 0;
        return fits ? new CSharpType("NanoInstant") : Text("finer than microseconds, and later than nanoseconds reach; kept as text");
    }
}
