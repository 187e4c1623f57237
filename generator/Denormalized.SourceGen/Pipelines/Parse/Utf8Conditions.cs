using Denormalized.Schema;
using Denormalized.SourceGen.Emit;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Denormalized.SourceGen.Pipelines;

/// <summary>
/// Finds conditions over strings of the row that can be answered by its UTF-8 bytes, so that no .NET string is made:
/// comparison with constants and null, patterns of those, <c>string.IsNullOrEmpty</c>, ordinal searches for constants.
/// Valid UTF-8 and UTF-16 are equal, begin, end and contain alike, so the answer is that of the original.
/// </summary>
internal sealed class Utf8Conditions(SemanticModel model, SourceReader source, Stage stage, CancellationToken cancellationToken)
{
    /// <summary>Name of the row view's member that compares a string member with UTF-8.</summary>
    public static string Is(string member) => "__" + member.TrimStart('@') + "Is";

    public static string IsNull(string member) => "__" + member.TrimStart('@') + "IsNull";

    public static string Utf8(string member) => "__" + member.TrimStart('@') + "Utf8";

    public void Collect(SyntaxNode code, Dictionary<TextSpan, string> edits)
    {
        if (code is ExpressionSyntax expression && Rewrite(expression) is { } text)
        {
            edits[expression.Span] = text;
            return;
        }

        foreach (SyntaxNode child in code.ChildNodes())
        {
            Collect(child, edits);
        }
    }

    private string? Rewrite(ExpressionSyntax expression) => expression switch
    {
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression } b => Compare(b, negate: false),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.NotEqualsExpression } b => Compare(b, negate: true),
        IsPatternExpressionSyntax p when Member(p.Expression) is { } field => Matches(p.Pattern, field),
        InvocationExpressionSyntax call => Call(call),
        _ => null,
    };

    private string? Compare(BinaryExpressionSyntax comparison, bool negate)
    {
        if (model.GetSymbolInfo(comparison, cancellationToken).Symbol is not IMethodSymbol { ContainingType.SpecialType: SpecialType.System_String or SpecialType.System_Object })
        {
            return null;
        }

        string? test = Member(comparison.Left) is { } left ? Equals(left, comparison.Right)
            : Member(comparison.Right) is { } right ? Equals(right, comparison.Left)
            : null;
        return test is null ? null : negate ? $"(!{test})" : test;
    }

    private string? Equals(FieldModel field, ExpressionSyntax constant) => Constant(constant, out string? text)
        ? text is null ? $"{Row}.{IsNull(field.Member)}" : $"{Row}.{Is(field.Member)}({Literals.Utf8(text)})"
        : null;

    private string? Matches(PatternSyntax pattern, FieldModel field) => pattern switch
    {
        ConstantPatternSyntax constant => Equals(field, constant.Expression),
        ParenthesizedPatternSyntax inner => Matches(inner.Pattern, field),
        UnaryPatternSyntax not => Matches(not.Pattern, field) is { } negated ? $"(!{negated})" : null,
        BinaryPatternSyntax both => Matches(both.Left, field) is { } left && Matches(both.Right, field) is { } right
            ? $"({left} {(both.IsKind(SyntaxKind.OrPattern) ? "||" : "&&")} {right})"
            : null,
        _ => null,
    };

    private string? Call(InvocationExpressionSyntax call)
    {
        if (model.GetSymbolInfo(call, cancellationToken).Symbol is not IMethodSymbol { ContainingType.SpecialType: SpecialType.System_String } method)
        {
            return null;
        }

        SeparatedSyntaxList<ArgumentSyntax> arguments = call.ArgumentList.Arguments;
        if (method is { Name: "IsNullOrEmpty", IsStatic: true } && Member(arguments[0].Expression) is { } tested)
        {
            return $"({Row}.{IsNull(tested.Member)} || {Row}.{Is(tested.Member)}({Literals.Utf8("")}))";
        }

        // A null row member throws in the original; its text is asked for there.
        bool searches = method is { IsStatic: false, Name: "StartsWith" or "EndsWith" or "Contains" } && IsOrdinal(method, arguments);
        return searches && call.Expression is MemberAccessExpressionSyntax access && Member(access.Expression) is { Type.IsNullable: false } field
            && Constant(arguments[0].Expression, out string? text) && text is not null
            ? $"global::System.MemoryExtensions.{Search(method.Name, field, text)}"
            : null;
    }

    private string Search(string name, FieldModel field, string text)
        => name == "Contains"
            ? $"IndexOf({Row}.{Utf8(field.Member)}, {Literals.Utf8(text)}) >= 0"
            : $"{name}({Row}.{Utf8(field.Member)}, {Literals.Utf8(text)})";

    /// <summary>StartsWith(string) alone depends on the culture, Contains(string) does not.</summary>
    private bool IsOrdinal(IMethodSymbol method, SeparatedSyntaxList<ArgumentSyntax> arguments)
    {
        if (method.Parameters[0].Type.SpecialType != SpecialType.System_String || arguments.Any(a => a.NameColon is not null))
        {
            return false;
        }

        return method.Parameters.Length switch
        {
            1 => method.Name == "Contains",
            2 => method.Parameters[1].Type.Name == nameof(StringComparison)
                && model.GetConstantValue(arguments[1].Expression, cancellationToken) is { HasValue: true, Value: (int)StringComparison.Ordinal },
            _ => false,
        };
    }

    /// <summary>A string member of the row, exactly; not one behind a wrapper.</summary>
    private FieldModel? Member(ExpressionSyntax expression)
        => LambdaReader.Unwrap(expression) is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax name } access
            && stage.Parameter is { } row && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name, cancellationToken).Symbol, row)
            && source.Field(model.GetSymbolInfo(access, cancellationToken).Symbol) is { Type.Type: StringType } field
            ? field
            : null;

    /// <summary>A constant that UTF-8 can hold: no unpaired surrogate.</summary>
    private bool Constant(ExpressionSyntax expression, out string? text)
    {
        Optional<object?> value = model.GetConstantValue(expression, cancellationToken);
        text = value.Value as string;
        return value.HasValue && (value.Value is null || (text is not null && IsValid(text)));
    }

    /// <summary>No unpaired surrogate, so that UTF-8 can hold it.</summary>
    public static bool IsValid(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return false;
            }
        }

        return true;
    }

    private string Row => stage.ParameterName;
}
