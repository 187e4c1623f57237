using System.Text;

namespace Denormalized.Tool.Infer.Input;

/// <summary>Where the rows stand in a document: <c>$</c>, <c>$.items</c>, <c>$.data[*].rows</c>, <c>$['odd key'].rows</c>, <c>$.accounts.*</c>.</summary>
internal sealed class RowPath
{
    private RowPath(string text, IReadOnlyList<byte[]?> segments)
    {
        Text = text;
        Segments = segments;
    }

    public static RowPath Root { get; } = new("$", []);

    public string Text { get; }

    /// <summary>A key in UTF-8, or null for every element of an array or value of an object.</summary>
    public IReadOnlyList<byte[]?> Segments { get; }

    public static RowPath Parse(string text)
    {
        var segments = new List<byte[]?>();
        int at = text.StartsWith('$') ? 1 : throw Wrong(text, 0, "'$'");
        while (at < text.Length)
        {
            if (text.AsSpan(at).StartsWith("[*]"))
            {
                segments.Add(null);
                at += 3;
            }
            else if (text.AsSpan(at).StartsWith("[]"))
            {
                segments.Add(null);
                at += 2;
            }
            else if (text.AsSpan(at).StartsWith(".*") && (at + 2 == text.Length || text[at + 2] is '.' or '['))
            {
                segments.Add(null);
                at += 2;
            }
            else if (text.AsSpan(at).StartsWith("['"))
            {
                segments.Add(Quoted(text, ref at));
            }
            else if (text[at] == '.')
            {
                int end = text.AsSpan(at + 1).IndexOfAny('.', '[');
                end = end < 0 ? text.Length : at + 1 + end;
                if (end == at + 1)
                {
                    throw Wrong(text, end, "a key");
                }

                segments.Add(Encoding.UTF8.GetBytes(text[(at + 1)..end]));
                at = end;
            }
            else
            {
                throw Wrong(text, at, "'.key', \"['key']\" or '[*]'");
            }
        }

        return new RowPath(text, segments);
    }

    private static byte[] Quoted(string text, ref int at)
    {
        var key = new StringBuilder();
        for (at += 2; at < text.Length && text[at] != '\''; at++)
        {
            if (text[at] == '\\' && at + 1 < text.Length)
            {
                at++;
            }

            key.Append(text[at]);
        }

        if (!text.AsSpan(Math.Min(at, text.Length)).StartsWith("']"))
        {
            throw Wrong(text, at, "\"']\"");
        }

        at += 2;
        return Encoding.UTF8.GetBytes(key.ToString());
    }

    private static FormatException Wrong(string text, int at, string expected) =>
        new($"--path {text}: expected {expected} at position {at + 1}, as in $.items, $.data[*].rows or $.accounts.*.");
}
