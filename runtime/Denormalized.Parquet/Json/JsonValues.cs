using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using Denormalized.Schema;

namespace Denormalized.ParquetFormat;

/// <summary>Writes the bytes of one value as JSON.</summary>
internal delegate void JsonValueWriter(Utf8JsonWriter json, ReadOnlySpan<byte> value);

/// <summary>The JSON of each type: numbers as numbers, instants as ISO 8601, bytes in base64.</summary>
internal static class JsonValues
{
    private const long TicksOfDay = TimeSpan.TicksPerDay;

    /// <summary>1970-01-01 as a Julian day.</summary>
    private const int JulianEpoch = 2440588;

    /// <summary>Days of 400 years.</summary>
    private const int DaysOfCycle = 146097;

    public static JsonValueWriter For(ParquetNode node) => (node.Type, node.Logical?.Kind) switch
    {
        (_, ParquetLogicalKind.Unknown) => static (json, _) => json.WriteNullValue(),
        (ParquetPhysicalType.Boolean, _) => static (json, value) => json.WriteBooleanValue(value[0] != 0),
        (ParquetPhysicalType.Int32 or ParquetPhysicalType.Int64, ParquetLogicalKind.Date or ParquetLogicalKind.Time or ParquetLogicalKind.Timestamp) => TextOf(node),
        (ParquetPhysicalType.Int96, _) => TextOf(node),
        (ParquetPhysicalType.Int32 or ParquetPhysicalType.Int64, _) => (json, value) => json.WriteRawValue(Text(node, value)),
        (_, ParquetLogicalKind.Decimal) => (json, value) => json.WriteRawValue(Text(node, value)),
        (ParquetPhysicalType.Float, _) => static (json, value) => Float(json, BinaryPrimitives.ReadSingleLittleEndian(value)),
        (ParquetPhysicalType.Double, _) => static (json, value) => Double(json, BinaryPrimitives.ReadDoubleLittleEndian(value)),
        (ParquetPhysicalType.FixedLenByteArray, ParquetLogicalKind.Float16) => static (json, value) => Float(json, (float)BinaryPrimitives.ReadHalfLittleEndian(value)),
        (ParquetPhysicalType.FixedLenByteArray, ParquetLogicalKind.Uuid or ParquetLogicalKind.Interval) => TextOf(node),
        (ParquetPhysicalType.ByteArray, ParquetLogicalKind.String or ParquetLogicalKind.Enum) => static (json, value) => json.WriteStringValue(Utf8(value)),
        (ParquetPhysicalType.ByteArray, ParquetLogicalKind.Json) => Json,
        _ => static (json, value) => json.WriteBase64StringValue(value),
    };

    /// <summary>The value as text, as the key of a JSON object.</summary>
    public static string Text(ParquetNode node, ReadOnlySpan<byte> value) => (node.Type, node.Logical?.Kind) switch
    {
        (ParquetPhysicalType.Boolean, _) => value[0] != 0 ? "true" : "false",
        (ParquetPhysicalType.Int32 or ParquetPhysicalType.Int64, ParquetLogicalKind.Date) => Date(Integer(node, value)),
        (ParquetPhysicalType.Int32 or ParquetPhysicalType.Int64, ParquetLogicalKind.Time) => Time(Integer(node, value), node.Logical!),
        (ParquetPhysicalType.Int64, ParquetLogicalKind.Timestamp) => Timestamp(Integer(node, value), node.Logical!),
        (ParquetPhysicalType.Int32 or ParquetPhysicalType.Int64, ParquetLogicalKind.Decimal) => Decimal(Integer(node, value), node.Logical!.Scale),
        (ParquetPhysicalType.Int32 or ParquetPhysicalType.Int64, _) => Integer(node, value).ToString(CultureInfo.InvariantCulture),
        (ParquetPhysicalType.Int96, _) => Int96(value),
        (ParquetPhysicalType.Float, _) => BinaryPrimitives.ReadSingleLittleEndian(value).ToString("R", CultureInfo.InvariantCulture),
        (ParquetPhysicalType.Double, _) => BinaryPrimitives.ReadDoubleLittleEndian(value).ToString("R", CultureInfo.InvariantCulture),
        (_, ParquetLogicalKind.Decimal) => Decimal(new BigInteger(value, isUnsigned: false, isBigEndian: true), node.Logical!.Scale),
        (_, ParquetLogicalKind.String or ParquetLogicalKind.Enum or ParquetLogicalKind.Json) => Encoding.UTF8.GetString(Utf8(value)),
        (ParquetPhysicalType.FixedLenByteArray, ParquetLogicalKind.Uuid) when value.Length == 16 => new Guid(value, bigEndian: true).ToString(),
        (ParquetPhysicalType.FixedLenByteArray, ParquetLogicalKind.Interval) when value.Length == 12 => Interval(value),
        _ => Convert.ToBase64String(value),
    };

    private static JsonValueWriter TextOf(ParquetNode node) => (json, value) => json.WriteStringValue(Text(node, value));

    private static BigInteger Integer(ParquetNode node, ReadOnlySpan<byte> value)
    {
        bool unsigned = node.Logical is { Kind: ParquetLogicalKind.Integer, IsSigned: false };
        return value.Length == 4
            ? unsigned ? BinaryPrimitives.ReadUInt32LittleEndian(value) : BinaryPrimitives.ReadInt32LittleEndian(value)
            : unsigned ? BinaryPrimitives.ReadUInt64LittleEndian(value) : BinaryPrimitives.ReadInt64LittleEndian(value);
    }

    private static void Float(Utf8JsonWriter json, float value)
    {
        if (float.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static void Double(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Text that is no JSON stays text.</summary>
    private static void Json(Utf8JsonWriter json, ReadOnlySpan<byte> value)
    {
        var reader = new Utf8JsonReader(value);
        if (JsonDocument.TryParseValue(ref reader, out JsonDocument? document) && reader.BytesConsumed == value.Length)
        {
            using (document)
            {
                document.WriteTo(json);
            }
        }
        else
        {
            json.WriteStringValue(Utf8(value));
        }
    }

    /// <summary>Other bytes would be replaced.</summary>
    private static ReadOnlySpan<byte> Utf8(ReadOnlySpan<byte> text) =>
        System.Text.Unicode.Utf8.IsValid(text) ? text : throw new InvalidDataException("a text is no UTF-8");

    private static string Decimal(BigInteger unscaled, int scale)
    {
        string digits = BigInteger.Abs(unscaled).ToString(CultureInfo.InvariantCulture);
        if (scale > 0)
        {
            digits = digits.PadLeft(scale + 1, '0');
            digits = $"{digits[..^scale]}.{digits[^scale..]}";
        }

        return unscaled.Sign < 0 ? "-" + digits : digits;
    }

    /// <summary>ISO 8601; outside of the years 0 to 9999 its expanded form, with a sign and six digits or more.</summary>
    private static string Date(BigInteger days)
    {
        // The calendar repeats itself every 400 years.
        BigInteger cycle = FloorDivide(days, DaysOfCycle);
        DateTime day = DateTime.UnixEpoch.AddDays((int)(days - (cycle * DaysOfCycle)));
        BigInteger year = day.Year + (400 * cycle);
        string digits = year >= 0 && year <= 9999
            ? year.ToString("D4", CultureInfo.InvariantCulture)
            : (year < 0 ? "-" : "+") + BigInteger.Abs(year).ToString("D6", CultureInfo.InvariantCulture);
        return digits + day.ToString("-MM-dd", CultureInfo.InvariantCulture);
    }

    private static string Time(BigInteger count, ParquetLogicalType type)
    {
        (BigInteger ticks, string digits) = Split(count, type.Unit);
        return ticks >= 0 && ticks < TicksOfDay
            ? new TimeOnly((long)ticks).ToString("HH:mm:ss", CultureInfo.InvariantCulture) + digits
            : throw new InvalidDataException($"{count} {type.Unit} are no time of a day");
    }

    private static string Timestamp(BigInteger count, ParquetLogicalType type)
    {
        (BigInteger ticks, string digits) = Split(count, type.Unit);
        BigInteger days = FloorDivide(ticks, TicksOfDay);
        var time = new TimeOnly((long)(ticks - (days * TicksOfDay)));
        return Date(days) + time.ToString("'T'HH:mm:ss", CultureInfo.InvariantCulture) + digits + (type.IsUtc ? "Z" : "");
    }

    /// <summary>Nanoseconds of the day, then the Julian day.</summary>
    private static string Int96(ReadOnlySpan<byte> value)
    {
        BigInteger days = BinaryPrimitives.ReadInt32LittleEndian(value[8..]) - JulianEpoch;
        BigInteger nanos = (days * TicksOfDay * 100) + BinaryPrimitives.ReadInt64LittleEndian(value);
        return Timestamp(nanos, ParquetLogicalType.Timestamp(ParquetTimeUnit.Nanos, utc: true));
    }

    /// <summary>Ticks of the whole second, and the digits behind it.</summary>
    private static (BigInteger Ticks, string Digits) Split(BigInteger count, ParquetTimeUnit unit)
    {
        BigInteger second = BigInteger.Pow(10, (int)unit);
        BigInteger whole = FloorDivide(count, second);
        return (whole * TimeSpan.TicksPerSecond, "." + (count - (whole * second)).ToString($"D{(int)unit}", CultureInfo.InvariantCulture));
    }

    private static BigInteger FloorDivide(BigInteger value, BigInteger by)
    {
        BigInteger quotient = BigInteger.DivRem(value, by, out BigInteger rest);
        return rest.Sign < 0 ? quotient - 1 : quotient;
    }

    private static string Interval(ReadOnlySpan<byte> value)
    {
        uint months = BinaryPrimitives.ReadUInt32LittleEndian(value);
        uint days = BinaryPrimitives.ReadUInt32LittleEndian(value[4..]);
        uint millis = BinaryPrimitives.ReadUInt32LittleEndian(value[8..]);
        return string.Create(CultureInfo.InvariantCulture, $"P{months}M{days}DT{millis / 1000}.{millis % 1000:D3}S");
    }
}
