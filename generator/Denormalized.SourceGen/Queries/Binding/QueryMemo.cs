using System.Runtime.CompilerServices;
using Denormalized.SourceGen.Incremental;
using Microsoft.CodeAnalysis;

namespace Denormalized.SourceGen.Queries;

/// <summary>
/// Remembers what the queries of a syntax tree came to, statement by statement. A tree is immutable, so an answer stands as
/// long as everything outside of the tree that it was bound against does: the references, what can be found by the names
/// that it mentions (a new type or extension method could be found first), and the declarations of the types that the
/// statement's queries touch. Bodies of methods elsewhere are not part of that, so typing in them binds nothing.
/// </summary>
internal static class QueryMemo
{
    private static readonly ConditionalWeakTable<SyntaxTree, Memory> s_trees = new();

    public static QueryFile Of(SemanticModel model, CancellationToken cancellationToken)
    {
        Memory memory = s_trees.GetValue(model.SyntaxTree, tree => new Memory(QueryCandidates.In(tree, cancellationToken)));
        if (memory.Scopes.Count == 0)
        {
            return QueryFile.None;
        }

        CompilationSurface surface = CompilationSurface.Of(model.Compilation, cancellationToken);
        State? last = memory.Last;
        Answer[] current = [.. memory.Scopes.Select((scope, i) => last?.Answers[i] is { } known && known.Evidence.Holds(surface, model.Compilation)
            ? known
            : Bind(model, scope, surface, cancellationToken))];
        if (last is null || !current.SequenceEqual(last.Answers))
        {
            last = new State(current, QueryFile.Of(model.SyntaxTree.FilePath, current.Select(a => a.Queries)));
            memory.Last = last;
        }

        return last.File;
    }

    private static Answer Bind(SemanticModel model, QueryCandidates candidates, CompilationSurface surface, CancellationToken cancellationToken)
    {
        QueryFile queries = QueryBinder.Bind(model, candidates, cancellationToken);
        IReadOnlyCollection<string> touched = TouchedTypes.In(model, candidates.Scope, cancellationToken);
        return new Answer(Evidence.OfTypes(surface, Mentions.In(model.SyntaxTree, cancellationToken), touched, cancellationToken), queries);
    }

    private sealed class Memory(IReadOnlyList<QueryCandidates> scopes)
    {
        public IReadOnlyList<QueryCandidates> Scopes => scopes;

        /// <summary>Replaced as a whole: several compilations may share the tree, on several threads.</summary>
        public State? Last { get; set; }
    }

    /// <param name="Answers">One for each scope.</param>
    /// <param name="File">What they come to together.</param>
    private sealed record State(Answer[] Answers, QueryFile File);

    private sealed class Answer(Evidence evidence, QueryFile queries)
    {
        public Evidence Evidence => evidence;

        public QueryFile Queries => queries;
    }
}
