using System.Globalization;
using Denormalized.Schema;
using Denormalized.SourceGen.Emit;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Denormalized.SourceGen.Queries;

/// <param name="Text">C# that computes it.</param>
/// <param name="CanBeNull">It can be null.</param>
internal sealed record PredicateValue(string Text, bool CanBeNull);

/// <summary>Writes what members are compared with: constants, and values from outside of the lambda.</summary>
internal sealed class PredicateValues(MemberPaths paths, CapturedCode code)
{
    /// <summary>A value for a member of a type; null where the two are not compared by what files hold.</summary>
    public PredicateValue? Of(LogicalType type, IOperation value)
    {
        if (value.ConstantValue is { HasValue: true, Value: null })
        {
            return IsCompared(type) || type is EnumType ? new PredicateValue("null", CanBeNull: true) : null;
        }

        if (type is EnumType names)
        {
            return Name(names, value) is { } name ? new PredicateValue(Literals.Text(name), CanBeNull: false) : null;
        }

        value = value switch
        {
            // A value that is null answers by itself, where .Value would throw: the lambda may never have come to it.
            IPropertyReferenceOperation { Property.Name: "Value", Instance: { } nullable } access when MemberPaths.IsOfNullable(access.Property) => nullable,
            IConversionOperation { Conversion: { IsImplicit: true, IsNullable: true }, Operand: var operand } lifted when IsNullableOf(lifted.Type, operand.Type) => operand,
            _ => value,
        };
        return IsCompared(type) && IsInstant(type, value.Type) && Text(value) is { } text
            ? new PredicateValue(Converted(type, text), value.Type is not { IsValueType: true, OriginalDefinition.SpecialType: not SpecialType.System_Nullable_T })
            : null;
    }

    /// <summary>Arguments for a list of values: of a type whose Contains compares as <c>==</c> does.</summary>
    public string? OfList(LogicalType type, IOperation list)
    {
        ITypeSymbol? element = list.Type switch
        {
            IArrayTypeSymbol array => array.ElementType,
            INamedTypeSymbol { Name: "List" or "HashSet" or "IReadOnlyList" or "IList", TypeArguments: [var single], ContainingNamespace: { } space }
                when space.ToDisplayString() == "System.Collections.Generic" => single,
            _ => null,
        };
        return element is null || !IsCompared(type) || !IsInstant(type, element) || Text(list) is not { } text ? null
            : Converted(type, "v") is var converted && converted == "v" ? text
            : $"{text}, static v => {converted}";
    }

    /// <summary>C# of an expression that does not depend on the record; null where generated code cannot compute it.</summary>
    public string? Text(IOperation value)
    {
        if (paths.IsOfRow(value))
        {
            return null;
        }

        try
        {
            return code.Write(value);
        }
        catch (QueryException)
        {
            return null; // its predicate is asked for every record then
        }
    }

    /// <summary>The list itself, not the span or interface that a call makes of it.</summary>
    public static IOperation List(IOperation operation) => operation switch
    {
        IConversionOperation { IsImplicit: true } conversion => List(conversion.Operand),
        IInvocationOperation { TargetMethod.Name: "op_Implicit", Arguments: [var list] } => List(list.Value),
        _ => operation,
    };

    /// <summary>Types that files hold as C# compares them.</summary>
    private static bool IsCompared(LogicalType type) => type
        is BoolType or IntegerType { Bits: <= 64 } or FloatType or DecimalType or StringType or UuidType or DateType or InstantType { IsNano: false } or LocalTimeType;

    private static bool IsInstant(LogicalType type, ITypeSymbol? value)
    {
        string name = (Inner(value) ?? value)?.Name ?? "";
        return type switch
        {
            InstantType { IsDateTimeOffset: true } => name == nameof(DateTimeOffset),
            InstantType or LocalTimeType => name == nameof(DateTime),
            _ => true,
        };
    }

    private static ITypeSymbol? Inner(ITypeSymbol? type)
        => type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var inner] } ? inner : null;

    private static bool IsNullableOf(ITypeSymbol? type, ITypeSymbol? inner) => Inner(type) is { } own && SymbolEqualityComparer.Default.Equals(own, inner);

    private static string Converted(LogicalType type, string text) => type switch
    {
        InstantType { IsDateTimeOffset: false } => $"ParquetPredicate.Instant({text})",
        LocalTimeType => $"ParquetPredicate.Local({text})",
        _ => text,
    };

    /// <summary>Files hold names. The default stands for all that a reader does not know, so nothing is known of it.</summary>
    private static string? Name(EnumType type, IOperation value)
    {
        if (value.ConstantValue is not { HasValue: true, Value: { } constant })
        {
            return value is IConversionOperation { Conversion: { IsImplicit: true, IsNullable: true } } lifted ? Name(type, lifted.Operand) : null;
        }

        long number = constant is ulong u ? unchecked((long)u) : Convert.ToInt64(constant, CultureInfo.InvariantCulture);
        EnumMember[] named = [.. type.Members.Where(m => m.Value == number)];
        return named.Length == 1 && number != type.Default ? named[0].Name : null;
    }
}
