using System.Runtime.CompilerServices;
using Denormalized.CompilerServices;
using Denormalized.ParquetFormat;
using Denormalized.Schema;

namespace Denormalized;

/// <summary>
/// Reads the records of a Parquet file, whoever wrote it. Members are found by the names of their columns; columns that no member
/// has are not read, so a record with some of the columns is a projection.
/// </summary>
/// <remarks>
/// Schema resolution: a column that is never null can be a nullable member, and a nullable one a member that is not while no null
/// comes; integers widen, also to floats, decimals gain digits, times change their unit, floored. A member that is not
/// <c>required</c>, a nullable one, a list or a map without a column gets its default. Not thread-safe.
/// </remarks>
/// <typeparam name="T">A type with <c>[Stream]</c>.</typeparam>
public sealed class ParquetReader<T> : IAsyncEnumerable<T>
{
    private readonly ParquetReadOptions _options;

    internal ParquetReader(ParquetFile file, ParquetReadOptions options)
    {
        File = file;
        _options = options;
    }

    /// <summary>The file.</summary>
    public ParquetFile File { get; }

    /// <summary>Opens a file.</summary>
    /// <param name="stream">Seekable; stays open.</param>
    /// <param name="options">Limits.</param>
    /// <param name="cancellationToken">Ends waiting for the stream.</param>
    /// <exception cref="ParquetException">It is no Parquet file, or its columns cannot be read as the members.</exception>
    public static async ValueTask<ParquetReader<T>> OpenAsync(Stream stream, ParquetReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new ParquetReadOptions();
        var reader = new ParquetReader<T>(await ParquetFile.OpenAsync(stream, options, cancellationToken).ConfigureAwait(false), options);
        reader.Bind([]).Dispose();
        return reader;
    }

    /// <summary>Reads the records in their order.</summary>
    /// <exception cref="ParquetException">The file is damaged, or a value has no form in its member.</exception>
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) => ReadAsync(null, cancellationToken).GetAsyncEnumerator(cancellationToken);

    /// <summary>Reads the records that fit a filter, in their order. Row groups and pages without any are passed over.</summary>
    /// <param name="filter">Its columns need not be members of the record; null for all records.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ParquetException">The file is damaged, or a value has no form in its member.</exception>
    /// <exception cref="ArgumentException">The filter has a column that the file has not, or a value of another type.</exception>
    public IAsyncEnumerable<T> ReadAsync(ParquetFilter? filter, CancellationToken cancellationToken = default)
    {
        BoundFilter? bound = filter?.Bind(File.Leaves);
        return RecordsAsync(() => bound, null, cancellationToken);
    }

    /// <summary>
    /// Reads the records for which a predicate holds, in their order. What a lambda written in place says of members is compared
    /// with statistics, the page index and bloom filters, and row groups and pages without such a record are passed over.
    /// </summary>
    /// <remarks>
    /// Any predicate is right, since it is asked for each record that is read. What of it is understood, docs/parquet.md says:
    /// members compared with values by <c>==</c>, <c>!=</c>, <c>&lt;</c>, <c>&lt;=</c>, <c>&gt;</c>, <c>&gt;=</c>, patterns,
    /// null, <c>Contains</c>, joined by <c>&amp;&amp;</c>, <c>||</c> and <c>!</c>. Values from outside are taken when the reading begins.
    /// </remarks>
    /// <param name="predicate">Which records are wanted.</param>
    /// <exception cref="ParquetException">The file is damaged, or a value has no form in its member.</exception>
    public IAsyncEnumerable<T> Where(Func<T, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return Where(predicate, static _ => null);
    }

    internal IAsyncEnumerable<T> Where(Func<T, bool> predicate, Func<Delegate, ParquetFilter?> known) =>
        RecordsAsync(() => known(predicate)?.Bind(SameLeaves()), predicate, default);

    /// <summary>
    /// The columns whose values are those of the members: neither rounded nor floored where they are read, and null where a
    /// record around them is.
    /// </summary>
    private List<ParquetLeaf> SameLeaves()
    {
        ILookup<string, ParquetLeaf> files = File.Leaves.ToLookup(l => l.Name, StringComparer.Ordinal);
        var own = Leaves("", 0, ParquetSchema.Parse(StreamRegistry.Get<T>().Info.ParquetSchema).Fields).ToLookup(l => l.Name, StringComparer.Ordinal);
        return [.. own.Where(o => o.Count() == 1 && files[o.Key].Count() == 1 && IsSame(files[o.Key].First(), o.First().Node, o.First().Levels)).Select(o => files[o.Key].First())];

        static IEnumerable<(string Name, ParquetNode Node, int Levels)> Leaves(string prefix, int levels, IEnumerable<ParquetNode> nodes) => nodes.SelectMany(n =>
            n.IsGroup ? Leaves(prefix + n.Name + '.', levels + Level(n), n.Children) : [(prefix + n.Name, n, levels)]);

        static int Level(ParquetNode node) => node.Repetition == ParquetRepetition.Required ? 0 : 1;

        static bool IsSame(ParquetLeaf file, ParquetNode own, int levels) =>
            file.MaxDefinition - Level(file.Node) >= levels
            && ((file.Node.Type == own.Type && file.Node.Logical == own.Logical) || (IsInteger(file.Node) && IsInteger(own)));

        static bool IsInteger(ParquetNode node) =>
            node is { Type: ParquetPhysicalType.Int32 or ParquetPhysicalType.Int64, Logical: null or { Kind: ParquetLogicalKind.Integer } };
    }

    /// <param name="bind">Gives what passes over row groups and pages, and chooses rows where there is no predicate.</param>
    /// <param name="predicate">Chooses rows.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    private async IAsyncEnumerable<T> RecordsAsync(Func<BoundFilter?> bind, Func<T, bool>? predicate, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        BoundFilter? filter = bind();
        BoundFilter? chooses = predicate is null ? filter : null;
        var opened = new Dictionary<int, ColumnReader>();
        using RecordColumns<T> columns = StreamRegistry.Get<T>().CreateColumns();
        using RecordAssembler assembler = Bind(opened);
        foreach (ParquetLeaf leaf in chooses?.Leaves ?? [])
        {
            Open(leaf.Index, opened);
        }

        Dictionary<int, ParquetColumn> values = opened.ToDictionary(o => o.Key, o => o.Value.Column);
        RowReader<T> rows = columns.CreateReader();
        var block = new ColumnBlock();
        bool[] wanted = new bool[chooses is null ? 0 : _options.BatchRows];
        await foreach (ParquetBatch batch in File.BatchesAsync([.. opened.Values], filter, cancellationToken).ConfigureAwait(false))
        {
            chooses?.Evaluate(values, wanted.AsSpan(0, batch.Rows));
            if (chooses is not null && !wanted.AsSpan(0, batch.Rows).Contains(true))
            {
                continue;
            }

            try
            {
                assembler.Read(batch.Rows, block);
                rows.Bind(block);
            }
            catch (InvalidDataException e)
            {
                throw File.Refuse(batch, e);
            }

            for (int i = 0; i < batch.Rows; i++)
            {
                T row;
                try
                {
                    row = rows.Read();
                }
                catch (WireRangeException e)
                {
                    throw File.Refuse(batch, e);
                }

                if (chooses is null ? predicate is null || predicate(row) : wanted[i])
                {
                    yield return row;
                }
            }
        }
    }

    /// <summary>Finds the columns that the record needs, and readers of them.</summary>
    private RecordAssembler Bind(Dictionary<int, ColumnReader> opened) =>
        new(StreamRegistry.Get<T>().Info, File, _options.AllowMissingColumns, leaf => Open(leaf, opened).Column, sharesTexts: true);

    private ColumnReader Open(int leaf, Dictionary<int, ColumnReader> opened)
    {
        if (!opened.TryGetValue(leaf, out ColumnReader? reader))
        {
            reader = new ColumnReader(File.Leaves[leaf], _options);
            opened.Add(leaf, reader);
        }

        return reader;
    }
}
