using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace Denormalized.SourceGen.Emit;

/// <summary>Values as C# source text.</summary>
internal static class Literals
{
    /// <summary>A C# string literal on one line.</summary>
    public static string Text(string value)
    {
        // Schemas and names are ASCII, as a rule; Roslyn asks for the category of each character.
        var text = new StringBuilder(value.Length + 16).Append('"');
        foreach (char c in value)
        {
            switch (c)
            {
                case '"': text.Append("\\\""); break;
                case '\\': text.Append("\\\\"); break;
                case '\n': text.Append("\\n"); break;
                case < ' ' or > '~': return SymbolDisplay.FormatLiteral(value, quote: true);
                default: text.Append(c); break;
            }
        }

        return text.Append('"').ToString();
    }

    /// <summary>A UTF-8 literal, e.g. <c>"name"u8</c>.</summary>
    public static string Utf8(string value) => Text(value) + "u8";

    /// <summary>The key as it stands in JSON, escaped where it must be, with its quotes.</summary>
    public static string JsonKey(string name)
    {
        var text = new StringBuilder(name.Length + 2).Append('"');
        foreach (char c in name)
        {
            switch (c)
            {
                case '"': text.Append("\\\""); break;
                case '\\': text.Append("\\\\"); break;
                case '\n': text.Append("\\n"); break;
                case '\r': text.Append("\\r"); break;
                case '\t': text.Append("\\t"); break;
                case < ' ': text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)); break;
                default: text.Append(c); break;
            }
        }

        return text.Append('"').ToString();
    }

    public static int Utf8Length(string value) => Encoding.UTF8.GetByteCount(value);

    /// <summary>
    /// The text can stand in a raw literal: C# ends a line at U+0085, U+2028 and U+2029 too, and knows no escapes there.
    /// </summary>
    public static bool FitsRaw(string value) => value.All(c => c == '\n' || !(char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029'));

    /// <summary>A raw string literal over several lines, with as many quotes as the text asks for.</summary>
    public static string Raw(string value)
    {
        string quotes = "\"\"\"";
        while (value.Contains(quotes))
        {
            quotes += "\"";
        }

        return $"{quotes}\n{value}\n{quotes}";
    }
}
