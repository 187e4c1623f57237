using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Denormalized.SourceGen.Queries;

/// <summary>What in a file may be a query, by its syntax alone.</summary>
internal sealed class QueryCandidates
{
    private readonly List<InvocationExpressionSyntax> _calls = [];
    private readonly List<SimpleNameSyntax> _methodGroups = [];
    private readonly List<QueryExpressionSyntax> _queryExpressions = [];

    private QueryCandidates()
    {
    }

    public IReadOnlyList<InvocationExpressionSyntax> Calls => _calls;

    public IReadOnlyList<SimpleNameSyntax> MethodGroups => _methodGroups;

    public IReadOnlyList<QueryExpressionSyntax> QueryExpressions => _queryExpressions;

    public bool IsEmpty => _calls.Count + _methodGroups.Count + _queryExpressions.Count == 0;

    public static QueryCandidates In(SyntaxTree tree, CancellationToken cancellationToken)
    {
        var candidates = new QueryCandidates();
        foreach (SyntaxNode node in tree.GetRoot(cancellationToken).DescendantNodes())
        {
            switch (node)
            {
                case QueryExpressionSyntax query:
                    candidates._queryExpressions.Add(query);
                    break;
                case SimpleNameSyntax name when IsMemberName(name) && (QueryOperatorNames.IsOperator(name.Identifier.ValueText) || QueryOperatorNames.IsEnd(name.Identifier.ValueText)):
                    candidates.Add(name);
                    break;
            }
        }

        return candidates;
    }

    private static bool IsMemberName(SimpleNameSyntax name)
        => name.Parent is MemberAccessExpressionSyntax access && access.Name == name || name.Parent is MemberBindingExpressionSyntax;

    private void Add(SimpleNameSyntax name)
    {
        if (name.Parent!.Parent is InvocationExpressionSyntax call && call.Expression == name.Parent)
        {
            _calls.Add(call);
        }
        else if (QueryOperatorNames.IsOperator(name.Identifier.ValueText))
        {
            _methodGroups.Add(name);
        }
    }
}
