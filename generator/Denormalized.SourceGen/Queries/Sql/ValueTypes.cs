using Denormalized.Schema;
using Denormalized.SourceGen.Parse;
using Microsoft.CodeAnalysis;

namespace Denormalized.SourceGen.Queries;

/// <summary>What C# types of expressions mean where no member's attributes say more.</summary>
internal static class ValueTypes
{
    /// <summary>Scale of a decimal that comes out of an earlier Select, whose own scale a later call site cannot see.</summary>
    public const int ProjectedScale = 18;

    /// <summary>All of a C# instant: ticks of 100 ns.</summary>
    public const int InstantDigits = 7;

    public static readonly BoolType Bool = new() { Clr = "bool" };
    public static readonly IntegerType Int32 = new(32, true) { Clr = "int" };
    public static readonly IntegerType Int64 = new(64, true) { Clr = "long" };
    public static readonly IntegerType UInt64 = new(64, false) { Clr = "ulong" };
    public static readonly FloatType Double = new(64) { Clr = "double" };
    public static readonly StringType String = new(LowCardinality: false) { Clr = "string" };
    public static readonly UuidType Uuid = new() { Clr = "global::System.Guid" };
    public static readonly DurationType Duration = new() { Clr = "global::System.TimeSpan" };
    public static readonly DateType Date = new() { Clr = "global::System.DateOnly" };
    /// <summary>A number, not an enum of ClickHouse: Sunday is 0.</summary>
    public static readonly IntegerType DayOfWeek = new(32, true) { Clr = "global::System.DayOfWeek" };
    public static readonly InstantType Instant = new(InstantDigits, IsDateTimeOffset: true) { Clr = "global::System.DateTimeOffset" };

    /// <summary>Holds every C# decimal exactly: 28 digits behind the point, 29 before it.</summary>
    public static readonly DecimalType AnyDecimal = new(76, 28) { Clr = "decimal" };

    /// <summary>A value or a collection of values; null for objects with members and for types without a form in SQL.</summary>
    public static TypeUse? Scalar(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var inner] } && IsDayOfWeek(inner))
        {
            return new TypeUse(DayOfWeek, true) { IsValueType = true };
        }

        return IsDayOfWeek(type) ? new TypeUse(DayOfWeek, false) { IsValueType = true }
            : RecordReader.ReadType(type) is { Type: not NestedType } use ? Generalize(use)
            : null;
    }

    private static bool IsDayOfWeek(ITypeSymbol type)
        => type is { Name: "DayOfWeek", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };

    /// <summary>A member of a record, whose fields are columns or elements by name.</summary>
    public static SqlValue OfField(RecordModel record, FieldModel field, Func<string, Sql> column)
        => OfColumn(column(field.Column), field.Type) with { Offset = record.OffsetOf(field) is { } offset ? column(offset.Column) : null };

    /// <summary>
    /// A column. What lies there in another form than its C# type has is brought into that form: text without its padding, an
    /// enum that is kept by name.
    /// </summary>
    public static SqlValue OfColumn(Sql text, TypeUse use) => use.Type switch
    {
        FixedType { Form: null } => new SqlValue(Sql.Call("toStringCutToZero", text), String, use.IsNullable),
        EnumType { IsText: true } e => new SqlValue(
            Sql.Concat("CAST(", text, ", ", ClickHouseText.Literal(ClickHousePlan.NativeTypeOf(use with { Type = e with { IsText = false } })), ")"),
            e with { IsText = false }, use.IsNullable),
        _ => new(text, use.Type, use.IsNullable && use.Type is not (ArrayType or MapType)),
    };

    /// <summary>The values are stored and read, but neither compared nor sent: C# compares them by reference, or by rules of their own.</summary>
    public static bool IsOpaque(LogicalType type) => type switch
    {
        BytesType or FixedType or JsonType or IpType or LocalTimeType or TextType => true,
        WrapperType wrapper => wrapper.Converter is not null || IsOpaque(wrapper.Inner),
        _ => false,
    };

    /// <summary>A column of an earlier Select or part of a key: its scale and, for a column, a string's nullability are not known here.</summary>
    public static SqlValue OfProjection(Sql text, TypeUse use, bool isKey)
    {
        bool unknownNull = !isKey && use.Type is StringType;
        bool unknownScale = Innermost(use.Type) is DecimalType or InstantType;
        return OfColumn(text, use) with
        {
            MayHideNull = unknownNull && !use.IsNullable,
            IsExact = !unknownNull && !unknownScale,
        };
    }

    /// <summary>The type in which a value is read or cast: decimals within what can be read.</summary>
    public static LogicalType Readable(LogicalType type)
        => type is DecimalType { Precision: > 38 } d ? d with { Precision = 38, Scale = Math.Min(d.Scale, ProjectedScale) } : type;

    private static TypeUse Generalize(TypeUse use) => use with { Type = Generalize(use.Type) };

    private static LogicalType Generalize(LogicalType type) => type switch
    {
        DecimalType d => new DecimalType(38, ProjectedScale) { Clr = d.Clr },
        InstantType i => i with { Digits = i.IsNano ? 9 : InstantDigits, EpochDigits = null },
        ArrayType a => a with { Item = Generalize(a.Item) },
        MapType m => m with { Value = Generalize(m.Value) },
        WrapperType w => w with { Inner = Generalize(w.Inner) },
        _ => type,
    };

    private static LogicalType Innermost(LogicalType type) => type switch
    {
        ArrayType a => Innermost(a.Item.Type),
        MapType m => Innermost(m.Value.Type),
        WrapperType w => Innermost(w.Inner),
        _ => type,
    };
}
