using Denormalized.Schema;

namespace Denormalized;

/// <summary>A column of a Parquet file: a leaf of its schema.</summary>
/// <param name="Index">Its number among the leaves.</param>
/// <param name="Node">Its type.</param>
/// <param name="Path">Names from the root.</param>
/// <param name="MaxDefinition">Definition level of a value that is there: how many nodes on the path are optional or repeated.</param>
/// <param name="MaxRepetition">How many nodes on the path are repeated.</param>
public sealed record ParquetLeaf(int Index, ParquetNode Node, IReadOnlyList<string> Path, int MaxDefinition, int MaxRepetition)
{
    /// <summary>The path with dots.</summary>
    public string Name { get; } = string.Join('.', Path);

    /// <summary>Bytes of a value in <see cref="ParquetColumn.Values"/>; 0 where they differ in length. A boolean takes one.</summary>
    public int Width => Node.Type switch
    {
        ParquetPhysicalType.Boolean => 1,
        ParquetPhysicalType.Int32 or ParquetPhysicalType.Float => 4,
        ParquetPhysicalType.Int64 or ParquetPhysicalType.Double => 8,
        ParquetPhysicalType.Int96 => 12,
        ParquetPhysicalType.FixedLenByteArray => Node.Length,
        _ => 0,
    };
}
