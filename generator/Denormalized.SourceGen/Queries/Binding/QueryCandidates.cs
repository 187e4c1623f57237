using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Denormalized.SourceGen.Queries;

/// <summary>What in a statement, or in a member without statements, may be a query, by its syntax alone.</summary>
internal sealed class QueryCandidates
{
    private readonly List<InvocationExpressionSyntax> _calls = [];
    private readonly List<SimpleNameSyntax> _methodGroups = [];
    private readonly List<QueryExpressionSyntax> _queryExpressions = [];

    private QueryCandidates(SyntaxNode scope) => Scope = scope;

    /// <summary>The statement: receivers, captured variables, everything that decides what is called.</summary>
    public SyntaxNode Scope { get; }

    public IReadOnlyList<InvocationExpressionSyntax> Calls => _calls;

    public IReadOnlyList<SimpleNameSyntax> MethodGroups => _methodGroups;

    public IReadOnlyList<QueryExpressionSyntax> QueryExpressions => _queryExpressions;

    /// <summary>Those of a file, in the order in which they stand there.</summary>
    public static IReadOnlyList<QueryCandidates> In(SyntaxTree tree, CancellationToken cancellationToken)
    {
        var found = new List<QueryCandidates>();
        var scopes = new Dictionary<SyntaxNode, QueryCandidates>();
        foreach (SyntaxNode node in tree.GetRoot(cancellationToken).DescendantNodes())
        {
            switch (node)
            {
                case QueryExpressionSyntax query:
                    Of(query)._queryExpressions.Add(query);
                    break;
                case SimpleNameSyntax name when IsMemberName(name) && (QueryOperatorNames.IsOperator(name.Identifier.ValueText) || QueryOperatorNames.IsEnd(name.Identifier.ValueText)):
                    if (name.Parent!.Parent is InvocationExpressionSyntax call && call.Expression == name.Parent)
                    {
                        Of(call)._calls.Add(call);
                    }
                    else if (QueryOperatorNames.IsOperator(name.Identifier.ValueText))
                    {
                        Of(name)._methodGroups.Add(name);
                    }

                    break;
            }
        }

        return found;

        QueryCandidates Of(SyntaxNode candidate)
        {
            SyntaxNode scope = candidate.FirstAncestorOrSelf<StatementSyntax>() ?? candidate.FirstAncestorOrSelf<MemberDeclarationSyntax>() ?? candidate;
            if (!scopes.TryGetValue(scope, out QueryCandidates? candidates))
            {
                scopes.Add(scope, candidates = new QueryCandidates(scope));
                found.Add(candidates);
            }

            return candidates;
        }
    }

    private static bool IsMemberName(SimpleNameSyntax name)
        => name.Parent is MemberAccessExpressionSyntax access && access.Name == name || name.Parent is MemberBindingExpressionSyntax;
}
