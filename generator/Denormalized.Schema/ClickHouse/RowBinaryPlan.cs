namespace Denormalized.Schema;

/// <summary>How values lie in ClickHouse's RowBinary, where it matters that they are not read: their width, and what stands for nothing.</summary>
public static class RowBinaryPlan
{
    /// <summary>Bytes of every value of the type; null where values differ in length.</summary>
    public static int? WidthOf(TypeUse use) => use.IsNullable ? null : WidthOf(use.Type);

    /// <summary>
    /// The bytes of a column's default, which fill the columns of a nested record that is null: zeros, with a 1 for every
    /// nullable value that is not itself a record.
    /// </summary>
    public static IReadOnlyList<byte> DefaultOf(TypeUse use)
    {
        var bytes = new List<byte>();
        AddDefault(bytes, use.Type, use.IsNullable);
        return bytes;
    }

    private static void AddDefault(List<byte> bytes, LogicalType type, bool isNullable)
    {
        switch (type)
        {
            case WrapperType wrapper:
                AddDefault(bytes, wrapper.Inner, isNullable);
                break;
            case ArrayType or MapType:
                bytes.Add(0);
                break;
            case NestedType nested:
                if (isNullable)
                {
                    bytes.Add(0);
                }

                foreach (FieldModel field in nested.Record.Fields)
                {
                    AddDefault(bytes, field.Type.Type, field.Type.IsNullable);
                }

                break;
            default:
                bytes.AddRange(isNullable ? [1] : new byte[WidthOf(type) ?? 1]);
                break;
        }
    }

    private static int? WidthOf(LogicalType type) => type switch
    {
        WrapperType wrapper => WidthOf(wrapper.Inner),
        BoolType => 1,
        IntegerType i => i.Bits / 8,
        FloatType f => f.Bits / 8,
        DecimalType d => d.Precision switch { <= 9 => 4, <= 18 => 8, <= 38 => 16, _ => 32 },
        FixedType f => f.Length,
        IpType ip => ip.Version == 4 ? 4 : 16,
        EnumType { IsText: false } e => ClickHousePlan.IsEnum8(e) ? 1 : 2,
        UuidType => 16,
        DateType d => d.IsNarrow ? 2 : 4,
        OffsetType => 2,
        InstantType or LocalTimeType or TimeType or DurationType => 8,
        NestedType nested => Sum(nested.Record.Fields.Select(f => WidthOf(f.Type))),
        _ => null,
    };

    private static int? Sum(IEnumerable<int?> widths) => widths.Aggregate((int?)0, (sum, width) => sum + width);
}
