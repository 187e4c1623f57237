using System.Globalization;
using System.Text;

namespace Denormalized.ParquetFormat;

/// <summary>A ClickHouse type as a stream's columns have it, taken apart: name, arguments, inner types.</summary>
/// <param name="Name">Int32, Array, Tuple ...</param>
/// <param name="Element">Name of the element of a Tuple; empty elsewhere.</param>
internal sealed record NativeColumnType(string Name, string Element)
{
    public List<NativeColumnType> Inner { get; } = [];

    /// <summary>Numbers and texts in parentheses: of DateTime64(6, 'UTC') 6.</summary>
    public List<string> Arguments { get; } = [];

    /// <summary>Members of an Enum8 or Enum16: names and numbers.</summary>
    public List<(string Name, int Value)> Members { get; } = [];

    /// <summary>Bytes of a value in a column; 0 for strings.</summary>
    public int Width => Name switch
    {
        "Bool" or "UInt8" or "Int8" or "Enum8" => 1,
        "UInt16" or "Int16" or "Enum16" or "Date" => 2,
        "UInt32" or "Int32" or "Float32" or "Date32" or "IPv4" => 4,
        "UInt64" or "Int64" or "Float64" or "DateTime64" or "Time64" => 8,
        "UInt128" or "Int128" or "UUID" or "IPv6" => 16,
        "UInt256" or "Int256" => 32,
        "FixedString" => Number(0),
        "Decimal" => Number(0) switch { <= 9 => 4, <= 18 => 8, <= 38 => 16, _ => 32 },
        "String" => 0,
        _ => throw new NotSupportedException($"The column type {Name} has no form in Parquet."),
    };

    public int Number(int argument) => int.Parse(Arguments[argument], CultureInfo.InvariantCulture);

    public static NativeColumnType Parse(string type)
    {
        int at = 0;
        return Parse(type, ref at, "");
    }

    private static NativeColumnType Parse(string text, ref int at, string element)
    {
        int start = at;
        while (at < text.Length && char.IsAsciiLetterOrDigit(text[at]))
        {
            at++;
        }

        var type = new NativeColumnType(text[start..at], element);
        if (at == text.Length || text[at] != '(')
        {
            return type;
        }

        if (type.Name == "LowCardinality")
        {
            at++;
            type = Parse(text, ref at, element);
            at++;
            return type;
        }

        do
        {
            at++;
            Argument(type, text, ref at);
        }
        while (text[at] == ',');
        at++;
        return type;
    }

    private static void Argument(NativeColumnType type, string text, ref int at)
    {
        Space(text, ref at);
        switch (type.Name)
        {
            case "Tuple":
                string name = text[at] == '`' ? Quoted(text, ref at) : Word(text, ref at);
                Space(text, ref at);
                type.Inner.Add(Parse(text, ref at, name));
                break;
            case "Array" or "Map" or "Nullable":
                type.Inner.Add(Parse(text, ref at, ""));
                break;
            case "Enum8" or "Enum16":
                string member = Quoted(text, ref at);
                at = text.IndexOf('=', at) + 1;
                type.Members.Add((member, int.Parse(Word(text, ref at), CultureInfo.InvariantCulture)));
                break;
            default:
                type.Arguments.Add(text[at] == '\'' ? Quoted(text, ref at) : Word(text, ref at));
                break;
        }

        Space(text, ref at);
    }

    private static string Word(string text, ref int at)
    {
        Space(text, ref at);
        int start = at;
        while (text[at] is not (' ' or ',' or '(' or ')'))
        {
            at++;
        }

        return text[start..at];
    }

    private static string Quoted(string text, ref int at)
    {
        char quote = text[at++];
        var value = new StringBuilder();
        for (; text[at] != quote; at++)
        {
            if (text[at] != '\\')
            {
                value.Append(text[at]);
                continue;
            }

            value.Append(text[++at] switch { 'n' => '\n', 'r' => '\r', 't' => '\t', '0' => '\0', var c => c });
        }

        at++;
        return value.ToString();
    }

    private static void Space(string text, ref int at)
    {
        while (at < text.Length && text[at] == ' ')
        {
            at++;
        }
    }
}
