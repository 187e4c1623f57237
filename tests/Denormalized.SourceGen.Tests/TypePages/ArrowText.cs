using Apache.Arrow;
using Apache.Arrow.Types;

namespace Denormalized.SourceGen.Tests.TypePages;

/// <summary>Types of Arrow as its libraries print them.</summary>
internal static class ArrowText
{
    /// <summary>e.g. <c>list&lt;item: string not null&gt; not null</c></summary>
    public static string Of(Field field) => Of(field.DataType) + (field.IsNullable ? "" : " not null");

    private static string Of(IArrowType type) => type switch
    {
        StringType => "string",
        TimestampType t => $"timestamp[{Unit(t.Unit)}{(t.Timezone is { Length: > 0 } zone ? $", tz={zone}" : "")}]",
        Time64Type t => $"time64[{Unit(t.Unit)}]",
        Decimal128Type d => $"decimal128({d.Precision}, {d.Scale})",
        Decimal256Type d => $"decimal256({d.Precision}, {d.Scale})",
        FixedSizeBinaryType f => $"fixed_size_binary[{f.ByteWidth}]",
        DictionaryType d => $"dictionary<values={Of(d.ValueType)}, indices={Of(d.IndexType)}>",
        MapType m => $"map<{Of(m.KeyField)}, {Of(m.ValueField)}>",
        ListType l => $"list<{Named(l.ValueField)}>",
        StructType s => $"struct<{string.Join(", ", s.Fields.Select(Named))}>",
        _ => type.Name,
    };

    private static string Named(Field field) => $"{field.Name}: {Of(field)}";

    private static string Unit(Apache.Arrow.Types.TimeUnit unit) => unit switch
    {
        Apache.Arrow.Types.TimeUnit.Second => "s",
        Apache.Arrow.Types.TimeUnit.Millisecond => "ms",
        Apache.Arrow.Types.TimeUnit.Microsecond => "us",
        _ => "ns",
    };
}
