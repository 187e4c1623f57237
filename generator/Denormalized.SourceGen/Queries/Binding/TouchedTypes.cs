using Denormalized.SourceGen.Parse;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Denormalized.SourceGen.Queries;

/// <summary>The types declared in source on which the translation of a statement's queries rests, by metadata name.</summary>
internal static class TouchedTypes
{
    public static IReadOnlyCollection<string> In(SemanticModel model, SyntaxNode scope, CancellationToken cancellationToken)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var scopes = new HashSet<SyntaxNode> { scope };
        var open = new Queue<SyntaxNode>(scopes);
        while (open.Count > 0)
        {
            foreach (ISymbol? symbol in Symbols(model, open.Dequeue(), cancellationToken))
            {
                Add(symbol as ITypeSymbol ?? (IsVariable(symbol) ? null : symbol?.ContainingType), names);
                Add(TypeOf(symbol), names);
                if (IsVariable(symbol) && DeclarationOf(symbol!) is { } declaration && declaration.SyntaxTree == model.SyntaxTree && scopes.Add(declaration))
                {
                    open.Enqueue(declaration);
                }
            }
        }

        return names;
    }

    private static IEnumerable<ISymbol?> Symbols(SemanticModel model, SyntaxNode scope, CancellationToken cancellationToken)
    {
        foreach (ExpressionSyntax expression in scope.DescendantNodesAndSelf().OfType<ExpressionSyntax>())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (expression is not (SimpleNameSyntax or InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax) || (expression is SimpleNameSyntax && IsCalled(expression, model, cancellationToken)))
            {
                continue;
            }

            yield return model.GetSymbolInfo(expression, cancellationToken).Symbol;
        }
    }

    /// <summary>The statement that a variable comes from, which decides its type where none is written.</summary>
    private static StatementSyntax? DeclarationOf(ISymbol variable)
        => variable.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax().FirstAncestorOrSelf<StatementSyntax>();

    private static bool IsVariable(ISymbol? symbol) => symbol is ILocalSymbol or IParameterSymbol;

    /// <summary>
    /// The name of a method that is called: the call says the same. The compiler keeps the bindings of calls, but for such a
    /// name it would bind its receiver again, and with it the whole chain of operators before.
    /// </summary>
    private static bool IsCalled(ExpressionSyntax name, SemanticModel model, CancellationToken cancellationToken)
    {
        SyntaxNode called = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access
            : name.Parent is MemberBindingExpressionSyntax binding ? binding
            : name;
        return called.Parent is InvocationExpressionSyntax call && call.Expression == called
            && model.GetSymbolInfo(call, cancellationToken).Symbol is IMethodSymbol { MethodKind: not MethodKind.DelegateInvoke };
    }

    private static ITypeSymbol? TypeOf(ISymbol? symbol) => symbol switch
    {
        ILocalSymbol local => local.Type,
        IParameterSymbol parameter => parameter.Type,
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        IMethodSymbol method => method.ReturnType,
        _ => null,
    };

    private static void Add(ITypeSymbol? type, HashSet<string> names)
    {
        switch (type)
        {
            case IArrayTypeSymbol array:
                Add(array.ElementType, names);
                return;
            case INamedTypeSymbol named:
                bool isNew = named.DeclaringSyntaxReferences.Length > 0 && !named.IsAnonymousType && names.Add(TypeNames.Metadata(named.OriginalDefinition));
                foreach (ITypeSymbol argument in named.TypeArguments)
                {
                    Add(argument, names);
                }

                if (named.IsAnonymousType || isNew)
                {
                    AddMembers(named, names);
                }

                return;
        }
    }

    /// <summary>A row's columns are made of the types of its members, and of those of its base types.</summary>
    private static void AddMembers(INamedTypeSymbol type, HashSet<string> names)
    {
        Add(type.BaseType, names);
        Add(type.ContainingType, names);
        foreach (ISymbol member in type.GetMembers())
        {
            Add((member as IPropertySymbol)?.Type ?? (member as IFieldSymbol)?.Type, names);
        }
    }
}
