namespace Denormalized.Schema;

public enum JsonKind
{
    Null,
    Boolean,
    Number,
    String,
    Array,
    Object,
}

/// <summary>A place in a text; both count from 1, columns in UTF-16 units.</summary>
public readonly record struct TextPosition(int Line, int Column)
{
    public override string ToString() => $"line {Line}, column {Column}";
}

/// <summary>A JSON value and where it stands. Numbers keep their text, objects their order.</summary>
public sealed class JsonValue
{
    private JsonValue(JsonKind kind, string text, IReadOnlyList<JsonValue> items, IReadOnlyList<JsonMember> members, TextPosition position)
    {
        Kind = kind;
        Text = text;
        Items = items;
        Members = members;
        Position = position;
    }

    public JsonKind Kind { get; }

    /// <summary>The content of a string, the text of a number, <c>true</c>, <c>false</c> or <c>null</c>; empty for an array or object.</summary>
    public string Text { get; }

    /// <summary>Of an array.</summary>
    public IReadOnlyList<JsonValue> Items { get; }

    /// <summary>Of an object.</summary>
    public IReadOnlyList<JsonMember> Members { get; }

    public TextPosition Position { get; }

    public static JsonValue String(string text, TextPosition position = default) => new(JsonKind.String, text, [], [], position);

    /// <param name="text">By JSON's grammar.</param>
    public static JsonValue Number(string text, TextPosition position = default) => new(JsonKind.Number, text, [], [], position);

    public static JsonValue Boolean(bool value, TextPosition position = default) => new(JsonKind.Boolean, value ? "true" : "false", [], [], position);

    public static JsonValue Null(TextPosition position = default) => new(JsonKind.Null, "null", [], [], position);

    public static JsonValue Array(IReadOnlyList<JsonValue> items, TextPosition position = default) => new(JsonKind.Array, "", items, [], position);

    public static JsonValue Object(IReadOnlyList<JsonMember> members, TextPosition position = default) => new(JsonKind.Object, "", [], members, position);

    /// <summary>The value of a member; null when there is none.</summary>
    public JsonValue? Find(string name) => Members.FirstOrDefault(m => m.Name == name)?.Value;

    /// <summary>The value as JSON without white space.</summary>
    public override string ToString() => JsonPrinter.Print(this);
}

public sealed class JsonMember(string name, JsonValue value)
{
    public string Name { get; } = name;

    public JsonValue Value { get; } = value;
}
