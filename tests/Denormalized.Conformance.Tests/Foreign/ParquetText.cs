using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using Denormalized.Schema;

namespace Denormalized.Conformance.Tests.Foreign;

/// <summary>
/// Rows of a Parquet file as text, put together from levels and values by the letter of the specification, as
/// <c>parquet.js</c> and <see cref="ArrowText"/> print them. Of logical types only decimals and half floats are seen: texts are
/// bytes, times and unsigned numbers are what is stored.
/// <code>
/// null, true, 12, f&lt;bits of a double&gt;, b&lt;bytes&gt;, [items], {key:value} by key, (fields)
/// </code>
/// </summary>
internal static class ParquetText
{
    /// <summary>Read by us.</summary>
    public static async Task<string[]> OfAsync(Stream stream, ParquetReadOptions? options = null)
    {
        ParquetFile file = await ParquetFile.OpenAsync(stream, options);
        var rows = new List<string>();
        await foreach (ParquetBatch batch in file.ReadBatchesAsync())
        {
            rows.AddRange(Rows(file.Schema, [.. batch.Columns.Select(Entries)], batch.Rows));
        }

        return [.. rows];
    }

    public static async Task<string[]> OfAsync(string path)
    {
        await using FileStream stream = File.OpenRead(path);
        return await OfAsync(stream);
    }

    /// <summary>The entries of each leaf of a file of few rows.</summary>
    public static async Task<IReadOnlyList<LeafEntries>> LeavesAsync(ParquetFile file)
    {
        await foreach (ParquetBatch batch in file.ReadBatchesAsync())
        {
            return batch.Rows == file.Rows ? [.. batch.Columns.Select(Entries)] : throw new NotSupportedException("The rows are more than one batch.");
        }

        return [];
    }

    /// <summary>Rows from the entries of each leaf.</summary>
    public static IEnumerable<string> Rows(ParquetSchema schema, IReadOnlyList<LeafEntries> leaves, int rows)
    {
        int leaf = 0;
        Part[] fields = [.. schema.Fields.Select(f => Part.Of(f, leaves, ref leaf, 0, 0))];
        for (int row = 0; row < rows; row++)
        {
            yield return $"({string.Join(',', fields.Select(f => f.Next()))})";
        }
    }

    public static string Bits(double number)
    {
        if (double.IsNaN(number))
        {
            return "fnan";
        }

        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteDoubleBigEndian(bytes, number);
        return "f" + Convert.ToHexStringLower(bytes);
    }

    public static string Bytes(ReadOnlySpan<byte> bytes) => "b" + Convert.ToHexStringLower(bytes);

    public static string Map(IEnumerable<(string Key, string Value)> entries) =>
        $"{{{string.Join(',', entries.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => $"{e.Key}:{e.Value}"))}}}";

    private static LeafEntries Entries(ParquetColumn column)
    {
        string[] values = [.. Enumerable.Range(0, column.ValueCount).Select(v => Value(column.Leaf.Node, column.Bytes(v)))];
        int[] Levels(ReadOnlySpan<byte> levels, int none) => levels.IsEmpty ? [.. Enumerable.Repeat(none, column.Count)] : [.. levels.ToArray().Select(l => (int)l)];
        return new LeafEntries(Levels(column.DefinitionLevels, 0), Levels(column.RepetitionLevels, 0), values);
    }

    private static string Value(ParquetNode node, ReadOnlySpan<byte> value) => (node.Type, node.Logical?.Kind) switch
    {
        (ParquetPhysicalType.Boolean, _) => value[0] != 0 ? "true" : "false",
        (ParquetPhysicalType.Int32, _) => BinaryPrimitives.ReadInt32LittleEndian(value).ToString(CultureInfo.InvariantCulture),
        (ParquetPhysicalType.Int64, _) => BinaryPrimitives.ReadInt64LittleEndian(value).ToString(CultureInfo.InvariantCulture),
        (ParquetPhysicalType.Float, _) => Bits(BinaryPrimitives.ReadSingleLittleEndian(value)),
        (ParquetPhysicalType.Double, _) => Bits(BinaryPrimitives.ReadDoubleLittleEndian(value)),
        (_, ParquetLogicalKind.Decimal) => new BigInteger(value, isBigEndian: true).ToString(CultureInfo.InvariantCulture),
        (_, ParquetLogicalKind.Float16) => Bits((double)BinaryPrimitives.ReadHalfLittleEndian(value)),
        _ => Bytes(value),
    };

    /// <summary>A node of the schema, which goes through the entries of its leaves.</summary>
    private sealed class Part
    {
        private readonly ParquetNode _node;
        private readonly int _definition;
        private readonly int _repetition;
        private readonly List<LeafEntries> _leaves = [];
        private readonly List<Part> _children = [];

        private Part(ParquetNode node, int definition, int repetition)
        {
            _node = node;
            _definition = definition + (node.Repetition == ParquetRepetition.Required ? 0 : 1);
            _repetition = repetition + (node.Repetition == ParquetRepetition.Repeated ? 1 : 0);
        }

        public static Part Of(ParquetNode node, IReadOnlyList<LeafEntries> leaves, ref int leaf, int definition, int repetition)
        {
            var part = new Part(node, definition, repetition);
            if (!node.IsGroup)
            {
                part._leaves.Add(leaves[leaf++]);
                return part;
            }

            foreach (ParquetNode child in node.Children)
            {
                part._children.Add(Of(child, leaves, ref leaf, part._definition, part._repetition));
                part._leaves.AddRange(part._children[^1]._leaves);
            }

            return part;
        }

        public string Next()
        {
            if (_leaves[0].Definition < _definition)
            {
                _leaves.ForEach(l => l.Skip());
                return "null";
            }

            return _node.Logical?.Kind switch
            {
                ParquetLogicalKind.List => $"[{string.Join(',', _children[0].Repeated().Select(e => e._children[0].Next()))}]",
                ParquetLogicalKind.Map => Map(_children[0].Repeated().Select(e => (e._children[0].Next(), e._children[1].Next()))),
                _ when _node.IsGroup => $"({string.Join(',', _children.Select(c => c.Next()))})",
                _ => _leaves[0].Take(),
            };
        }

        /// <summary>Itself for each element of the list at hand.</summary>
        private IEnumerable<Part> Repeated()
        {
            if (_leaves[0].Definition < _definition)
            {
                _leaves.ForEach(l => l.Skip());
                yield break;
            }

            do
            {
                yield return this;
            }
            while (_leaves[0].Repetition >= _repetition);
        }
    }
}

/// <summary>Levels and values of a column, gone through once.</summary>
internal sealed class LeafEntries(int[] definitions, int[] repetitions, string[] values)
{
    private int _at;
    private int _value;

    public int Definition => definitions[_at];

    /// <summary>Of the next entry; 0 at the end.</summary>
    public int Repetition => _at < repetitions.Length ? repetitions[_at] : 0;

    public void Skip() => _at++;

    public override string ToString() => $"definition {string.Join(' ', definitions)}, repetition {string.Join(' ', repetitions)}, values {string.Join(' ', values)}";

    public string Take()
    {
        _at++;
        return values[_value++];
    }
}
