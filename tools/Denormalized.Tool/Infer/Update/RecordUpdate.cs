using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Denormalized.Tool.Infer.Update;

/// <summary>
/// Brings new evidence into a file that was inferred before and edited since. Members that are new are added, comments of
/// evidence renewed, types made nullable where null or absence was seen. Everything else stays as it is, letter by letter;
/// where it contradicts the evidence, a note says so.
/// </summary>
internal sealed partial class RecordUpdate
{
    private readonly List<TextChange> _changes = [];
    private readonly CompilationUnitSyntax _file;
    private readonly IReadOnlyList<CompilationUnitSyntax> _inferred;
    private readonly List<string> _notes;

    private RecordUpdate(CompilationUnitSyntax file, IReadOnlyList<CompilationUnitSyntax> inferred, List<string> notes)
    {
        _file = file;
        _inferred = inferred;
        _notes = notes;
    }

    /// <param name="file">As it is.</param>
    /// <param name="inferred">The types that belong into it, as infer would write them now, named alike.</param>
    /// <param name="notes">Takes where the two contradict each other.</param>
    public static string Apply(RecordFile file, IReadOnlyList<string> inferred, List<string> notes)
    {
        var update = new RecordUpdate(file.Unit, [.. inferred.Select(t => CSharpSyntaxTree.ParseText(t).GetCompilationUnitRoot())], notes);
        update.AddUsings();
        update.AddRecords();
        return SourceText.From(file.Text).WithChanges(update._changes.OrderBy(c => c.Span.Start)).ToString();
    }

    private static IEnumerable<RecordDeclarationSyntax> Records(SyntaxNode file) => file.DescendantNodes().OfType<RecordDeclarationSyntax>();

    private void AddUsings()
    {
        HashSet<string> there = _file.DescendantNodes().OfType<UsingDirectiveSyntax>().Select(u => u.Name!.ToString()).ToHashSet();
        IEnumerable<string> wanted = _inferred.SelectMany(f => f.Usings).Select(u => u.Name!.ToString()).Distinct();
        string missing = string.Concat(wanted.Where(u => !there.Contains(u)).Order(StringComparer.Ordinal).Select(u => $"using {u};\n"));
        if (missing.Length > 0)
        {
            int at = _file.Usings.Count > 0 ? _file.Usings[0].SpanStart : 0;
            _changes.Add(new TextChange(new TextSpan(at, 0), missing));
        }
    }

    private void AddRecords()
    {
        Dictionary<string, RecordDeclarationSyntax> there = Records(_file).GroupBy(r => r.Identifier.Text).ToDictionary(g => g.Key, g => g.First());
        string added = "";
        foreach (RecordDeclarationSyntax record in _inferred.SelectMany(Records))
        {
            if (there.TryGetValue(record.Identifier.Text, out RecordDeclarationSyntax? mine))
            {
                Merge(mine, record);
            }
            else
            {
                added += "\n" + record.ToFullString().Trim('\n') + "\n";
            }
        }

        if (added.Length > 0)
        {
            SyntaxNode last = Records(_file).Last(r => r.Parent is not TypeDeclarationSyntax);
            _changes.Add(new TextChange(new TextSpan(last.Span.End, 0), "\n" + added.TrimEnd('\n')));
        }
    }

    private void Merge(RecordDeclarationSyntax mine, RecordDeclarationSyntax inferred)
    {
        PropertyDeclarationSyntax[] members = [.. mine.Members.OfType<PropertyDeclarationSyntax>()];
        string added = "";
        foreach (PropertyDeclarationSyntax property in inferred.Members.OfType<PropertyDeclarationSyntax>())
        {
            PropertyDeclarationSyntax? known = members.FirstOrDefault(m => Key(m) == Key(property)) ?? members.FirstOrDefault(m => m.Identifier.Text == property.Identifier.Text);
            if (known is not null)
            {
                Merge(mine.Identifier.Text, known, property);
            }
            else if (!IsParameter(mine, property))
            {
                added += "\n" + property.ToFullString().Trim('\n') + "\n";
            }
        }

        if (added.Length > 0 && mine.OpenBraceToken.IsKind(SyntaxKind.OpenBraceToken))
        {
            int at = members.Length > 0 ? members[^1].FullSpan.End : mine.OpenBraceToken.FullSpan.End;
            _changes.Add(new TextChange(new TextSpan(at, 0), members.Length > 0 ? added : added[1..]));
        }
    }

    private void Merge(string record, PropertyDeclarationSyntax mine, PropertyDeclarationSyntax inferred)
    {
        if (EvidenceOf(mine) is { } old && EvidenceOf(inferred) is { } evidence && old.ToString() != evidence.ToString())
        {
            _changes.Add(new TextChange(old.Span, evidence.ToString()));
        }

        string declared = mine.Type.ToString();
        string wanted = inferred.Type.ToString();
        if (wanted == declared || wanted + "?" == declared)
        {
            return;
        }

        if (wanted != declared + "?")
        {
            _notes.Add($"{record}.{mine.Identifier.Text}: the file says {declared}, the rows {wanted}; left as it is.");
            return;
        }

        _changes.Add(new TextChange(mine.Type.Span, wanted));
        SyntaxToken required = mine.Modifiers.FirstOrDefault(m => m.IsKind(SyntaxKind.RequiredKeyword));
        if (required.IsKind(SyntaxKind.RequiredKeyword))
        {
            _changes.Add(new TextChange(required.FullSpan, ""));
        }

        if (RecordFile.Attribute(inferred.AttributeLists, "NullAsEmpty") is not null && RecordFile.Attribute(mine.AttributeLists, "NullAsEmpty") is null)
        {
            int at = mine.AttributeLists.Count > 0 ? mine.AttributeLists[0].SpanStart : mine.Modifiers[0].SpanStart;
            _changes.Add(new TextChange(new TextSpan(at, 0), "[NullAsEmpty] "));
        }
    }

    /// <summary>Declared in the parameter list of a positional record.</summary>
    private static bool IsParameter(RecordDeclarationSyntax record, PropertyDeclarationSyntax property) =>
        record.ParameterList?.Parameters.Any(p => p.Identifier.Text == property.Identifier.Text) == true;

    private static string Key(PropertyDeclarationSyntax property)
    {
        AttributeSyntax? name = RecordFile.Attribute(property.AttributeLists, "JsonPropertyName") ?? RecordFile.Attribute(property.AttributeLists, "Name");
        return name?.ArgumentList?.Arguments.FirstOrDefault()?.Expression is LiteralExpressionSyntax literal ? "key " + literal.Token.ValueText : property.Identifier.Text;
    }

    private static SyntaxTrivia? EvidenceOf(PropertyDeclarationSyntax property)
    {
        foreach (SyntaxTrivia trivia in property.GetLeadingTrivia())
        {
            if (trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) && Evidence().IsMatch(trivia.ToString()))
            {
                return trivia;
            }
        }

        return null;
    }

    /// <summary>The comment that infer writes; what people write looks otherwise.</summary>
    [GeneratedRegex(@"^// [\d,.]+ values?: ")]
    private static partial Regex Evidence();
}
