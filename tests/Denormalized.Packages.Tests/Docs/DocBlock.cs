using System.Text.RegularExpressions;

namespace Denormalized.Packages.Tests.Docs;

/// <summary>
/// A fenced C# block of a page. An HTML comment on the line before it says how it is compiled, where that is not on its own:
/// <code>
/// &lt;!-- name: PageView --&gt;                        other blocks can name it
/// &lt;!-- with: PageView, Enrichment --&gt;            compiled together with these blocks
/// &lt;!-- given: IClickHouse db, string country --&gt;  statements within a method that has these parameters
/// &lt;!-- errors: DNZ003 --&gt;                        must be refused with exactly these ids
/// </code>
/// Several of them stand in one comment, with semicolons between.
/// </summary>
internal sealed partial record DocBlock(string Page, int Line, string Code)
{
    public string? Name { get; private init; }

    public IReadOnlyList<string> With { get; private init; } = [];

    public string? Given { get; private init; }

    public IReadOnlyList<string> Errors { get; private init; } = [];

    /// <summary>All blocks of a page, in order.</summary>
    public static IEnumerable<DocBlock> Read(string page, string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].TrimStart() is not ("```csharp" or "```cs"))
            {
                continue;
            }

            var end = Array.FindIndex(lines, i + 1, l => l.TrimStart() == "```");
            if (end < 0)
            {
                throw new FormatException($"{page}({i + 1}): a code block that does not end");
            }

            var indent = lines[i].Length - lines[i].TrimStart().Length;
            var code = string.Join('\n', lines[(i + 1)..end].Select(l => l.Length >= indent ? l[indent..] : l.TrimStart()));
            yield return new DocBlock(page, i + 2, code).Marked(i > 0 ? lines[i - 1] : "");
            i = end;
        }
    }

    private DocBlock Marked(string comment)
    {
        var block = this;
        var marker = Marker().Match(comment);
        if (!marker.Success)
        {
            return block;
        }

        foreach (var part in marker.Groups[1].Value.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = part.IndexOf(':');
            var value = part[(colon + 1)..].Trim();
            block = part[..Math.Max(colon, 0)] switch
            {
                "name" => block with { Name = value },
                "with" => block with { With = value.Split(',', StringSplitOptions.TrimEntries) },
                "given" => block with { Given = value },
                "errors" => block with { Errors = value.Split(',', StringSplitOptions.TrimEntries) },
                _ => throw new FormatException($"{Page}({Line - 2}): '{part}' is not one of name, with, given, errors"),
            };
        }

        return block;
    }

    [GeneratedRegex(@"^\s*<!--\s*((?:name|with|given|errors)\s*:.*?)\s*-->\s*$")]
    private static partial Regex Marker();
}
