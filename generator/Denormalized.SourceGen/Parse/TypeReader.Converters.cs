using Denormalized.Schema;
using Denormalized.SourceGen.Diagnostics;
using Microsoft.CodeAnalysis;

namespace Denormalized.SourceGen.Parse;

/// <content>[Convert], on the member or on its type.</content>
internal sealed partial class TypeReader
{
    private const string ConvertAttribute = "ConvertAttribute";

    private bool _converted;

    /// <summary>True where a converter takes the type, also when it has been refused.</summary>
    private bool ReadConverted(ITypeSymbol type, bool nullable, out TypeUse? use)
    {
        use = null;
        AttributeData? onMember = _attributes.Find(ConvertAttribute);
        AttributeData? attribute = onMember ?? type.GetAttributes().FirstOrDefault(a => MemberAttributes.Is(a, "Denormalized", ConvertAttribute));
        if (attribute is not { ConstructorArguments: [{ Value: INamedTypeSymbol { TypeKind: not TypeKind.Error } converter }] })
        {
            return false;
        }

        IMethodSymbol[] to = Methods(converter, "ToWire").Where(m => IsSame(m.Parameters[0].Type, type)).ToArray();
        if (to.Length == 0 && onMember is not null)
        {
            return false; // for the elements, or for none: see CheckConverter
        }

        _converted = true;
        IMethodSymbol? from = to.Length == 0 ? null : Methods(converter, "FromWire").FirstOrDefault(m => IsSame(m.ReturnType, type) && IsSame(m.Parameters[0].Type, to[0].ReturnType));
        LogicalType? inner = from is null || to[0].ReturnType.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T ? null : ReadScalar(to[0].ReturnType);
        if (inner is null)
        {
            string shown = type.WithNullableAnnotation(NullableAnnotation.None).ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
            Refuse(to.Length == 0 ? $"'{converter.Name}' needs 'public static TWire ToWire({shown} value)'"
                : from is null ? $"'{converter.Name}' needs 'public static {shown} FromWire({to[0].ReturnType.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)} value)', the inverse of its ToWire"
                : $"'{converter.Name}.ToWire' gives '{to[0].ReturnType.ToDisplayString()}', which is no single value with a form on the wire: a converter makes a bool, number, string, byte[], enum, Guid, date, time, instant or the like, not null");
            return true;
        }

        use = new TypeUse(new WrapperType(inner, "") { Clr = TypeNames.Clr(type), Converter = TypeNames.Clr(converter), IsReference = !type.IsValueType }, nullable) { IsValueType = type.IsValueType };
        return true;
    }

    /// <summary>A converter on the member that none of its types goes through was a mistake.</summary>
    private void CheckConverter()
    {
        if (!_converted && _attributes.Find(ConvertAttribute) is { ConstructorArguments: [{ Value: INamedTypeSymbol { TypeKind: not TypeKind.Error } converter }] })
        {
            Refuse($"'{converter.Name}' has no public static method ToWire that takes '{member.Type.ToDisplayString()}' or its elements");
        }
    }

    private void Refuse(string problem) => records.Report(RecordDiagnostics.Convert, member.Symbol, member.Symbol.Name, problem);

    private static IEnumerable<IMethodSymbol> Methods(INamedTypeSymbol converter, string name) => converter.GetMembers(name).OfType<IMethodSymbol>()
        .Where(m => m is { IsStatic: true, DeclaredAccessibility: Accessibility.Public, Parameters: [{ RefKind: RefKind.None }], IsGenericMethod: false });

    private static bool IsSame(ITypeSymbol left, ITypeSymbol right) => SymbolEqualityComparer.Default.Equals(left, right);
}
