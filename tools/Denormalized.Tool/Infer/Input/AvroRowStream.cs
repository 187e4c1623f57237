using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Denormalized.Schema;
using Denormalized.Tool.Infer.Evidence;

namespace Denormalized.Tool.Infer.Input;

/// <summary>The records of an Avro file as JSON: logical types as the texts that infer knows, a union as its value.</summary>
internal sealed class AvroRowStream(Stream file, AvroFileReader reader) : RowStream
{
    private static readonly JsonWriterOptions Options = new() { SkipValidation = true };

    /// <exception cref="InputException">It is no Avro file.</exception>
    public static AvroRowStream Open(string name, Stream file)
    {
        try
        {
            return new AvroRowStream(file, AvroFileReader.OpenAsync(file).AsTask().GetAwaiter().GetResult());
        }
        catch (FormatException error)
        {
            throw new InputException($"{name}: {error.Message}", error);
        }
    }

    public override void Declare(PathEvidence rows) => DeclaredNumbers.Apply(reader.Schema, rows);

    protected override bool Next(IBufferWriter<byte> lines)
    {
        AvroFileBlock? block = reader.ReadBlockAsync().AsTask().GetAwaiter().GetResult();
        if (block is not { } records)
        {
            return false;
        }

        ReadOnlySpan<byte> data = records.Data.Span;
        using var json = new Utf8JsonWriter(lines, Options);
        for (long i = 0; i < records.Count; i++)
        {
            json.Reset(lines);
            Write(json, reader.Schema, ref data);
            json.Flush();
            lines.Write("\n"u8);
        }

        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
        }

        base.Dispose(disposing);
    }

    private static void Write(Utf8JsonWriter json, AvroSchema schema, ref ReadOnlySpan<byte> data)
    {
        if (schema.Logical is { } logical && WriteLogical(json, schema, logical, ref data))
        {
            return;
        }

        switch (schema)
        {
            case AvroRecord record:
                json.WriteStartObject();
                foreach (AvroField field in record.Fields)
                {
                    json.WritePropertyName(field.Name);
                    Write(json, field.Type, ref data);
                }

                json.WriteEndObject();
                break;
            case AvroUnion union:
                Write(json, union.Branches[(int)Long(ref data)], ref data);
                break;
            case AvroEnum symbols:
                json.WriteStringValue(symbols.Symbols[(int)Long(ref data)]);
                break;
            case AvroFixed bytes:
                json.WriteBase64StringValue(Take(ref data, bytes.Size));
                break;
            case AvroArray array:
                WriteBlocks(json, array.Items, isMap: false, ref data);
                break;
            case AvroMap map:
                WriteBlocks(json, map.Values, isMap: true, ref data);
                break;
            default:
                WritePrimitive(json, schema.Kind, ref data);
                break;
        }
    }

    private static void WritePrimitive(Utf8JsonWriter json, AvroKind kind, ref ReadOnlySpan<byte> data)
    {
        switch (kind)
        {
            case AvroKind.Null:
                json.WriteNullValue();
                break;
            case AvroKind.Boolean:
                json.WriteBooleanValue(Take(ref data, 1)[0] != 0);
                break;
            case AvroKind.Int or AvroKind.Long:
                json.WriteNumberValue(Long(ref data));
                break;
            case AvroKind.Float:
                WriteFloat(json, BitConverter.ToSingle(Take(ref data, sizeof(float))));
                break;
            case AvroKind.Double:
                WriteFloat(json, BitConverter.ToDouble(Take(ref data, sizeof(double))));
                break;
            case AvroKind.Bytes:
                json.WriteBase64StringValue(Take(ref data, (int)Long(ref data)));
                break;
            default:
                json.WriteStringValue(Take(ref data, (int)Long(ref data)));
                break;
        }
    }

    // A point even in whole numbers: the schema has said that they are floating.
    private static void WriteFloat(Utf8JsonWriter json, double value)
    {
        if (!double.IsFinite(value))
        {
            json.WriteNullValue();
            return;
        }

        string text = value.ToString("R", CultureInfo.InvariantCulture);
        json.WriteRawValue(text.AsSpan().IndexOfAny('.', 'E') < 0 ? text + ".0" : text, skipInputValidation: true);
    }

    private static void WriteBlocks(Utf8JsonWriter json, AvroSchema items, bool isMap, ref ReadOnlySpan<byte> data)
    {
        if (isMap)
        {
            json.WriteStartObject();
        }
        else
        {
            json.WriteStartArray();
        }

        for (long count = Long(ref data); count != 0; count = Long(ref data))
        {
            if (count < 0)
            {
                count = -count;
                Long(ref data); // bytes of the block, for those who skip
            }

            for (long i = 0; i < count; i++)
            {
                if (isMap)
                {
                    json.WritePropertyName(Take(ref data, (int)Long(ref data)));
                }

                Write(json, items, ref data);
            }
        }

        if (isMap)
        {
            json.WriteEndObject();
        }
        else
        {
            json.WriteEndArray();
        }
    }

    private static bool WriteLogical(Utf8JsonWriter json, AvroSchema schema, AvroLogicalType logical, ref ReadOnlySpan<byte> data)
    {
        switch (logical.Kind)
        {
            case AvroLogicalKind.Date:
                json.WriteStringValue(DateOnly.FromDayNumber(new DateOnly(1970, 1, 1).DayNumber + (int)Long(ref data)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                return true;
            case AvroLogicalKind.Decimal:
                ReadOnlySpan<byte> digits = Take(ref data, schema is AvroFixed bytes ? bytes.Size : (int)Long(ref data));
                json.WriteRawValue(Scaled(new BigInteger(digits, isBigEndian: true), logical.Scale), skipInputValidation: true);
                return true;
            case AvroLogicalKind.TimeMillis or AvroLogicalKind.TimeMicros:
                long time = Long(ref data) * (logical.Kind == AvroLogicalKind.TimeMillis ? TimeSpan.TicksPerMillisecond : TimeSpan.TicksPerMicrosecond);
                json.WriteStringValue(new TimeOnly(time).ToString("HH:mm:ss.ffffff", CultureInfo.InvariantCulture));
                return true;
            case AvroLogicalKind.TimestampMillis or AvroLogicalKind.TimestampMicros or AvroLogicalKind.LocalTimestampMillis or AvroLogicalKind.LocalTimestampMicros:
                bool millis = logical.Kind is AvroLogicalKind.TimestampMillis or AvroLogicalKind.LocalTimestampMillis;
                bool local = logical.Kind is AvroLogicalKind.LocalTimestampMillis or AvroLogicalKind.LocalTimestampMicros;
                DateTime at = DateTime.UnixEpoch.AddTicks(Long(ref data) * (millis ? TimeSpan.TicksPerMillisecond : TimeSpan.TicksPerMicrosecond));
                json.WriteStringValue(at.ToString(millis ? "yyyy-MM-ddTHH:mm:ss.fff" : "yyyy-MM-ddTHH:mm:ss.ffffff", CultureInfo.InvariantCulture) + (local ? "" : "Z"));
                return true;
            default:
                return false; // as the type that carries it
        }
    }

    private static string Scaled(BigInteger value, int scale)
    {
        string digits = BigInteger.Abs(value).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        string text = scale == 0 ? digits : $"{digits[..^scale]}.{digits[^scale..]}";
        return value.Sign < 0 ? "-" + text : text;
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> data, int length)
    {
        if ((uint)length > (uint)data.Length)
        {
            throw new InputException("The Avro file is damaged: a value goes beyond its block.");
        }

        ReadOnlySpan<byte> taken = data[..length];
        data = data[length..];
        return taken;
    }

    /// <summary>Zigzag, seven bits a byte, the lowest first.</summary>
    private static long Long(ref ReadOnlySpan<byte> data)
    {
        ulong value = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            byte b = Take(ref data, 1)[0];
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
            {
                return (long)(value >> 1) ^ -(long)(value & 1);
            }
        }

        throw new InputException("The Avro file is damaged: a number without end.");
    }
}
