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

    /// <summary>Opens a block; disposing closes it.</summary>
    public Block Open(string header, string end = "}")
    {
        Line(header);
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
