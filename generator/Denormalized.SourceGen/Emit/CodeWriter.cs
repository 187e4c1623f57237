using System.Text;

namespace Denormalized.SourceGen.Emit;

/// <summary>Writes indented lines; <c>\n</c> only, so that the output is the same on every machine.</summary>
internal sealed class CodeWriter
{
    private readonly StringBuilder _text = new();
    private int _indent;

    public void Line() => _text.Append('\n');

    public void Line(string line)
    {
        if (line.Length > 0)
        {
            _text.Append(' ', _indent * 4).Append(line);
        }

        _text.Append('\n');
    }

    /// <summary>A text of several lines, each indented.</summary>
    public void Lines(string text)
    {
        foreach (string line in text.Split('\n'))
        {
            Line(line.TrimEnd('\r'));
        }
    }

    /// <summary>A label, one step to the left of the code.</summary>
    public void Label(string name)
    {
        _indent--;
        Line(name + ":");
        _indent++;
    }

    /// <summary>A raw string literal over several lines, between <paramref name="before"/> and <paramref name="after"/>.</summary>
    public void Raw(string before, string value, string after)
    {
        if (!Literals.FitsRaw(value))
        {
            Line(before + Literals.Text(value) + after);
            return;
        }

        string[] lines = Literals.Raw(value).Split('\n');
        Line(before + lines[0]);
        _indent++;
        for (int i = 1; i < lines.Length; i++)
        {
            Line(lines[i] + (i == lines.Length - 1 ? after : ""));
        }

        _indent--;
    }

    /// <summary>Opens a block, with a header where there is one; disposing closes it.</summary>
    public Block Open(string header, string end = "}")
    {
        if (header.Length > 0)
        {
            Line(header);
        }

        Line("{");
        _indent++;
        return new Block(this, end);
    }

    public override string ToString() => _text.ToString();

    public readonly struct Block(CodeWriter writer, string end) : IDisposable
    {
        public void Dispose()
        {
            writer._indent--;
            writer.Line(end);
        }
    }
}
