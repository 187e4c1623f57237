using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Denormalized.Tool.Tests.Infer;

/// <summary>
/// Compares a row with what its record is written as. Equal are JSON values that are, with three exceptions, which are
/// by design: a member that is absent is written as null, or as empty where it is a collection; a collection that is null
/// is written as empty; and a text that its type reads is written in the one form that the type has, which is computed
/// here from the row's text by the framework, and must be met letter by letter.
/// </summary>
internal static class SameJson
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 4096 };

    /// <summary>Where the two differ first; null when they are the same.</summary>
    public static string? Difference(byte[] row, byte[] again)
    {
        using JsonDocument a = JsonDocument.Parse(row, Options);
        using JsonDocument b = JsonDocument.Parse(again, Options);
        return Difference(a.RootElement, b.RootElement, "$");
    }

    private static string? Difference(JsonElement a, JsonElement b, string path)
    {
        bool same = (a.ValueKind, b.ValueKind) switch
        {
            (JsonValueKind.Object, JsonValueKind.Object) => true,
            (JsonValueKind.Array, JsonValueKind.Array) => a.GetArrayLength() == b.GetArrayLength(),
            (JsonValueKind.Null, _) => b.ValueKind == JsonValueKind.Null || IsEmpty(b),
            (JsonValueKind.Number, JsonValueKind.Number) => SameNumber(a.GetRawText(), b.GetRawText()),
            (JsonValueKind.String, JsonValueKind.String) => JsonElement.DeepEquals(a, b) || SameText(a.GetString()!, b.GetString()!),
            _ => a.ValueKind == b.ValueKind,
        };
        if (!same)
        {
            return $"{path}: {Short(a)} came back as {Short(b)}";
        }

        return a.ValueKind switch
        {
            JsonValueKind.Object => Members(a, b, path),
            JsonValueKind.Array => a.EnumerateArray().Zip(b.EnumerateArray()).Select((p, i) => Difference(p.First, p.Second, $"{path}[{i}]")).FirstOrDefault(d => d is not null),
            _ => null,
        };
    }

    private static string? Members(JsonElement a, JsonElement b, string path)
    {
        // The last of two members with one name counts, as in every reader.
        Dictionary<string, JsonElement> left = Last(a);
        Dictionary<string, JsonElement> right = Last(b);
        foreach ((string key, JsonElement value) in left)
        {
            if (!right.TryGetValue(key, out JsonElement other))
            {
                return $"{path}.{key}: lost";
            }

            if (Difference(value, other, $"{path}.{key}") is { } difference)
            {
                return difference;
            }
        }

        return right.Where(m => !left.ContainsKey(m.Key) && m.Value.ValueKind != JsonValueKind.Null && !IsEmpty(m.Value)).Select(m => $"{path}.{m.Key}: not in the row").FirstOrDefault();
    }

    private static Dictionary<string, JsonElement> Last(JsonElement value)
    {
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (JsonProperty member in value.EnumerateObject())
        {
            members[member.Name] = member.Value;
        }

        return members;
    }

    private static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => !value.EnumerateObject().Any(),
        _ => false,
    };

    private static bool SameNumber(string a, string b)
    {
        if (a == b || (BigInteger.TryParse(a, CultureInfo.InvariantCulture, out BigInteger x) && BigInteger.TryParse(b, CultureInfo.InvariantCulture, out BigInteger y) && x == y))
        {
            return true;
        }

        bool decimals = decimal.TryParse(a, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal m) & decimal.TryParse(b, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal n);
        return (decimals && m == n) || double.Parse(a, CultureInfo.InvariantCulture).Equals(double.Parse(b, CultureInfo.InvariantCulture));
    }

    private static bool SameText(string a, string b) => IsQuotedNumber(a) ? IsQuotedNumber(b) && WithoutZeros(a) == WithoutZeros(b) : Canonical(a).Contains(b, StringComparer.Ordinal);

    private static bool IsQuotedNumber(string text) => text.Length > 0 && (char.IsAsciiDigit(text[0]) || text[0] == '-') && decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _);

    /// <summary>A type has so many digits behind the point as it says.</summary>
    private static string WithoutZeros(string number) => number.Contains('.', StringComparison.Ordinal) ? number.TrimEnd('0').TrimEnd('.') : number;

    /// <summary>The forms in which a record may write the text that it has read.</summary>
    private static IEnumerable<string> Canonical(string text)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        if (Guid.TryParseExact(text, "D", out Guid guid))
        {
            yield return guid.ToString("D");
        }

        if (System.Net.IPAddress.TryParse(text, out System.Net.IPAddress? address))
        {
            yield return address.ToString();
        }

        if (text.StartsWith('P') && TryDuration(text, out TimeSpan span))
        {
            yield return System.Xml.XmlConvert.ToString(span);
        }

        if (TimeOnly.TryParse(text, culture, out TimeOnly time))
        {
            yield return time.ToString("HH:mm:ss.fffffff", culture);
        }

        // An offset is applied and not kept; zeros at the end of a fraction are not written, but for nine digits all are.
        if (text.Length > 10 && DateTimeOffset.TryParse(text, culture, DateTimeStyles.AssumeUniversal, out DateTimeOffset instant))
        {
            bool zoned = text.EndsWith('Z') || text.EndsWith('z') || text.LastIndexOfAny(['+', '-']) > 10;
            yield return instant.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF", culture) + (zoned ? "Z" : "");
            yield return Fraction(text, instant);
        }
    }

    /// <summary>With the nine digits that the text has, which the framework's types do not hold.</summary>
    private static string Fraction(string text, DateTimeOffset instant)
    {
        int point = text.IndexOf('.', StringComparison.Ordinal);
        string digits = point < 0 ? "" : string.Concat(text[(point + 1)..].TakeWhile(char.IsAsciiDigit));
        return $"{instant.UtcDateTime:yyyy-MM-ddTHH:mm:ss}.{digits.PadRight(9, '0')}Z";
    }

    private static bool TryDuration(string text, out TimeSpan span)
    {
        try
        {
            span = System.Xml.XmlConvert.ToTimeSpan(text);
            return true;
        }
        catch (FormatException)
        {
            span = default;
            return false;
        }
    }

    private static string Short(JsonElement value)
    {
        string text = value.GetRawText();
        return text.Length > 80 ? text[..80] + "..." : text;
    }
}
