using Denormalized.Schema;
using Denormalized.SourceGen.Parse;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Denormalized.SourceGen.Queries;

/// <summary>A member of a record as a column of its files.</summary>
/// <param name="Column">The path with dots.</param>
/// <param name="Use">Its type.</param>
/// <param name="CanBeNull">It, or a record around it, can be null.</param>
internal sealed record MemberPath(string Column, TypeUse Use, bool CanBeNull);

/// <summary>Finds the columns that a lambda's expressions name.</summary>
internal sealed class MemberPaths(RecordModel record, IMethodSymbol lambda)
{
    private readonly Stack<MemberPath> _conditionalAccess = new();

    /// <summary>A member as it is or widened; null for everything else.</summary>
    public MemberPath? Of(IOperation operation)
    {
        switch (operation)
        {
            case IParenthesizedOperation inner:
                return Of(inner.Operand);
            case IConversionOperation { Conversion: { IsImplicit: true, IsUserDefined: false } kind } conversion when kind.IsIdentity || kind.IsNumeric || kind.IsNullable:
                return Of(conversion.Operand);
            case IConditionalAccessInstanceOperation when _conditionalAccess.Count > 0:
                return _conditionalAccess.Peek();
            case IConditionalAccessOperation access when Of(access.Operation) is { } owner:
                _conditionalAccess.Push(owner);
                MemberPath? path = Of(access.WhenNotNull);
                _conditionalAccess.Pop();
                return path;
            case IPropertyReferenceOperation { Instance: { } instance, Arguments.Length: 0 } property:
                return Member(property.Property, instance);
            case IFieldReferenceOperation { Instance: { } instance } field:
                return Member(field.Field, instance);
            default:
                return null;
        }
    }

    /// <summary>The expression depends on the record: on the lambda's parameter or a variable that a pattern declares.</summary>
    public bool IsOfRow(IOperation operation) => operation switch
    {
        IParameterReferenceOperation parameter => IsOfLambda(parameter.Parameter),
        ILocalReferenceOperation local => IsOfLambda(local.Local),
        _ => operation.ChildOperations.Any(IsOfRow),
    };

    public static bool IsOfNullable(ISymbol member) => member.ContainingType.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;

    private bool IsOfLambda(ISymbol symbol) => SymbolEqualityComparer.Default.Equals(symbol.ContainingSymbol, lambda);

    private MemberPath? Member(ISymbol member, IOperation instance)
    {
        if (instance is IParameterReferenceOperation parameter)
        {
            return SymbolEqualityComparer.Default.Equals(parameter.Parameter, lambda.Parameters[0]) ? Field(record, member, "", canBeNull: false) : null;
        }

        if (Of(instance) is not { } owner)
        {
            return null;
        }

        return owner.Use.Type switch
        {
            _ when IsOfNullable(member) => member.Name == "Value" ? owner : null,
            NestedType { Record.Hierarchy: null } nested => Field(nested.Record, member, owner.Column + ".", owner.CanBeNull),
            WrapperType { Converter: null } wrapper when TypeNames.Escape(member.Name) == wrapper.Member => owner with { Use = owner.Use with { Type = wrapper.Inner } },
            _ => null,
        };
    }

    private static MemberPath? Field(RecordModel record, ISymbol member, string prefix, bool canBeNull)
    {
        string name = TypeNames.Escape(member.Name);
        return record.Fields.FirstOrDefault(f => f.Member == name && !f.IsSynthetic) is { } field
            ? new MemberPath(prefix + field.Column, field.Type, canBeNull || field.Type.IsNullable)
            : null;
    }
}
