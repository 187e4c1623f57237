using System.Text;
using Denormalized.Schema;
using Denormalized.Tool.Infer.Decide;
using Denormalized.Tool.Infer.Evidence;

namespace Denormalized.Tool.Infer.Input;

/// <summary>
/// Walks a schema beside the evidence of its rows. JSON shows numbers; how wide they are, and which are decimals, only the
/// schema says. The evidence ends where no row was, so schemas that hold themselves end too.
/// </summary>
internal static class DeclaredNumbers
{
    public static void Apply(AvroSchema schema, PathEvidence evidence)
    {
        switch (schema)
        {
            case AvroRecord record:
                foreach (AvroField field in record.Fields)
                {
                    Member(evidence, field.Name, member => Apply(field.Type, member));
                }

                break;
            case AvroUnion union:
                foreach (AvroSchema branch in union.Branches)
                {
                    Apply(branch, evidence);
                }

                break;
            case AvroArray array when evidence.Arrays is { } arrays:
                Apply(array.Items, arrays.Items);
                break;
            case AvroMap map:
                Values(evidence, value => Apply(map.Values, value));
                break;
            case { Logical.Kind: AvroLogicalKind.Decimal }:
                evidence.Numbers?.Declare(LogicalKind.Decimal(schema.Logical.Precision, schema.Logical.Scale));
                break;
            case { Kind: AvroKind.Int or AvroKind.Long or AvroKind.Float or AvroKind.Double }:
                evidence.Numbers?.Declare(schema.Kind switch { AvroKind.Int => KindTag.Int32, AvroKind.Long => KindTag.Int64, _ => KindTag.Float64 });
                break;
        }
    }

    public static void Apply(ParquetSchema schema, PathEvidence rows)
    {
        foreach (ParquetNode field in schema.Fields)
        {
            Member(rows, field.Name, member => Apply(field, member));
        }
    }

    private static void Apply(ParquetNode node, PathEvidence evidence)
    {
        if (node.Repetition == ParquetRepetition.Repeated)
        {
            Elements(node, evidence);
            return;
        }

        ParquetNode? repeated = node.Children.Count == 1 && node.Children[0].Repetition == ParquetRepetition.Repeated ? node.Children[0] : null;
        switch (node.Logical?.Kind)
        {
            case ParquetLogicalKind.List when repeated is not null:
                bool isElement = !repeated.IsGroup || repeated.Children.Count != 1 || repeated.Name == "array" || repeated.Name == node.Name + "_tuple";
                Elements(isElement ? repeated : repeated.Children[0], evidence);
                break;
            case ParquetLogicalKind.Map when repeated is { Children.Count: 2 }:
                Values(evidence, value => Apply(repeated.Children[1], value));
                break;
            case var _ when node.IsGroup:
                foreach (ParquetNode child in node.Children)
                {
                    Member(evidence, child.Name, member => Apply(child, member));
                }

                break;
            default:
                if (Number(node) is { } kind)
                {
                    evidence.Numbers?.Declare(kind);
                }

                break;
        }
    }

    private static LogicalKind? Number(ParquetNode node) => (node.Type, node.Logical) switch
    {
        (_, { Kind: ParquetLogicalKind.Decimal } type) => LogicalKind.Decimal(type.Precision, type.Scale),
        (ParquetPhysicalType.Float or ParquetPhysicalType.Double, _) or (_, { Kind: ParquetLogicalKind.Float16 }) => KindTag.Float64,
        (_, { Kind: ParquetLogicalKind.Integer } type) => (type.Bits, type.IsSigned) switch
        {
            (8, _) or (16, true) => KindTag.Int16,
            (16, false) or (32, true) => KindTag.Int32,
            (64, false) => KindTag.UInt64,
            _ => KindTag.Int64,
        },
        (ParquetPhysicalType.Int32, null) => KindTag.Int32,
        (ParquetPhysicalType.Int64, null) => KindTag.Int64,
        _ => null,
    };

    private static void Elements(ParquetNode element, PathEvidence evidence)
    {
        if (evidence.Arrays is { } arrays)
        {
            Apply(element with { Repetition = ParquetRepetition.Required }, arrays.Items);
        }
    }

    private static void Member(PathEvidence evidence, string name, Action<PathEvidence> apply)
    {
        if (evidence.Objects?.Find(Encoding.UTF8.GetBytes(name)) is { } member)
        {
            apply(member);
        }
    }

    /// <summary>Values of a map.</summary>
    private static void Values(PathEvidence evidence, Action<PathEvidence> apply)
    {
        foreach (PathEvidence value in evidence.Objects?.Values ?? [])
        {
            apply(value);
        }
    }
}
