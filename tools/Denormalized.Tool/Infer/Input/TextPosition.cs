using System.Text.Json;

namespace Denormalized.Tool.Infer.Input;

/// <summary>Line and column within a text that passes by in pieces.</summary>
/// <param name="lines">Lines before it.</param>
internal struct TextPosition(long lines)
{
    private long _lines = lines;
    private long _column;

    public void Advance(ReadOnlySpan<byte> text)
    {
        int breaks = text.Count((byte)'\n');
        _lines += breaks;
        _column = breaks == 0 ? _column + text.Length : text.Length - text.LastIndexOf((byte)'\n') - 1;
    }

    /// <summary><c>file:line:column: message</c>, both counted from one, the column in bytes.</summary>
    /// <param name="before">What stands between this position and the place.</param>
    public readonly string Describe(string name, ReadOnlySpan<byte> before, string message)
    {
        TextPosition at = this;
        at.Advance(before);
        return $"{name}:{at._lines + 1}:{at._column + 1}: {message}";
    }

    /// <summary>The place that an error of the framework's reader names.</summary>
    public static string Describe(string name, JsonException error)
    {
        // The reader's text ends with its own form of the position, counted from zero.
        string text = error.Message;
        int position = text.IndexOf(" LineNumber:", StringComparison.Ordinal);
        text = position < 0 ? text : text[..position];
        return $"{name}:{(error.LineNumber ?? 0) + 1}:{(error.BytePositionInLine ?? 0) + 1}: {text}";
    }
}
