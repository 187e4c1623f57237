using System.Runtime.InteropServices;
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
/// The three texts are the same over long runs of rows: they are kept as runs and sent with a dictionary, so that
/// neither the block nor ClickHouse handles them row by row.
/// </remarks>
public sealed unsafe class SystemColumns : IDisposable
{
    private const string Text = "LowCardinality(String)";

    private readonly FixedColumn<int> _partitions = new();
    private readonly FixedColumn<long> _offsets = new();
    private readonly FixedColumn<uint> _rowNumbers = new();
    private readonly DictionaryColumn _topics = new();
    private readonly DictionaryColumn _sources = new();
    private readonly DictionaryColumn _pipelines = new();
    private readonly string _pipeline;
    private readonly List<Run> _runs = [];
    private int _capacity;

    /// <summary>Makes empty columns.</summary>
    /// <param name="pipeline">Value of <c>_pipeline</c> in every row.</param>
    public SystemColumns(string pipeline) => _pipeline = pipeline;

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
        _topics.AddTo(block);
        block.Column(Names[1], "Int32");
        block.Add(_partitions, Rows);
        block.Column(Names[2], "Int64");
        block.Add(_offsets, Rows);
        block.Column(Names[3], "UInt32");
        block.Add(_rowNumbers, Rows);
        block.Column(Names[4], Text);
        _sources.AddTo(block);
        block.Column(Names[5], Text);
        _pipelines.AddTo(block);
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
        Span<Run> runs = CollectionsMarshal.AsSpan(_runs);
        _topics.Begin(Rows);
        _sources.Begin(Rows);
        _pipelines.Begin(Rows);
        _pipelines.Append(_pipeline, Rows);
        foreach (ref readonly var run in runs)
        {
            _topics.Append(run.Topic, run.Count);
            _sources.Append(run.Source, run.Count);
        }
    }

    private struct Run
    {
        public string Topic;
        public string Source;
        public int Count;
    }
}
