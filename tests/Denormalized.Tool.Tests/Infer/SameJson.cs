using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Denormalized.Tool.Tests.Infer;

/// <summary>
/// Compares a row with what its record is written as. Equal are: JSON values that are; a member that is null and one
/// that is absent; a collection that is null and an empty one; two texts of one UUID, duration, instant, date and time, time of day,
/// address or decimal number.
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
            (JsonValueKind.Null, _) => IsNothing(b),
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
                if (!IsNothing(value))
                {
                    return $"{path}.{key}: lost";
                }
            }
            else if (Difference(value, other, $"{path}.{key}") is { } difference)
            {
                return difference;
            }
        }

        return right.Where(m => !left.ContainsKey(m.Key) && !IsNothing(m.Value)).Select(m => $"{path}.{m.Key}: not in the row").FirstOrDefault();
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

    private static bool IsNothing(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => true,
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

    private static bool SameText(string a, string b)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        return (Guid.TryParse(a, out Guid g) && Guid.TryParse(b, out Guid h) && g == h)
            || (decimal.TryParse(a, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, culture, out decimal m) && decimal.TryParse(b, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, culture, out decimal n) && m == n)
            || (TimeOnly.TryParse(a, culture, out TimeOnly t) && TimeOnly.TryParse(b, culture, out TimeOnly u) && t == u)
            || (System.Net.IPAddress.TryParse(a, out System.Net.IPAddress? i) && System.Net.IPAddress.TryParse(b, out System.Net.IPAddress? j) && i.Equals(j))
            || (a.StartsWith('P') && b.StartsWith('P') && System.Xml.XmlConvert.ToTimeSpan(a) == System.Xml.XmlConvert.ToTimeSpan(b))
            || (DateTimeOffset.TryParse(a, culture, DateTimeStyles.AssumeUniversal, out DateTimeOffset x) && DateTimeOffset.TryParse(b, culture, DateTimeStyles.AssumeUniversal, out DateTimeOffset y) && x == y);
    }

    private static string Short(JsonElement value)
    {
        string text = value.GetRawText();
        return text.Length > 80 ? text[..80] + "..." : text;
    }
}
