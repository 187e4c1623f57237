using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Denormalized.Conformance.Tests;

/// <summary>Compares records by value, member by member, lists and maps by their content, floating point by its bits.</summary>
internal static class Structure
{
    /// <summary>Null when both are the same; else where and how they differ.</summary>
    public static string? Difference<T>(T expected, T actual)
        => typeof(T).GetProperties()
            .Where(p => p.Name != "EqualityContract")
            .Select(p => (p.Name, Expected: Text(p.GetValue(expected)), Actual: Text(p.GetValue(actual))))
            .Where(p => p.Expected != p.Actual)
            .Select(p => $"{p.Name} is {Short(p.Actual)}, not {Short(p.Expected)}")
            .FirstOrDefault();

    /// <summary>All of a value as text.</summary>
    public static string Text(object? value) => value switch
    {
        null => "null",
        string text => $"'{text}'",
        double d => "double " + BitConverter.DoubleToInt64Bits(double.IsNaN(d) ? double.NaN : d).ToString("X"),
        float f => "float " + BitConverter.SingleToInt32Bits(float.IsNaN(f) ? float.NaN : f).ToString("X"),
        Half h => "half " + (Half.IsNaN(h) ? "NaN" : BitConverter.HalfToInt16Bits(h).ToString("X")),
        decimal m => m == 0 ? "0" : m.ToString("0.############################", System.Globalization.CultureInfo.InvariantCulture),
        DateTime t => $"{t.Kind} {t.Ticks}",
        DateTimeOffset t => $"{t.UtcTicks} at {t.Offset}",
        byte[] bytes => "0x" + Convert.ToHexString(bytes),
        ReadOnlyMemory<byte> bytes => "0x" + Convert.ToHexString(bytes.Span),
        Memory<short> shorts => Text(shorts.ToArray()),
        JsonElement element => element.ValueKind == JsonValueKind.Undefined ? "undefined" : element.GetRawText(),
        JsonDocument document => document.RootElement.GetRawText(),
        JsonNode node => node.ToJsonString(),
        Uri uri => uri.OriginalString,
        IDictionary map => "{" + string.Join(", ", map.Keys.Cast<object>().Select(k => $"{Text(k)}: {Text(map[k])}").Order(StringComparer.Ordinal)) + "}",
        IEnumerable items => "[" + string.Join(", ", items.Cast<object?>().Select(Text)) + "]",
        Stop stop => $"Stop({Text(stop.Due)}, {Text(stop.Seen)})",
        Part part => $"Part({Text(part.Name)}, {Text(part.Price)}, {Text(part.Days)})",
        IFormattable other => other.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static string Short(string text) => text.Length > 120 ? text[..120] + "..." : text;
}
