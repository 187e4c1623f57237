using System.Text;

namespace Denormalized.Schema;

/// <summary>The values of the public <c>Naming</c> enum, in its order.</summary>
public enum NameStyle
{
    SnakeCase,
    CamelCase,
    AsDeclared,
    KebabCase,
    UpperSnakeCase,
}

public static class Names
{
    /// <summary>Spells a C# name in a style: <c>HTMLUrl2</c> is html_url2, htmlUrl2, HTMLUrl2, html-url2 or HTML_URL2.</summary>
    public static string Apply(NameStyle style, string name) => style switch
    {
        NameStyle.SnakeCase => Join(name, '_', upper: false),
        NameStyle.UpperSnakeCase => Join(name, '_', upper: true),
        NameStyle.KebabCase => Join(name, '-', upper: false),
        NameStyle.CamelCase => Camel(name),
        _ => name,
    };

    /// <summary>A name on the wire with a word behind it, spelled in the same style.</summary>
    public static string WithSuffix(NameStyle style, string name, string word)
        => name + (style is NameStyle.CamelCase or NameStyle.AsDeclared ? "" : style == NameStyle.KebabCase ? "-" : "_") + (style == NameStyle.CamelCase ? word : Apply(style, word));

    /// <summary>The nearest name that Avro allows: <c>[A-Za-z_][A-Za-z0-9_]*</c>.</summary>
    public static string ToAvro(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (char c in name)
        {
            text.Append(IsAsciiLetter(c) || (c >= '0' && c <= '9') ? c : '_');
        }

        return text.Length == 0 || (text[0] >= '0' && text[0] <= '9') ? "_" + text : text.ToString();
    }

    private static string Join(string name, char separator, bool upper)
    {
        var text = new StringBuilder(name.Length + 8);
        for (int i = 0; i < name.Length; i++)
        {
            char c = name[i];
            if (c == '_')
            {
                text.Append(separator);
                continue;
            }

            if (StartsWord(name, i))
            {
                text.Append(separator);
            }

            text.Append(upper ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c));
        }

        return text.ToString();
    }

    private static string Camel(string name)
    {
        // The first word is lower case as a whole: HTMLUrl is htmlUrl.
        int end = 1;
        while (end < name.Length && !StartsWord(name, end))
        {
            end++;
        }

        return name.Substring(0, end).ToLowerInvariant() + name.Substring(end);
    }

    /// <summary>A word starts at an upper-case letter behind a lower-case one or a digit, and at the last one of a run (HTML|Url).</summary>
    private static bool StartsWord(string name, int i)
    {
        if (i == 0 || !char.IsUpper(name[i]) || name[i - 1] == '_')
        {
            return false;
        }

        return !char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]));
    }

    private static bool IsAsciiLetter(char c) => (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
