using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Denormalized.CompilerServices;

/// <content>Values that are kept as text or bytes.</content>
public static partial class Wire
{
    private static readonly string[] s_ascii = [.. Enumerable.Range(0, 128).Select(c => ((char)c).ToString())];

    /// <summary>UTF-8 as a string.</summary>
    public static unsafe string ToText(ReadOnlySpan<byte> utf8)
    {
        fixed (byte* p = utf8)
        {
            return Utf16.Decode(p, utf8.Length);
        }
    }

    /// <summary>A URI as it was written.</summary>
    public static string FromUri(Uri value) => value.OriginalString;

    /// <summary>An absolute or relative URI.</summary>
    /// <exception cref="WireRangeException">It is none.</exception>
    public static Uri ToUri(ReadOnlySpan<byte> utf8)
    {
        string text = ToText(utf8);
        return Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out Uri? uri) ? uri : throw new WireRangeException("", $"'{text}' is no URI");
    }

    /// <summary>1.2, 1.2.3 or 1.2.3.4</summary>
    public static string FromVersion(Version value) => value.ToString();

    /// <summary>A version; 0.0 where there is no text.</summary>
    /// <exception cref="WireRangeException">It is none.</exception>
    public static Version ToVersion(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
        {
            return new Version(0, 0);
        }

        string text = ToText(utf8);
        return Version.TryParse(text, out Version? version) ? version : throw new WireRangeException("", $"'{text}' is no version");
    }

    /// <summary>A string of one UTF-16 code unit; writing it refuses a surrogate.</summary>
    public static string FromChar(char value) => value < 128 ? s_ascii[value] : value.ToString();

    /// <summary>A character; U+0000 where there is no text.</summary>
    /// <exception cref="WireRangeException">The text is longer.</exception>
    public static char ToChar(ReadOnlySpan<byte> utf8) => TryChar(utf8, out char value)
        ? value
        : throw new WireRangeException("", $"'{ToText(utf8)}' is not one UTF-16 code unit");

    internal static bool TryChar(ReadOnlySpan<byte> utf8, out char value)
    {
        value = '\0';
        if (utf8.IsEmpty)
        {
            return true;
        }

        bool one = Rune.DecodeFromUtf8(utf8, out Rune rune, out int consumed) == System.Buffers.OperationStatus.Done
            && consumed == utf8.Length && rune.IsBmp;
        value = one ? (char)rune.Value : '\0';
        return one;
    }

    /// <summary>The text of a JSON value; none for an element that was never set.</summary>
    public static string FromJson(JsonElement value) => value.ValueKind == JsonValueKind.Undefined ? "" : value.GetRawText();

    /// <summary>The text of a JSON value.</summary>
    public static string FromJson(JsonNode value) => value.ToJsonString();

    /// <summary>The text of a JSON value.</summary>
    public static string FromJson(JsonDocument value) => FromJson(value.RootElement);

    /// <summary>A JSON value; never set where there is no text.</summary>
    /// <exception cref="WireRangeException">The text is not JSON.</exception>
    public static JsonElement ToJsonElement(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
        {
            return default;
        }

        using JsonDocument document = Parse(utf8);
        return document.RootElement.Clone();
    }

    /// <summary>A JSON value; null where there is no text, or the text <c>null</c>.</summary>
    /// <exception cref="WireRangeException">The text is not JSON.</exception>
    public static JsonNode ToJsonNode(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return utf8.IsEmpty ? null! : JsonNode.Parse(utf8)!;
        }
        catch (JsonException e)
        {
            throw new WireRangeException("", $"the text is not JSON: {e.Message}");
        }
    }

    /// <summary>A JSON document of its own; null where there is no text.</summary>
    /// <exception cref="WireRangeException">The text is not JSON.</exception>
    public static JsonDocument ToJsonDocument(ReadOnlySpan<byte> utf8) => utf8.IsEmpty ? null! : Parse(utf8);

    private static JsonDocument Parse(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return JsonDocument.Parse(utf8.ToArray());
        }
        catch (JsonException e)
        {
            throw new WireRangeException("", $"the text is not JSON: {e.Message}");
        }
    }

    /// <summary>Text padded with zero bytes.</summary>
    /// <exception cref="WireRangeException">It is longer, or holds U+0000.</exception>
    public static void ToFixed(string value, Span<byte> bytes, [CallerArgumentExpression(nameof(value))] string member = "")
    {
        int length = CheckFixedText(value, bytes.Length, member);
        Utf16.Encode(value, bytes[..length]);
        bytes[length..].Clear();
    }

    /// <summary>Its bytes of UTF-8, of which there may be so many.</summary>
    internal static int CheckFixedText(string value, int most, string member)
    {
        int length = Utf16.ByteCount(value, member);
        if (length > most || value.Contains('\0'))
        {
            throw new WireRangeException(member, length > most
                ? $"its text takes {Text(length)} bytes of UTF-8, more than the {Text(most)} of [FixedLength]"
                : "its text holds U+0000, which cannot be told from the padding of [FixedLength]");
        }

        return length;
    }

    /// <summary>Text without its padding.</summary>
    public static string ToFixedText(ReadOnlySpan<byte> bytes) => ToText(bytes.TrimEnd((byte)0));

    /// <summary>Bytes of a declared number.</summary>
    /// <exception cref="WireRangeException">There are more or fewer.</exception>
    public static void CheckFixed(scoped ReadOnlySpan<byte> value, int length, string member)
    {
        if (value.Length != length)
        {
            throw new WireRangeException(member, $"it has {Text(value.Length)} bytes, not the {Text(length)} of [FixedLength]");
        }
    }

    /// <summary>An IPv4 address as the number that ClickHouse keeps.</summary>
    /// <exception cref="WireRangeException">Version 6.</exception>
    public static uint FromIPv4(IPAddress value, [CallerArgumentExpression(nameof(value))] string member = "")
    {
        Span<byte> bytes = stackalloc byte[Ipv6Bits.Size];
        value = value.IsIPv4MappedToIPv6 ? value.MapToIPv4() : value;
        return value.TryWriteBytes(bytes, out int written) && written == sizeof(uint)
            ? BinaryPrimitives.ReadUInt32BigEndian(bytes)
            : throw new WireRangeException(member, $"{value} is no IPv4 address; without [IPv4] both versions can be stored");
    }

    /// <summary>An IPv4 address.</summary>
    public static IPAddress ToIPv4(uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return new IPAddress(bytes);
    }

    /// <summary>An address of either version in the bytes of version 6.</summary>
    /// <exception cref="WireRangeException">It has a scope, which is not stored.</exception>
    public static Ipv6Bits FromIPv6(IPAddress value, [CallerArgumentExpression(nameof(value))] string member = "")
    {
        Ipv6Bits bits = default;
        if (value.AddressFamily == AddressFamily.InterNetwork)
        {
            bits[10] = bits[11] = 0xFF;
            value.TryWriteBytes(((Span<byte>)bits)[12..], out _);
            return bits;
        }

        if (value.ScopeId != 0)
        {
            throw new WireRangeException(member, $"{value} has a scope, which is not stored");
        }

        value.TryWriteBytes(bits, out _);
        return bits;
    }

    /// <summary>An address; version 4 where it is mapped.</summary>
    public static IPAddress ToIPv6(Ipv6Bits value)
    {
        var address = new IPAddress((ReadOnlySpan<byte>)value);
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }

    /// <summary>The text of an address that must be of version 4.</summary>
    /// <exception cref="WireRangeException">It is not.</exception>
    public static string IPv4Text(IPAddress value, [CallerArgumentExpression(nameof(value))] string member = "") => ToIPv4(FromIPv4(value, member)).ToString();

    /// <summary>The text of an address of either version.</summary>
    /// <exception cref="WireRangeException">It has a scope.</exception>
    public static string IPv6Text(IPAddress value, [CallerArgumentExpression(nameof(value))] string member = "") => ToIPv6(FromIPv6(value, member)).ToString();
}
