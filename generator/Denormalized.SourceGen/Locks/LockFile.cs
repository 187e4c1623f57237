using Denormalized.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Denormalized.SourceGen.Locks;

/// <summary>A lock among the additional files; read once for each content. Compared by identity.</summary>
internal sealed class LockFile
{
    private LockFile(string path, SourceText text)
    {
        Path = path;
        Text = text;
    }

    public string Path { get; }

    public SourceText Text { get; }

    /// <summary>Null where it could not be read; of a file with the marks of a merge, the versions of both sides.</summary>
    public StreamLock? Lock { get; private set; }

    public LockException? Error { get; private set; }

    public static LockFile Read(AdditionalText file, CancellationToken cancellationToken)
    {
        SourceText text = file.GetText(cancellationToken) ?? SourceText.From("");
        var read = new LockFile(file.Path, text);
        try
        {
            read.Lock = StreamLock.Parse(text.ToString());
        }
        catch (LockException error)
        {
            read.Error = error;
            read.Lock = error.Merged;
        }

        return read;
    }

    /// <summary>The place of a version or of an error in the file.</summary>
    public Location LocationOf(TextPosition position)
    {
        int line = Math.Max(0, Math.Min(position.Line - 1, Text.Lines.Count - 1));
        TextLine whole = Text.Lines[line];
        int start = Math.Min(whole.Start + Math.Max(0, position.Column - 1), whole.End);
        var span = TextSpan.FromBounds(start, whole.End);
        return Location.Create(Path, span, Text.Lines.GetLinePositionSpan(span));
    }
}
