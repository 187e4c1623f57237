using Denormalized.Schema;
using Denormalized.SourceGen.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Denormalized.SourceGen.Pipelines;

/// <summary>
/// Reads the code of a lambda: which members of the row it uses, or that it needs the whole record, and the text that is
/// emitted again.
/// </summary>
internal sealed class LambdaReader(PipelineReader pipeline, SemanticModel model, SourceReader source, CancellationToken cancellationToken)
{
    /// <param name="onSource">The row is the source's; else it is a value that an earlier Select made.</param>
    public CodeModel Read(Stage stage, bool onSource) => Read(stage, stage.Body, onSource);

    /// <param name="stage">The lambda that <paramref name="code"/> is all or a part of.</param>
    /// <param name="code">An expression or a block.</param>
    /// <param name="onSource">The row is the source's.</param>
    public CodeModel Read(Stage stage, SyntaxNode code, bool onSource)
    {
        CheckNames(stage, code);
        pipeline.AddCode(code);
        var names = new Dictionary<TextSpan, string>();
        var paths = new List<MemberPath>();
        bool escapes = stage.IsMethodGroup;
        foreach (IdentifierNameSyntax name in RowNames(stage, code))
        {
            names[name.Span] = "$row";
            if (onSource && !escapes && UsedPath(name, code) is { } path)
            {
                paths.Add(path);
            }
            else
            {
                escapes = true;
            }
        }

        bool takesRecord = onSource && escapes;
        source.WholeRecord |= takesRecord;
        var edits = new Dictionary<TextSpan, string>();
        if (onSource && !escapes)
        {
            paths.ForEach(source.View);
            new Utf8Conditions(model, source, stage, cancellationToken).Collect(code, edits);
        }

        string text = CodeText.Of(code, edits);
        return new CodeModel(
            stage.IsMethodGroup ? text + "(" + stage.ParameterName + ")" : text,
            CodeText.Canonical(code, names),
            code is BlockSyntax,
            stage.ParameterName,
            takesRecord,
            MayThrow(code))
        {
            At = MapOf(code),
        };
    }

    /// <summary>The field when an expression is just a member of the row, e.g. <c>v.Url</c>.</summary>
    public FieldModel? PlainMember(Stage stage, ExpressionSyntax expression)
        => Unwrap(expression) is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax name } access && IsRow(stage, name)
            ? source.Field(model.GetSymbolInfo(access, cancellationToken).Symbol)
            : null;

    /// <summary>A text that is made of strings of the row and constants alone; null for every other value.</summary>
    public (EquatableArray<TextPart> Parts, string Canonical)? Text(Stage stage, ExpressionSyntax value)
    {
        var text = new TextParts(model, source, e => PlainMember(stage, e), cancellationToken);
        if (text.Read(Unwrap(value)) is not { } parts)
        {
            return null;
        }

        CheckNames(stage, value);
        pipeline.AddCode(value);
        return (parts.ToEquatableArray(), CodeText.Canonical(value, RowNames(stage, value).ToDictionary(n => n.Span, _ => "$row")));
    }

    public static ExpressionSyntax Unwrap(ExpressionSyntax expression) => expression switch
    {
        ParenthesizedExpressionSyntax parenthesized => Unwrap(parenthesized.Expression),
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } suppressed => Unwrap(suppressed.Operand),
        _ => expression,
    };

    private IEnumerable<IdentifierNameSyntax> RowNames(Stage stage, SyntaxNode code)
        => code.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Where(n => IsRow(stage, n));

    private bool IsRow(Stage stage, IdentifierNameSyntax name)
        => stage.Parameter is { } row && name.Identifier.ValueText == row.Name
            && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name, cancellationToken).Symbol, row);

    /// <summary>What the row is asked for here, into nested records; null when the row itself is needed.</summary>
    private MemberPath? UsedPath(IdentifierNameSyntax name, SyntaxNode code)
    {
        if (name.Parent is not MemberAccessExpressionSyntax access || access.Expression != name || IsWritten(access))
        {
            return null;
        }

        // A nested lambda may run later, when the view shows another row.
        bool nested = name.Ancestors().TakeWhile(a => a != code.Parent)
            .Any(a => a is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or QueryExpressionSyntax);
        return nested || source.Field(model.GetSymbolInfo(access, cancellationToken).Symbol) is not { } field
            ? null
            : new PathReader(model, source, cancellationToken).Read(access, field);
    }

    /// <summary>The member, or a part of it, is assigned or passed by reference.</summary>
    public static bool IsWritten(ExpressionSyntax member)
    {
        SyntaxNode whole = member;
        while (whole.Parent is ParenthesizedExpressionSyntax
            || (whole.Parent is MemberAccessExpressionSyntax access && access.Expression == whole)
            || (whole.Parent is ElementAccessExpressionSyntax element && element.Expression == whole))
        {
            whole = whole.Parent;
        }

        return whole.Parent switch
        {
            AssignmentExpressionSyntax assignment => assignment.Left == whole,
            PrefixUnaryExpressionSyntax prefix => prefix.Kind() is SyntaxKind.PreIncrementExpression or SyntaxKind.PreDecrementExpression or SyntaxKind.AddressOfExpression,
            PostfixUnaryExpressionSyntax postfix => postfix.Kind() is SyntaxKind.PostIncrementExpression or SyntaxKind.PostDecrementExpression,
            ArgumentSyntax argument => !argument.RefKindKeyword.IsKind(SyntaxKind.None),
            RefExpressionSyntax => true,
            _ => false,
        };
    }

    /// <summary>Reports names that mean nothing where the code is emitted.</summary>
    private void CheckNames(Stage stage, SyntaxNode code)
    {
        foreach (SimpleNameSyntax name in code.DescendantNodesAndSelf().OfType<SimpleNameSyntax>())
        {
            ISymbol? symbol = model.GetSymbolInfo(name, cancellationToken).Symbol;
            if (symbol is IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Ordinary } } && !SymbolEqualityComparer.Default.Equals(symbol, stage.Parameter))
            {
                pipeline.Report(PipelineDiagnostics.Captured, name, name.ToString(), pipeline.Type.Name);
            }

            if ((symbol as INamedTypeSymbol ?? symbol?.ContainingType) is { } type && IsFileLocal(type))
            {
                pipeline.Report(PipelineDiagnostics.FileLocalType, name, name.ToString(), pipeline.Type.Name);
            }
        }
    }

    private static bool IsFileLocal(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? t = type; t is not null; t = t.ContainingType)
        {
            if (t.IsFileLocal)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Comparisons and arithmetic of members need no frame of their own; whatever calls or divides does.</summary>
    private static bool MayThrow(SyntaxNode code) => code.DescendantNodesAndSelf().Any(n => n
        is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax or ElementAccessExpressionSyntax or CastExpressionSyntax
        or ThrowExpressionSyntax or BlockSyntax or InterpolatedStringExpressionSyntax or SwitchExpressionSyntax or QueryExpressionSyntax
        or MemberAccessExpressionSyntax { Expression: not IdentifierNameSyntax }
        || n.IsKind(SyntaxKind.DivideExpression) || n.IsKind(SyntaxKind.ModuloExpression));

    private static LineMap? MapOf(SyntaxNode code)
    {
        FileLinePositionSpan span = code.SyntaxTree.GetLineSpan(code.Span);
        string path = code.SyntaxTree.FilePath;
        if (path.Length == 0 || path.IndexOf('"') >= 0 || span.EndLinePosition.Character > ushort.MaxValue)
        {
            return null;
        }

        return new LineMap(path, span.StartLinePosition.Line + 1, span.StartLinePosition.Character + 1, span.EndLinePosition.Line + 1, Math.Max(1, span.EndLinePosition.Character));
    }
}
