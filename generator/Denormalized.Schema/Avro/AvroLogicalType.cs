using System.Globalization;

namespace Denormalized.Schema;

public enum AvroLogicalKind
{
    Decimal,
    BigDecimal,
    Uuid,
    Date,
    TimeMillis,
    TimeMicros,
    TimestampMillis,
    TimestampMicros,
    TimestampNanos,
    LocalTimestampMillis,
    LocalTimestampMicros,
    LocalTimestampNanos,
    Duration,
}

/// <summary>A logical type that is known and valid on its type.</summary>
/// <param name="Precision">Of a decimal, else 0.</param>
/// <param name="Scale">Of a decimal, else 0.</param>
public sealed record AvroLogicalType(AvroLogicalKind Kind, int Precision = 0, int Scale = 0)
{
    /// <summary>Digits behind the second that a count of time has; null for what is no such count.</summary>
    public int? SecondDigits => Kind switch
    {
        AvroLogicalKind.TimeMillis or AvroLogicalKind.TimestampMillis or AvroLogicalKind.LocalTimestampMillis => 3,
        AvroLogicalKind.TimeMicros or AvroLogicalKind.TimestampMicros or AvroLogicalKind.LocalTimestampMicros => 6,
        AvroLogicalKind.TimestampNanos or AvroLogicalKind.LocalTimestampNanos => 9,
        _ => null,
    };

    /// <summary>Both count time from the same start, so that one can be converted into the other: times of day, or timestamps.</summary>
    public bool CountsAs(AvroLogicalType other) =>
        SecondDigits is not null && other.SecondDigits is not null && IsTimeOfDay == other.IsTimeOfDay;

    private bool IsTimeOfDay => Kind is AvroLogicalKind.TimeMillis or AvroLogicalKind.TimeMicros;

    /// <summary>Null where there is none, or an unknown one, or one that is not valid on this type.</summary>
    internal static AvroLogicalType? Of(AvroSchema schema)
    {
        string? name = Find(schema, "logicalType") is { Kind: JsonKind.String } value ? value.Text : null;
        return (schema.Kind, name) switch
        {
            (AvroKind.Bytes, "decimal") => Decimal(schema, int.MaxValue),
            (AvroKind.Fixed, "decimal") => Decimal(schema, MaxPrecision(((AvroFixed)schema).Size)),
            (AvroKind.Bytes, "big-decimal") => new(AvroLogicalKind.BigDecimal),
            (AvroKind.String, "uuid") => new(AvroLogicalKind.Uuid),
            (AvroKind.Fixed, "uuid") when ((AvroFixed)schema).Size == 16 => new(AvroLogicalKind.Uuid),
            (AvroKind.Int, "date") => new(AvroLogicalKind.Date),
            (AvroKind.Int, "time-millis") => new(AvroLogicalKind.TimeMillis),
            (AvroKind.Long, "time-micros") => new(AvroLogicalKind.TimeMicros),
            (AvroKind.Long, "timestamp-millis") => new(AvroLogicalKind.TimestampMillis),
            (AvroKind.Long, "timestamp-micros") => new(AvroLogicalKind.TimestampMicros),
            (AvroKind.Long, "timestamp-nanos") => new(AvroLogicalKind.TimestampNanos),
            (AvroKind.Long, "local-timestamp-millis") => new(AvroLogicalKind.LocalTimestampMillis),
            (AvroKind.Long, "local-timestamp-micros") => new(AvroLogicalKind.LocalTimestampMicros),
            (AvroKind.Long, "local-timestamp-nanos") => new(AvroLogicalKind.LocalTimestampNanos),
            (AvroKind.Fixed, "duration") when ((AvroFixed)schema).Size == 12 => new(AvroLogicalKind.Duration),
            _ => null,
        };
    }

    /// <summary>floor(log10(2^(8n-1) - 1)): the digits that always fit n bytes.</summary>
    private static int MaxPrecision(int size) => size == 0 ? 0 : (int)Math.Floor(((8.0 * size) - 1) * Math.Log10(2));

    private static AvroLogicalType? Decimal(AvroSchema schema, int maxPrecision)
    {
        JsonValue? scaleValue = Find(schema, "scale");
        int? precision = Integer(Find(schema, "precision"));
        int? scale = scaleValue is null ? 0 : Integer(scaleValue);
        bool valid = precision > 0 && precision <= maxPrecision && scale >= 0 && scale <= precision;
        return valid ? new(AvroLogicalKind.Decimal, precision!.Value, scale!.Value) : null;
    }

    private static int? Integer(JsonValue? value) =>
        value is { Kind: JsonKind.Number } && int.TryParse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number : null;

    private static JsonValue? Find(AvroSchema schema, string name) => schema.Properties.FirstOrDefault(p => p.Name == name)?.Value;
}
