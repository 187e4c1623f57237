using System.Buffers;
using System.ComponentModel;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Xml;

namespace Denormalized.CompilerServices;

/// <summary>Values as they stand in JSON text. What is written here is what <see cref="JsonScan"/> reads.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class JsonText
{
    // Property names and values are written as UTF-8, escaped only where JSON asks for it; generated code cannot write
    // malformed structure, so it is not checked again.
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    [ThreadStatic]
    private static Utf8JsonWriter? t_writer;

    /// <summary>2026-01-31</summary>
    public static string Date(DateOnly value) => value.ToString("O", CultureInfo.InvariantCulture);

    /// <summary>23:59:59.1234567</summary>
    public static string Time(TimeOnly value) => value.ToString("O", CultureInfo.InvariantCulture);

    /// <summary>ISO 8601: PT1H30M</summary>
    public static string Duration(TimeSpan value) => XmlConvert.ToString(value);

    /// <summary>Ticks of 10^-<paramref name="digits"/> s, counted in units of 10^-<paramref name="epochDigits"/> s, with the fraction that is left.</summary>
    public static decimal Epoch(long ticks, int digits, int epochDigits)
    {
        decimal count = ticks;
        for (; digits > epochDigits; digits--)
        {
            count /= 10;
        }

        for (; digits < epochDigits; digits++)
        {
            count *= 10;
        }

        return count;
    }

    /// <summary>ISO 8601 in UTC with all nine digits: 2026-01-31T23:59:59.123456789Z</summary>
    public static string Instant(NanoInstant value) => value.ToString();

    /// <summary>Text that UTF-8 has: Utf8JsonWriter itself would write U+FFFD for half a character.</summary>
    /// <exception cref="WireRangeException">An unpaired surrogate.</exception>
    public static string Text(string value, string member)
    {
        _ = Utf16.ByteCount(value, member);
        return value;
    }

    /// <summary>Text of at most so many bytes of UTF-8.</summary>
    /// <exception cref="WireRangeException">It is longer, or holds U+0000 or an unpaired surrogate.</exception>
    public static string FixedText(string value, int length, string member)
    {
        Wire.CheckFixedText(value, length, member);
        return value;
    }

    /// <summary>Bytes of a declared number.</summary>
    /// <exception cref="WireRangeException">There are more or fewer.</exception>
    public static ReadOnlySpan<byte> FixedBytes(ReadOnlySpan<byte> value, int length, string member)
    {
        Wire.CheckFixed(value, length, member);
        return value;
    }

    /// <summary>A number that JSON has.</summary>
    /// <exception cref="WireRangeException">NaN or an infinity.</exception>
    public static T Finite<T>(T value, string member)
        where T : System.Numerics.IFloatingPointIeee754<T> => T.IsFinite(value)
            ? value
            : throw new WireRangeException(member, $"{value.ToString(null, CultureInfo.InvariantCulture)} is no JSON number; make it nullable and send null");

    /// <summary>JSON text as it stands; <c>null</c> for a JsonElement that was never set.</summary>
    public static string Raw(string json) => json.Length == 0 ? "null" : json;

    /// <summary>A number as the text between quotes.</summary>
    public static string Quoted<T>(T value)
        where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);

    /// <summary>A writer of the calling thread, to be disposed of by <see cref="Return"/>.</summary>
    internal static Utf8JsonWriter Rent(IBufferWriter<byte> output)
    {
        Utf8JsonWriter writer = t_writer ?? new Utf8JsonWriter(output, s_options);
        t_writer = null;
        writer.Reset(output);
        return writer;
    }

    /// <summary>Keeps the writer for the next call.</summary>
    internal static void Return(Utf8JsonWriter writer)
    {
        writer.Flush();
        t_writer = writer;
    }
}
