using Denormalized.Schema;
using Denormalized.SourceGen.Diagnostics;
using Denormalized.SourceGen.Emit;
using Denormalized.SourceGen.Incremental;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Denormalized.SourceGen.Queries;

/// <summary>Binds the query operators of one file and translates their lambdas.</summary>
internal sealed class QueryBinder(SemanticModel model, CancellationToken cancellationToken)
{
    private readonly Dictionary<string, QueryShapeCode> _shapes = new(StringComparer.Ordinal);
    private readonly List<QuerySite> _sites = [];
    private readonly List<QueryProblem> _problems = [];

    public static QueryFile Bind(SemanticModel model, QueryCandidates candidates, CancellationToken cancellationToken)
    {
        var binder = new QueryBinder(model, cancellationToken);
        foreach (InvocationExpressionSyntax call in candidates.Calls)
        {
            binder.Try(() => binder.BindCall(call));
        }

        foreach (SimpleNameSyntax name in candidates.MethodGroups)
        {
            binder.Try(() => binder.BindMethodGroup(name));
        }

        foreach (QueryExpressionSyntax query in candidates.QueryExpressions)
        {
            binder.Try(() => binder.BindQuerySyntax(query));
        }

        return new QueryFile(
            model.SyntaxTree.FilePath,
            binder._shapes.Values.OrderBy(s => s.Name, StringComparer.Ordinal).ToEquatableArray(),
            binder._sites.ToEquatableArray(),
            binder._problems.ToEquatableArray());
    }

    private void Try(Action bind)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            bind();
        }
        catch (QueryException problem)
        {
            _problems.Add(new QueryProblem(problem.Descriptor.Id, problem.At.Span, problem.Arguments.ToEquatableArray()));
        }
    }

    private void BindCall(InvocationExpressionSyntax syntax)
    {
        if (model.GetSymbolInfo(syntax, cancellationToken).Symbol is not IMethodSymbol method)
        {
            return;
        }

        if (QueryOperatorNames.IsFileWhere(method))
        {
            BindFileWhere(method, syntax);
            return;
        }

        if (!QueryOperatorNames.IsQuery(method.ContainingType))
        {
            return;
        }

        if (QueryOperatorNames.IsEnd(method.Name))
        {
            if (QueryOperatorNames.IsGroup(method.ContainingType.TypeArguments[0]))
            {
                throw new QueryException(QueryDiagnostics.WholeRow, syntax, "a group");
            }

            return;
        }

        if (!QueryOperatorNames.IsOperator(method.Name)
            || model.GetOperation(syntax, cancellationToken) is not IInvocationOperation call
            || call.Descendants().Any(o => o is IInvalidOperation))
        {
            return; // where the code does not compile, the compiler says why
        }

        Translate(call, method, syntax);
    }

    private void Translate(IInvocationOperation call, IMethodSymbol method, InvocationExpressionSyntax syntax)
    {
        IArgumentOperation argument = call.Arguments.First(a => a.Parameter!.Type.TypeKind == TypeKind.Delegate);
        IAnonymousFunctionOperation lambda = LambdaSyntax.Find(argument.Value)
            ?? throw new QueryException(QueryDiagnostics.NotInPlace, argument.Value.Syntax, method.Name, argument.Value.Syntax.ToString());
        IOperation body = LambdaSyntax.Expression(lambda);
        bool hasArgs = lambda.Symbol.Parameters.Length == 2;
        ITypeSymbol element = method.ContainingType.TypeArguments[0];

        var captures = new Captures();
        var translator = new LambdaTranslator(model.Compilation, captures, hasArgs ? lambda.Symbol.Parameters[1] : null, cancellationToken);
        if (Element(element, lambda) is not { } row)
        {
            return; // the stream itself is wrong, and its diagnostics say how
        }

        translator.Enter(lambda.Symbol.Parameters[0], row);
        string code = ShapeCode.Write(method.Name, body, translator, captures, element);
        InterceptableLocation location = model.GetInterceptableLocation(syntax, cancellationToken)
            ?? throw QueryException.Untranslatable(syntax, "the compiler cannot redirect this call");
        Add(method.Name, code, hasArgs, captures, location, syntax);
    }

    /// <summary>What the predicate says of columns. A call of which nothing is understood stays as it is: it reads every record.</summary>
    private void BindFileWhere(IMethodSymbol method, InvocationExpressionSyntax syntax)
    {
        if (model.GetOperation(syntax, cancellationToken) is not IInvocationOperation { Arguments: [{ } argument] } call
            || call.Descendants().Any(o => o is IInvalidOperation)
            || LambdaSyntax.Find(argument.Value) is not { Body.Operations: [IReturnOperation { ReturnedValue: { } body }] } lambda
            || method.ContainingType.TypeArguments[0] is not INamedTypeSymbol type
            || Parse.StreamDeclaration.Find(type, model.Compilation.Assembly) is not { } stream
            || Parse.RecordReadings.Of(type, stream, model.Compilation.Assembly, cancellationToken).Record is not { } record)
        {
            return;
        }

        var captures = new Captures();
        var paths = new MemberPaths(record, lambda.Symbol);
        var values = new PredicateValues(paths, new CapturedCode(model.Compilation, captures, args: null));
        if (new PredicateTranslator(paths, values).Condition(body) is { } condition
            && model.GetInterceptableLocation(syntax, cancellationToken) is { } location)
        {
            Add(QueryOperatorNames.FileWhere, ShapeCode.Predicate(condition, captures), hasArgs: false, captures, location, syntax);
        }
    }

    private void Add(string @operator, string code, bool hasArgs, Captures captures, InterceptableLocation location, InvocationExpressionSyntax syntax)
    {
        string name = $"{@operator}_{StableHash.Of(code)}";
        if (!_shapes.ContainsKey(name))
        {
            _shapes.Add(name, new QueryShapeCode(name, code));
        }

        if (!hasArgs && captures.Roots.Count > 0 && model.GetEnclosingSymbol(syntax.SpanStart, cancellationToken) is { } enclosing)
        {
            captures.Keep(enclosing as INamedTypeSymbol ?? enclosing.ContainingType);
        }

        _sites.Add(new QuerySite(
            name, @operator, hasArgs, captures.Values.Count > 0, location.GetInterceptsLocationAttributeSyntax(),
            captures.Kept.Select(k => $"{Literals.Text(k.Type)}, {Literals.Text(k.Assembly)}").ToEquatableArray()));
    }

    private Operand? Element(ITypeSymbol type, IAnonymousFunctionOperation lambda)
    {
        if (type is ITypeParameterSymbol)
        {
            throw new QueryException(
                QueryDiagnostics.NotAStream, lambda.Syntax, type.Name, "it is a type parameter, so the columns of its members are not known here; write the operator where the type is known");
        }

        if (QueryOperatorNames.IsGroup(type))
        {
            var group = (INamedTypeSymbol)type;
            return RowShape.KeyOf(group.TypeArguments[0]) is { } key && RowShape.Of(group.TypeArguments[1], model.Compilation.Assembly, cancellationToken) is { } element
                ? new GroupOperand(key, element)
                : null;
        }

        if (RowShape.Of(type, model.Compilation.Assembly, cancellationToken) is { } row)
        {
            return row;
        }

        return Parse.StreamDeclaration.Find(type, model.Compilation.Assembly) is not null
            ? null
            : throw new QueryException(QueryDiagnostics.NotAStream, lambda.Syntax, type.ToDisplayString(), "it is neither a stream nor something that a Select can make");
    }

    private void BindMethodGroup(SimpleNameSyntax name)
    {
        if (model.GetSymbolInfo(name, cancellationToken) is { } info
            && (info.Symbol ?? info.CandidateSymbols.FirstOrDefault()) is IMethodSymbol method && QueryOperatorNames.IsQuery(method.ContainingType))
        {
            throw new QueryException(QueryDiagnostics.MethodGroup, name, method.Name);
        }
    }

    /// <summary>Clauses of query syntax call our operators, but the compiler offers no way to redirect them.</summary>
    private void BindQuerySyntax(QueryExpressionSyntax query)
    {
        foreach (SyntaxNode clause in query.Body.Clauses.Cast<SyntaxNode>().Append(query.Body.SelectOrGroup))
        {
            ISymbol? symbol = clause is QueryClauseSyntax queryClause
                ? model.GetQueryClauseInfo(queryClause, cancellationToken).OperationInfo.Symbol
                : model.GetSymbolInfo(clause, cancellationToken).Symbol;
            if (symbol is IMethodSymbol method && QueryOperatorNames.IsQuery(method.ContainingType))
            {
                throw new QueryException(QueryDiagnostics.QuerySyntax, clause, clause.GetFirstToken().Text, method.Name);
            }
        }
    }
}
