using Denormalized.Schema;

namespace Denormalized.CodeFixes.Syntax;

/// <summary>The C# type for what a lock says of a member: the usual one where several would do.</summary>
/// <param name="Text">Fully qualified, without the outermost nullable mark; null where the lock does not know it: enums and records.</param>
/// <param name="Attributes">What has to stand beside it.</param>
internal sealed record LockedType(string? Text, IReadOnlyList<string> Attributes)
{
    private const string Generic = "global::System.Collections.Generic.";

    /// <summary>Attributes that make another type of the same C# type.</summary>
    public static readonly string[] Shaping = ["Decimal", "FixedLength", "Resolution", "LocalTime", "IPv4", "Unsigned", "Vector", "Epoch", "Quoted"];

    /// <summary>Attributes that go with some types only.</summary>
    public static readonly string[] Bound = [.. Shaping, "LowCardinality", "Narrow", "AvroFixed", "Convert"];

    public bool IsNullable { get; private init; }

    /// <summary>It begins as <c>[]</c>.</summary>
    public bool IsCollection { get; private init; }

    /// <summary>What a value is where none is given, as C#.</summary>
    public string Default => IsNullable ? "null" : IsCollection ? "[]" : Text switch
    {
        "string" => "\"\"",
        "byte[]" => "[]",
        "global::System.Uri" or "global::System.Version" or "global::System.Net.IPAddress" => "null!",
        _ => "default",
    };

    /// <param name="field">A member as it was.</param>
    /// <param name="column">The type of its column; empty where it has none of its own.</param>
    public static LockedType Of(ShapeField field, string column)
    {
        LockedType type = Of(field.Type);
        var attributes = new List<string>(type.Attributes);
        if (field.JsonForm.StartsWith("epoch(", StringComparison.Ordinal))
        {
            attributes.Add($"global::Denormalized.Epoch({Unit(field.JsonForm[6] - '0')})");
        }

        if (field.JsonForm.EndsWith("quoted", StringComparison.Ordinal))
        {
            attributes.Add("global::Denormalized.Quoted");
        }

        if (column.StartsWith("LowCardinality(", StringComparison.Ordinal))
        {
            attributes.Add("global::Denormalized.LowCardinality");
        }

        if (column is "Date" or "Nullable(Date)")
        {
            attributes.Add("global::Denormalized.Narrow");
        }

        return type with { Attributes = attributes };
    }

    /// <summary>Both are the same C# type, apart from attributes and from null.</summary>
    public static bool IsSameInCSharp(string before, string after) => WithoutArguments(before) == WithoutArguments(after);

    private static LockedType Of(string text)
    {
        bool isNullable = text.EndsWith("?", StringComparison.Ordinal);
        text = text.TrimEnd('?');
        int end = text.IndexOfAny(['(', '<']);
        string head = end < 0 ? text : text.Substring(0, end);
        string inside = end < 0 ? "" : text.Substring(end + 1, text.Length - end - 2);
        LockedType type = head switch
        {
            "list" => List(inside, []),
            "vector" when inside.LastIndexOf(',') is var comma => List(inside.Substring(0, comma), [$"global::Denormalized.Vector({inside.Substring(comma + 1)})"]),
            "map" when inside.IndexOf(',') is var comma => Map(Of(inside.Substring(0, comma)), Of(inside.Substring(comma + 1))),
            "decimal" => new("decimal", [$"global::Denormalized.Decimal({inside.Replace(",", ", ")})"]),
            "text" => new("string", [$"global::Denormalized.FixedLength({inside})"]),
            "bytes" when inside.Length > 0 => new("byte[]", [$"global::Denormalized.FixedLength({inside})"]),
            "instant" => inside == "9" ? new("global::Denormalized.NanoInstant", []) : new("global::System.DateTimeOffset", Resolution(inside)),
            "local_time" => new("global::System.DateTime", ["global::Denormalized.LocalTime", .. Resolution(inside)]),
            "ipv4" => new("global::System.Net.IPAddress", ["global::Denormalized.IPv4"]),
            "uint256" => new("global::System.Numerics.BigInteger", ["global::Denormalized.Unsigned"]),
            _ => new(Plain(head), []),
        };
        return type with { IsNullable = isNullable };
    }

    private static string? Plain(string head) => head switch
    {
        "bool" or "string" or "char" => head,
        "int8" => "sbyte",
        "int16" => "short",
        "int32" => "int",
        "int64" => "long",
        "uint8" => "byte",
        "uint16" => "ushort",
        "uint32" => "uint",
        "uint64" => "ulong",
        "int128" => "global::System.Int128",
        "uint128" => "global::System.UInt128",
        "int256" => "global::System.Numerics.BigInteger",
        "float32" => "float",
        "float64" => "double",
        "bytes" => "byte[]",
        "uri" => "global::System.Uri",
        "version" => "global::System.Version",
        "json" => "global::System.Text.Json.JsonElement",
        "ipv6" => "global::System.Net.IPAddress",
        "uuid" => "global::System.Guid",
        "date" => "global::System.DateOnly",
        "time" => "global::System.TimeOnly",
        "duration" => "global::System.TimeSpan",
        _ => null,
    };

    private static LockedType List(string item, IReadOnlyList<string> attributes)
    {
        LockedType inner = Of(item);
        return new(inner.Text is null ? null : $"{Generic}IReadOnlyList<{Inner(inner)}>", [.. attributes, .. inner.Attributes]) { IsCollection = true };
    }

    private static LockedType Map(LockedType key, LockedType value)
        => new(key.Text is null || value.Text is null ? null : $"{Generic}IReadOnlyDictionary<{key.Text}, {Inner(value)}>", value.Attributes) { IsCollection = true };

    private static string Inner(LockedType type) => type.Text + (type.IsNullable ? "?" : "");

    private static string[] Resolution(string digits) => digits == "6" ? [] : [$"global::Denormalized.Resolution({Unit(digits[0] - '0')})"];

    private static string Unit(int digits) => "global::Denormalized.TimeUnit." + digits switch
    {
        0 => "Seconds",
        3 => "Milliseconds",
        7 => "Ticks",
        9 => "Nanoseconds",
        _ => "Microseconds",
    };

    /// <summary><c>list&lt;decimal&gt;</c> of <c>list&lt;decimal(18,4)&gt;</c>; members of enums may hold anything in quotes.</summary>
    private static string WithoutArguments(string type)
    {
        var kept = new System.Text.StringBuilder();
        bool isQuoted = false;
        int depth = 0;
        for (int i = 0; i < type.Length; i++)
        {
            char c = type[i];
            if (isQuoted)
            {
                i += c == '\\' ? 1 : 0;
                isQuoted = c != '\'';
                continue;
            }

            isQuoted = c == '\'';
            depth += c == '(' ? 1 : 0;
            if (depth == 0)
            {
                kept.Append(c);
            }

            depth -= c == ')' ? 1 : 0;
        }

        return kept.ToString().TrimEnd('?');
    }
}
