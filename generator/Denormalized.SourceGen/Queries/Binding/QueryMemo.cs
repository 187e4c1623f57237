using System.Runtime.CompilerServices;
using Denormalized.SourceGen.Incremental;
using Microsoft.CodeAnalysis;

namespace Denormalized.SourceGen.Queries;

/// <summary>
/// Remembers what the queries of a syntax tree came to. A tree is immutable, so an answer stands as long as everything
/// outside of the tree that it was bound against does: the references, what can be found by the names that it mentions (a new
/// type or extension method could be found first), and the declarations of the types that its queries touch. Bodies of
/// methods elsewhere are not part of that, so typing in them binds nothing.
/// </summary>
internal static class QueryMemo
{
    private static readonly ConditionalWeakTable<SyntaxTree, Answer> s_answers = new();
    private static readonly ConditionalWeakTable<SyntaxTree, QueryCandidates> s_candidates = new();

    public static QueryFile Of(SemanticModel model, CancellationToken cancellationToken)
    {
        SyntaxTree tree = model.SyntaxTree;
        if (!s_candidates.TryGetValue(tree, out QueryCandidates? candidates))
        {
            candidates = QueryCandidates.In(tree, cancellationToken);
            s_candidates.GetValue(tree, _ => candidates);
        }

        if (candidates.IsEmpty)
        {
            return QueryFile.None;
        }

        CompilationSurface surface = CompilationSurface.Of(model.Compilation, cancellationToken);
        if (s_answers.TryGetValue(tree, out Answer? known) && known.Evidence.Holds(surface, model.Compilation))
        {
            return known.File;
        }

        QueryFile file = QueryBinder.Bind(model, candidates, cancellationToken);
        file = file.Shapes.Count + file.Sites.Count + file.Problems.Count == 0 ? QueryFile.None : file;
        IReadOnlyCollection<string> touched = TouchedTypes.In(model, candidates, cancellationToken);
        var answer = new Answer(Evidence.OfTypes(surface, Mentions.In(tree, cancellationToken), touched, cancellationToken), file);
        s_answers.Remove(tree);
        s_answers.GetValue(tree, _ => answer);
        return file;
    }

    private sealed record Answer(Evidence Evidence, QueryFile File);
}
