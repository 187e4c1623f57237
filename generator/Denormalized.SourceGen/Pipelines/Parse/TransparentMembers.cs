using Denormalized.Schema;
using Denormalized.SourceGen.Parse;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Denormalized.SourceGen.Pipelines;

/// <summary>
/// Which members of a record give back exactly what was put in: fields and automatic properties. Others run code of the
/// user, so a value may not go past the object.
/// </summary>
internal sealed class TransparentMembers(INamedTypeSymbol type, RecordModel record)
{
    private readonly Dictionary<string, FieldModel> _fields = record.Fields.Where(f => !f.IsSynthetic).ToDictionary(f => f.Member, StringComparer.Ordinal);

    /// <summary>The field of a transparent member; null for every other member and type.</summary>
    public FieldModel? Field(ISymbol? member)
    {
        if (member is not (IPropertySymbol or IFieldSymbol) || !IsOfType(member)
            || !_fields.TryGetValue(TypeNames.Escape(member.Name), out FieldModel field))
        {
            return null;
        }

        return member is IFieldSymbol || IsAutomatic((IPropertySymbol)member, record.ConstructorMembers.Contains(field.Member)) ? field : null;
    }

    private bool IsOfType(ISymbol member)
    {
        for (INamedTypeSymbol? t = type; t is not null; t = t.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(member.ContainingType, t))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsAutomatic(IPropertySymbol property, bool throughConstructor)
    {
        if (property.IsVirtual || property.IsOverride || property.IsAbstract || property.IsPartialDefinition)
        {
            return false;
        }

        // A constructor of a class may compute; that of a record only assigns.
        if (throughConstructor && !property.ContainingType.IsRecord && !property.ContainingType.IsValueType)
        {
            return false;
        }

        if (property.DeclaringSyntaxReferences is not [var reference, ..])
        {
            return IsCompilerGenerated(property.GetMethod) && (property.SetMethod is null || IsCompilerGenerated(property.SetMethod));
        }

        return reference.GetSyntax() switch
        {
            ParameterSyntax => true,
            PropertyDeclarationSyntax { ExpressionBody: null, AccessorList.Accessors: var accessors } declared
                => accessors.All(a => a.Body is null && a.ExpressionBody is null)
                    && (!throughConstructor || declared.Initializer is null or { Value: IdentifierNameSyntax }),
            _ => false,
        };
    }

    /// <summary>In metadata, the accessors of an automatic property say so.</summary>
    private static bool IsCompilerGenerated(IMethodSymbol? accessor)
        => accessor?.GetAttributes().Any(a => MemberAttributes.Is(a, "System.Runtime.CompilerServices", "CompilerGeneratedAttribute")) == true;
}
