using Denormalized.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Denormalized.SourceGen.Pipelines;

/// <summary>
/// Takes <c>$"{v.Country}/{v.Url}"</c> and <c>v.Country + "/" + v.Url</c> apart, where every part is a string of the row
/// or a constant. Null is the empty string in both, and in the bytes of a column.
/// </summary>
internal sealed class TextParts(SemanticModel model, SourceReader source, Func<ExpressionSyntax, FieldModel?> member, CancellationToken cancellationToken)
{
    private readonly List<TextPart> _parts = [];
    private readonly List<FieldModel> _fields = [];

    /// <summary>Null where a part is anything else; nothing was recorded then.</summary>
    public IReadOnlyList<TextPart>? Read(ExpressionSyntax value)
    {
        bool isText = value is InterpolatedStringExpressionSyntax || value.IsKind(SyntaxKind.AddExpression);
        if (!isText || model.GetTypeInfo(value, cancellationToken).ConvertedType?.SpecialType != SpecialType.System_String || !Add(value) || _fields.Count == 0)
        {
            return null;
        }

        _fields.ForEach(source.Copy);
        return _parts;
    }

    private bool Add(ExpressionSyntax value)
    {
        value = LambdaReader.Unwrap(value);
        if (model.GetConstantValue(value, cancellationToken) is { HasValue: true } constant)
        {
            return constant.Value is string text && AddLiteral(text);
        }

        switch (value)
        {
            case InterpolatedStringExpressionSyntax interpolated:
                return interpolated.Contents.All(AddContent);
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum
                when model.GetTypeInfo(sum, cancellationToken).Type?.SpecialType == SpecialType.System_String:
                return Add(sum.Left) && Add(sum.Right);
            default:
                if (member(value) is not { Type.Type: StringType } field)
                {
                    return false;
                }

                _fields.Add(field);
                _parts.Add(new TextPart(field.Member, null));
                return true;
        }
    }

    private bool AddContent(InterpolatedStringContentSyntax content) => content switch
    {
        InterpolatedStringTextSyntax text => model.GetOperation(text, cancellationToken) is IInterpolatedStringTextOperation { Text.ConstantValue: { HasValue: true, Value: string literal } } && AddLiteral(literal),
        InterpolationSyntax { AlignmentClause: null, FormatClause: null } hole => Add(hole.Expression),
        _ => false,
    };

    private bool AddLiteral(string text)
    {
        if (text.Length > 0)
        {
            _parts.Add(new TextPart(null, text));
        }

        return Utf8Conditions.IsValid(text);
    }
}
