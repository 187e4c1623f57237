using System.Text;

namespace Denormalized.Schema;

/// <summary>A column or a group of columns in the schema of a Parquet file.</summary>
public sealed record ParquetNode(string Name, ParquetRepetition Repetition)
{
    /// <summary>Null for a group.</summary>
    public ParquetPhysicalType? Type { get; init; }

    /// <summary>Bytes of a <see cref="ParquetPhysicalType.FixedLenByteArray"/>.</summary>
    public int Length { get; init; }

    /// <summary>Null where the values mean nothing but themselves.</summary>
    public ParquetLogicalType? Logical { get; init; }

    /// <summary>Identifier that survives renames, where the writer gave one.</summary>
    public int? FieldId { get; init; }

    /// <summary>Of a group.</summary>
    public EquatableArray<ParquetNode> Children { get; init; }

    public bool IsGroup => Type is null;
}

/// <summary>The schema of a Parquet file: a tree whose leaves are the columns.</summary>
/// <remarks>
/// Its text is the message type of the Parquet project, which its tools print and parse:
/// <code>
/// message page_view {
///   required fixed_len_byte_array(16) id (UUID);
///   required int64 at (TIMESTAMP(MICROS,true));
///   required group tags (LIST) {
///     repeated group list {
///       required binary element (STRING);
///     }
///   }
/// }
/// </code>
/// A name with white space or one of <c>;{}()`</c> stands between backquotes, which is ours.
/// </remarks>
public sealed record ParquetSchema(string Name, EquatableArray<ParquetNode> Fields)
{
    /// <summary>Reads a message type.</summary>
    /// <exception cref="FormatException">It is none; the message says where.</exception>
    public static ParquetSchema Parse(string text) => new ParquetSchemaParser(text).Parse();

    /// <summary>The message type, one node a line.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("message ").Append(Quote(Name)).Append(" {\n");
        Print(text, Fields, 1);
        return text.Append("}\n").ToString();
    }

    private static void Print(StringBuilder text, EquatableArray<ParquetNode> nodes, int depth)
    {
        foreach (ParquetNode node in nodes)
        {
            string type = node.Type switch
            {
                null => "group",
                ParquetPhysicalType.ByteArray => "binary",
                ParquetPhysicalType.FixedLenByteArray => $"fixed_len_byte_array({node.Length})",
                { } other => other.ToString().ToLowerInvariant(),
            };
            text.Append(' ', 2 * depth).Append(node.Repetition.ToString().ToLowerInvariant()).Append(' ').Append(type).Append(' ').Append(Quote(node.Name));
            text.Append(node.Logical is { } logical ? $" ({logical})" : "").Append(node.FieldId is { } id ? $" = {id}" : "");
            if (node.IsGroup)
            {
                text.Append(" {\n");
                Print(text, node.Children, depth + 1);
                text.Append(' ', 2 * depth).Append("}\n");
            }
            else
            {
                text.Append(";\n");
            }
        }
    }

    private static string Quote(string name) =>
        name.Length > 0 && name.All(c => c > ' ' && ";{}()`=,".IndexOf(c) < 0) ? name : $"`{name.Replace("`", "``")}`";
}
