using Denormalized.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Denormalized.SourceGen.Pipelines;

/// <summary>
/// Follows a member of the row into nested records, e.g. <c>v.Issue?.User.Login</c>, as far as the code asks for nothing else of
/// them: only the last member is decoded then. Also a nested record that is compared with null is asked for nothing else.
/// </summary>
internal sealed class PathReader(SemanticModel model, SourceReader source, CancellationToken cancellationToken)
{
    /// <param name="access">Member of the row.</param>
    /// <param name="field">Its field.</param>
    public MemberPath Read(ExpressionSyntax access, FieldModel field)
    {
        var path = new MemberPath(field.Member);
        while (field.Type.Type is NestedType { Record.Hierarchy: null } nested && RecordOf(access, field) is { } type)
        {
            ExpressionSyntax value = access;
            while (value.Parent is PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } suppressed)
            {
                value = suppressed;
            }

            if (IsComparedWithNull(value))
            {
                return path.Then(MemberPath.Presence);
            }

            if (Deeper(value) is not { } deeper || LambdaReader.IsWritten(deeper)
                || source.Field(type, nested.Record, model.GetSymbolInfo(deeper, cancellationToken).Symbol) is not { } next)
            {
                return path;
            }

            path = path.Then(next.Member);
            (access, field) = (deeper, next);
        }

        return path;
    }

    /// <summary>Type of the nested record; null for a nullable struct, whose members are those of Nullable.</summary>
    private INamedTypeSymbol? RecordOf(ExpressionSyntax access, FieldModel field)
        => model.GetTypeInfo(access, cancellationToken).Type is INamedTypeSymbol type && !(type.IsValueType && field.Type.IsNullable) ? type : null;

    /// <summary>The member that is asked for of the value, by <c>.</c> or <c>?.</c>; null when the value is used otherwise.</summary>
    private static ExpressionSyntax? Deeper(ExpressionSyntax value) => value.Parent switch
    {
        MemberAccessExpressionSyntax { RawKind: (int)SyntaxKind.SimpleMemberAccessExpression } access when access.Expression == value => access,
        ConditionalAccessExpressionSyntax conditional when conditional.Expression == value => Binding(conditional.WhenNotNull),
        _ => null,
    };

    /// <summary>The first member behind a <c>?</c>: <c>.User</c> in <c>.User.Login.ToUpper()</c>.</summary>
    private static ExpressionSyntax? Binding(ExpressionSyntax behind) => behind switch
    {
        MemberBindingExpressionSyntax binding => binding,
        MemberAccessExpressionSyntax access => Binding(access.Expression),
        InvocationExpressionSyntax call => Binding(call.Expression),
        ElementAccessExpressionSyntax element => Binding(element.Expression),
        ConditionalAccessExpressionSyntax conditional => Binding(conditional.Expression),
        PostfixUnaryExpressionSyntax postfix => Binding(postfix.Operand),
        _ => null,
    };

    private bool IsComparedWithNull(ExpressionSyntax value) => value.Parent switch
    {
        ConditionalAccessExpressionSyntax conditional when conditional.WhenNotNull == value => IsComparedWithNull(conditional),
        IsPatternExpressionSyntax { Pattern: ConstantPatternSyntax constant } => IsNull(constant.Expression),
        IsPatternExpressionSyntax { Pattern: UnaryPatternSyntax { Pattern: ConstantPatternSyntax constant } } => IsNull(constant.Expression),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression } comparison
            => IsNull(comparison.Left == value ? comparison.Right : comparison.Left) && !IsOwnOperator(comparison),
        _ => false,
    };

    private static bool IsNull(ExpressionSyntax expression) => expression.IsKind(SyntaxKind.NullLiteralExpression);

    /// <summary>An operator that the user wrote; the one of a record says null of null alone.</summary>
    private bool IsOwnOperator(BinaryExpressionSyntax comparison)
        => model.GetSymbolInfo(comparison, cancellationToken).Symbol is IMethodSymbol { MethodKind: MethodKind.UserDefinedOperator, ContainingType.IsRecord: false };
}
