using System.Text;
using System.Text.Json;
using Denormalized.CompilerServices;

namespace Denormalized.Hosting.Tests;

/// <summary>What the generator would make of <c>record Event(long Id, string Name)</c>, by hand and slowly.</summary>
internal sealed class EventColumns : RecordColumns
{
    private readonly FixedColumn<long> _ids = new(1 << 17);
    private readonly StringColumn _names = new();
    private DecodeError _error;

    public override DecodeError Error => _error;

    public long PendingId { get; private set; }

    public string PendingName { get; private set; } = "";

    public bool Decode(ReadOnlySpan<byte> message)
    {
        try
        {
            var reader = new Utf8JsonReader(message);
            using var document = JsonDocument.ParseValue(ref reader);
            if (reader.BytesConsumed != message.Length)
            {
                return Fail(DecodeFailure.Trailing, (int)reader.BytesConsumed, "$");
            }

            PendingId = document.RootElement.GetProperty("id").GetInt64();
            PendingName = document.RootElement.GetProperty("name").GetString() ?? "";
            return true;
        }
        catch (JsonException error)
        {
            return Fail(DecodeFailure.Value, (int)(error.BytePositionInLine ?? 0), error.Path ?? "");
        }
        catch (KeyNotFoundException)
        {
            return Fail(DecodeFailure.Missing, 0, "$");
        }
        catch (Exception error) when (error is InvalidOperationException or FormatException)
        {
            return Fail(DecodeFailure.Number, 0, "$.id");
        }
    }

    public void Append(long id, string name)
    {
        _ids.Ensure(Rows + 1);
        _ids[Rows] = id;
        _names.Append(name);
        Rows++;
    }

    public override bool TryAddJson(ReadOnlySpan<byte> message)
    {
        if (!Decode(message))
        {
            return false;
        }

        Append(PendingId, PendingName);
        return true;
    }

    public override bool TryAddAvro(ReadOnlySpan<byte> message) => TryAddJson(message);

    public override void Describe(ColumnBlock block)
    {
        block.Column("id", "Int64");
        block.Add(_ids, Rows);
        block.Column("name", "String");
        block.Add(_names);
    }

    public override void Clear()
    {
        Rows = 0;
        _names.Clear();
    }

    public override void Dispose()
    {
        _ids.Dispose();
        _names.Dispose();
    }

    private bool Fail(DecodeFailure failure, int offset, string path)
    {
        _error = DecodeError.Create(failure, offset, path);
        return false;
    }
}


/// <summary>
/// One source, one or two outputs: rows with a negative id are filtered, the name "throw" throws, and the second output takes
/// even ids only.
/// </summary>
internal sealed class EventPipeline(PipelineInfo info) : PipelineRuntime
{
    public const string Topic = "events";

    private readonly EventColumns[] _outputs = [.. info.Outputs.Select(_ => new EventColumns())];
    private DecodeError _error;

    public override PipelineInfo Info => info;

    public override DecodeError Error => _error;

    public static PipelineInfo CreateInfo(string name = "test", int outputs = 1, ulong fingerprint = 0xAB, string constraint = "", string topic = Topic)
    {
        var all = Enumerable.Range(0, outputs).Select(i => Stream(i == 0 ? "stored" : $"stored_{i}", constraint)).ToList();
        return new PipelineInfo(name, fingerprint, [Stream(topic, "")], all);
    }

    public static PipelineRegistration Register(PipelineInfo info) => new(info, _ => new EventPipeline(info));

    public static byte[] Message(long id, string name = "n") => Encoding.UTF8.GetBytes($$"""{"id":{{id}},"name":"{{name}}"}""");

    public override StepOutcome Process(int source, MessageEncoding encoding, ReadOnlySpan<byte> message, ulong outputs)
    {
        var first = _outputs[0];
        if (!first.Decode(message))
        {
            _error = first.Error;
            return StepOutcome.Failed;
        }

        var (id, name) = (first.PendingId, first.PendingName);
        if (name == "throw")
        {
            throw new InvalidOperationException("the user's code failed");
        }

        var outcome = StepOutcome.Filtered;
        for (var i = 0; i < _outputs.Length; i++)
        {
            if (id >= 0 && (i == 0 || id % 2 == 0) && (outputs >> i & 1) == 1)
            {
                _outputs[i].Append(id, name);
                outcome = StepOutcome.Stored;
            }
        }

        return outcome;
    }

    public override void Discard()
    {
    }

    public override RecordColumns Output(int index) => _outputs[index];

    protected override void Dispose(bool disposing)
    {
        foreach (var output in _outputs)
        {
            output.Dispose();
        }
    }

    private static StreamInfo Stream(string table, string constraint) => new(
        "Event", table, table, [new("id", "Int64"), new("name", "String")],
        $"""
        CREATE TABLE IF NOT EXISTS {table} (id Int64, name String, _topic LowCardinality(String), _partition Int32, _offset Int64,
        _row UInt32, _source LowCardinality(String), _pipeline LowCardinality(String){constraint}) ENGINE = MergeTree ORDER BY id
        """)
    {
        ParquetSchema = "message event { required int64 id; required binary name (STRING); }",
    };
}
