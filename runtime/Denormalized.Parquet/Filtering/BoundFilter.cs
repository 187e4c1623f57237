namespace Denormalized.ParquetFormat;

/// <summary>A filter over the columns of one file.</summary>
internal abstract class BoundFilter
{
    /// <summary>The columns that it looks at.</summary>
    public abstract IEnumerable<ParquetLeaf> Leaves { get; }

    /// <summary>Rows of a row group that may be wanted, by what is known without reading pages.</summary>
    public abstract RowRanges Prune(IChunkKnowledge chunks);

    /// <summary>Says of each row of a batch whether it is wanted.</summary>
    /// <param name="columns">Columns by the number of their leaf.</param>
    /// <param name="rows">Filled, a flag for each row.</param>
    public abstract void Evaluate(IReadOnlyDictionary<int, ParquetColumn> columns, Span<bool> rows);

    /// <summary>Wants every row.</summary>
    public static BoundFilter All { get; } = new Everything();

    private sealed class Everything : BoundFilter
    {
        public override IEnumerable<ParquetLeaf> Leaves => [];

        public override RowRanges Prune(IChunkKnowledge chunks) => RowRanges.All(chunks.Rows);

        public override void Evaluate(IReadOnlyDictionary<int, ParquetColumn> columns, Span<bool> rows) => rows.Fill(true);
    }
}

/// <summary>What a file says of a row group beside its values.</summary>
internal interface IChunkKnowledge
{
    /// <summary>Rows of the row group.</summary>
    long Rows { get; }

    /// <summary>Statistics of a chunk; null where there are none.</summary>
    ParquetStatistics? Statistics(ParquetLeaf leaf);

    /// <summary>Pages of a chunk with what is known of each; empty where the file does not say.</summary>
    IReadOnlyList<(PageLocation Location, PageBounds Bounds)> Pages(ParquetLeaf leaf);

    /// <summary>False: the chunk has no value with this hash.</summary>
    bool MayContain(ParquetLeaf leaf, ulong hash);
}

internal enum FilterOperator
{
    Equal,
    NotEqual,
    Less,
    AtMost,
    Greater,
    AtLeast,
    IsNull,
    IsNotNull,
}

/// <summary>Two conditions, of which both or one must hold.</summary>
internal sealed class FilterPair(ParquetFilter left, ParquetFilter right, bool isBoth) : ParquetFilter
{
    internal override BoundFilter Bind(IReadOnlyList<ParquetLeaf> leaves) => new Bound(left.Bind(leaves), right.Bind(leaves), isBoth);

    private sealed class Bound(BoundFilter left, BoundFilter right, bool isBoth) : BoundFilter
    {
        private bool[] _right = [];

        public override IEnumerable<ParquetLeaf> Leaves => left.Leaves.Concat(right.Leaves);

        public override RowRanges Prune(IChunkKnowledge chunks) =>
            isBoth ? left.Prune(chunks).And(right.Prune(chunks)) : left.Prune(chunks).Or(right.Prune(chunks));

        public override void Evaluate(IReadOnlyDictionary<int, ParquetColumn> columns, Span<bool> rows)
        {
            if (_right.Length < rows.Length)
            {
                _right = new bool[rows.Length];
            }

            left.Evaluate(columns, rows);
            right.Evaluate(columns, _right.AsSpan(0, rows.Length));
            for (int i = 0; i < rows.Length; i++)
            {
                rows[i] = isBoth ? rows[i] && _right[i] : rows[i] || _right[i];
            }
        }
    }
}

/// <summary>A condition on one column.</summary>
/// <param name="column">Its path with dots.</param>
/// <param name="op">How the column is compared.</param>
/// <param name="value">With what; null where nulls are asked for.</param>
/// <param name="isHint">Where it does not suit the file it says nothing, instead of being refused.</param>
internal sealed class ColumnCondition(string column, FilterOperator op, object? value, bool isHint = false) : ParquetFilter
{
    internal override BoundFilter Bind(IReadOnlyList<ParquetLeaf> leaves)
    {
        ParquetLeaf? leaf = leaves.FirstOrDefault(l => l.Name == column);
        if (leaf is null)
        {
            return Refuse($"The filter asks for column '{column}', which the file does not have; it has {string.Join(", ", leaves.Select(l => l.Name))}.");
        }

        if (value is not null)
        {
            return FilterValue.Find(leaf, value) is { } wanted ? new Bound(leaf, op, wanted) : Refuse(FilterValue.Mismatch(leaf, value));
        }

        return leaf.MaxRepetition == 0
            ? new Bound(leaf, op, null)
            : Refuse($"The filter asks for nulls of column '{column}', which is in a list.");
    }

    private BoundFilter Refuse(string reason) => isHint ? BoundFilter.All : throw new ArgumentException(reason);

    private sealed class Bound(ParquetLeaf leaf, FilterOperator op, FilterValue? wanted) : BoundFilter
    {
        public override IEnumerable<ParquetLeaf> Leaves => [leaf];

        public override RowRanges Prune(IChunkKnowledge chunks)
        {
            ParquetStatistics? statistics = chunks.Statistics(leaf);
            if (statistics is not null && !MayHold(statistics.Min, statistics.Max, statistics.NullCount, chunks.Rows))
            {
                return RowRanges.None;
            }

            if (op == FilterOperator.Equal && wanted!.Hash() is { } hash && !chunks.MayContain(leaf, hash))
            {
                return RowRanges.None;
            }

            return PrunePages(chunks);
        }

        public override void Evaluate(IReadOnlyDictionary<int, ParquetColumn> columns, Span<bool> rows)
        {
            ParquetColumn values = columns[leaf.Index];
            ReadOnlySpan<byte> definitions = values.DefinitionLevels;
            ReadOnlySpan<byte> repetitions = values.RepetitionLevels;
            rows.Clear();
            int row = -1;
            for (int i = 0, value = 0; i < values.Count; i++)
            {
                row += repetitions.IsEmpty || repetitions[i] == 0 ? 1 : 0;
                bool isThere = definitions.IsEmpty || definitions[i] == leaf.MaxDefinition;
                rows[row] |= isThere ? Holds(values.Bytes(value++)) : op == FilterOperator.IsNull;
            }
        }

        private bool Holds(ReadOnlySpan<byte> value) => op switch
        {
            FilterOperator.IsNull => false,
            FilterOperator.IsNotNull => true,
            _ => wanted!.Compare(value) is { } order && Fits(order),
        };

        /// <param name="order">The sign of the value less the wanted one.</param>
        private bool Fits(int order) => op switch
        {
            FilterOperator.Equal => order == 0,
            FilterOperator.NotEqual => order != 0,
            FilterOperator.Less => order < 0,
            FilterOperator.AtMost => order <= 0,
            FilterOperator.Greater => order > 0,
            _ => order >= 0,
        };

        private RowRanges PrunePages(IChunkKnowledge chunks)
        {
            IReadOnlyList<(PageLocation Location, PageBounds Bounds)> pages = chunks.Pages(leaf);
            if (pages.Count == 0)
            {
                return RowRanges.All(chunks.Rows);
            }

            var ranges = new RowRanges();
            for (int i = 0; i < pages.Count; i++)
            {
                (PageLocation location, PageBounds bounds) = pages[i];
                long end = i + 1 < pages.Count ? pages[i + 1].Location.FirstRow : chunks.Rows;
                bool mayHold = bounds.IsAllNull
                    ? op == FilterOperator.IsNull
                    : MayHold(bounds.Min, bounds.Max, bounds.Nulls, end - location.FirstRow);
                if (mayHold)
                {
                    ranges.Add(location.FirstRow, end);
                }
            }

            return ranges;
        }

        /// <summary>Whether some row of a chunk or page may fit, by its bounds.</summary>
        private bool MayHold(ReadOnlyMemory<byte>? min, ReadOnlyMemory<byte>? max, long? nulls, long rows)
        {
            if (op == FilterOperator.IsNull)
            {
                return nulls != 0;
            }

            if (op == FilterOperator.IsNotNull)
            {
                return nulls is null || nulls < rows;
            }

            // A bound that cannot be compared, such as NaN, says nothing.
            if (ValueOrders.Of(leaf.Node) == ValueOrder.None || min is null || max is null || wanted!.Compare(min.Value.Span) is not { } low || wanted.Compare(max.Value.Span) is not { } high)
            {
                return true;
            }

            return op switch
            {
                FilterOperator.Equal => low <= 0 && high >= 0,
                FilterOperator.NotEqual => low != 0 || high != 0,
                FilterOperator.Less => low < 0,
                FilterOperator.AtMost => low <= 0,
                FilterOperator.Greater => high > 0,
                _ => high >= 0,
            };
        }
    }
}
