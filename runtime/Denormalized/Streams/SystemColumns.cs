using System.Runtime.InteropServices;
using System.Text;
using Denormalized.CompilerServices;

namespace Denormalized;

/// <summary>
/// The columns that every stream table has beside those of the record: where each row comes from, and which logic made it.
/// Written by the host; not thread-safe.
/// </summary>
/// <remarks>
/// <code>
/// _topic     LowCardinality(String)   Kafka topic
/// _partition Int32
/// _offset    Int64
/// _row       UInt32                   number of the row among those that one message makes, from 0
/// _source    LowCardinality(String)   incarnation of the topic: differs when a topic of the same name was made again
/// _pipeline  LowCardinality(String)   name@fingerprint of the pipeline
/// </code>
/// Low-cardinality columns are sent as plain String, which ClickHouse converts: the encoder is simpler and costs next to
/// nothing. Texts are kept as runs, since rows come in runs of one topic, and are written when the block is.
/// </remarks>
public sealed unsafe class SystemColumns : IDisposable
{
    private const string Text = "String";

    private readonly FixedColumn<int> _partitions = new();
    private readonly FixedColumn<long> _offsets = new();
    private readonly FixedColumn<uint> _rowNumbers = new();
    private readonly StringColumn _topics = new();
    private readonly StringColumn _sources = new();
    private readonly StringColumn _pipelines = new();
    private readonly byte[] _pipeline;
    private readonly List<Run> _runs = [];
    private int _capacity;

    /// <summary>Makes empty columns.</summary>
    /// <param name="pipeline">Value of <c>_pipeline</c> in every row.</param>
    public SystemColumns(string pipeline) => _pipeline = Encoding.UTF8.GetBytes(pipeline);

    /// <summary>Names of the columns, in the order of <see cref="Describe"/>.</summary>
    public static IReadOnlyList<string> Names { get; } = ["_topic", "_partition", "_offset", "_row", "_source", "_pipeline"];

    /// <summary>Number of rows.</summary>
    public int Rows { get; private set; }

    /// <summary>Adds the origin of one row.</summary>
    /// <param name="topic">Kafka topic.</param>
    /// <param name="source">Incarnation of the topic.</param>
    /// <param name="partition">Partition.</param>
    /// <param name="offset">Offset of the message.</param>
    /// <param name="row">Number of the row among those of the message, from 0.</param>
    public void Add(string topic, string source, int partition, long offset, uint row)
    {
        if (Rows == _capacity)
        {
            Grow();
        }

        _partitions.Data[Rows] = partition;
        _offsets.Data[Rows] = offset;
        _rowNumbers.Data[Rows] = row;
        Rows++;
        var runs = CollectionsMarshal.AsSpan(_runs);
        if (runs.Length > 0 && ReferenceEquals(runs[^1].Topic, topic) && ReferenceEquals(runs[^1].Source, source))
        {
            runs[^1].Count++;
        }
        else
        {
            _runs.Add(new Run { Topic = topic, Source = source, Count = 1 });
        }
    }

    /// <summary>Appends the columns to a block of <see cref="Rows"/> rows; valid until the next change.</summary>
    public void Describe(ColumnBlock block)
    {
        WriteTexts();
        block.Column(Names[0], Text);
        block.Add(_topics);
        block.Column(Names[1], "Int32");
        block.Add(_partitions, Rows);
        block.Column(Names[2], "Int64");
        block.Add(_offsets, Rows);
        block.Column(Names[3], "UInt32");
        block.Add(_rowNumbers, Rows);
        block.Column(Names[4], Text);
        block.Add(_sources);
        block.Column(Names[5], Text);
        block.Add(_pipelines);
    }

    /// <summary>Forgets all rows, keeps the memory.</summary>
    public void Clear()
    {
        Rows = 0;
        _runs.Clear();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _partitions.Dispose();
        _offsets.Dispose();
        _rowNumbers.Dispose();
        _topics.Dispose();
        _sources.Dispose();
        _pipelines.Dispose();
    }

    private void Grow()
    {
        _capacity = Math.Max(1024, _capacity * 2);
        _partitions.Grow(_capacity);
        _offsets.Grow(_capacity);
        _rowNumbers.Grow(_capacity);
    }

    private void WriteTexts()
    {
        _topics.Clear();
        _sources.Clear();
        _pipelines.Clear();
        Repeat(_pipelines, _pipeline, Rows);
        foreach (ref readonly var run in CollectionsMarshal.AsSpan(_runs))
        {
            Repeat(_topics, Encoding.UTF8.GetBytes(run.Topic), run.Count);
            Repeat(_sources, Encoding.UTF8.GetBytes(run.Source), run.Count);
        }
    }

    // Writes the text once and then copies what is written, twice as much each time.
    private static void Repeat(StringColumn column, byte[] text, int count)
    {
        if (count == 0)
        {
            return;
        }

        var start = column.Length;
        column.AppendUtf8(text);
        var one = column.Length - start;
        var total = one * count;
        column.Ensure(total);
        var first = column.Base + start;
        for (var done = one; done < total;)
        {
            var part = Math.Min(done, total - done);
            NativeMemory.Copy(first, first + done, (nuint)part);
            done += part;
        }

        column.Pos = column.Next = first + total;
    }

    private struct Run
    {
        public string Topic;
        public string Source;
        public int Count;
    }
}
