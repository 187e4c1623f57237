using Denormalized.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Denormalized.SourceGen.Samples;

/// <summary>An additional file that may be a sample; read only when a record names it. Compared by identity.</summary>
internal sealed class SampleFile(AdditionalText file)
{
    private const int Most = 10;

    /// <summary>The name in the attribute is the end of the path: <c>samples.json</c>, <c>samples/views.json</c>.</summary>
    public bool IsNamed(string name)
    {
        string path = file.Path.Replace('\\', '/');
        string end = name.Replace('\\', '/');
        end = end.StartsWith("./", StringComparison.Ordinal) ? end.Substring(2) : end;
        return path.EndsWith(end, StringComparison.Ordinal) && (path.Length == end.Length || path[path.Length - end.Length - 1] == '/');
    }

    /// <summary>What of the sample does not decode, and where.</summary>
    public IEnumerable<(Location Place, string Message)> Check(RecordModel record, CancellationToken cancellationToken)
    {
        SourceText text = file.GetText(cancellationToken) ?? SourceText.From("");
        return SampleCheck.Check(record, text.ToString(), Most).Select(found => (LocationOf(text, found.Position), found.Message));
    }

    private Location LocationOf(SourceText text, TextPosition position)
    {
        TextLine line = text.Lines[Math.Max(0, Math.Min(position.Line - 1, text.Lines.Count - 1))];
        var span = TextSpan.FromBounds(Math.Min(line.Start + Math.Max(0, position.Column - 1), line.End), line.End);
        return Location.Create(file.Path, span, text.Lines.GetLinePositionSpan(span));
    }
}
