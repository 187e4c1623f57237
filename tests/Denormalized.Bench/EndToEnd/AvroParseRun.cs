using System.Buffers;
using Denormalized.Bench.Codecs;
using Denormalized.Schema;

namespace Denormalized.Bench.EndToEnd;

/// <summary>
/// Reading Avro alone. ClickHouse reads an object container file, whose blocks it needs to find the records, into a table that
/// keeps nothing; ours go from messages to the bytes of Native blocks.
/// </summary>
public sealed class AvroParseRun : IDisposable
{
    private readonly Lab _lab;
    private readonly Messages _messages;
    private readonly byte[] _file;
    private readonly RecordColumns<PageView> _columns = StreamRegistry.Get<PageView>().CreateColumns();
    private readonly ArrayBufferWriter<byte> _output = Sample.Output();

    private AvroParseRun(Lab lab, Messages messages, byte[] file) => (_lab, _messages, _file) = (lab, messages, file);

    public Contender Engine => Insert("ClickHouse Avro into Null");

    public Contender EngineOneThread => Insert("The same, on one thread", new KeyValuePair<string, string>("max_threads", "1"));

    public Contender Native => new("Avro to Native", Decode) { WholeProcess = true, WarmUps = 3 };

    public static async Task<AvroParseRun> MakeAsync(Lab lab, int rows)
    {
        Messages messages = Rows.Avro(Rows.Make(rows));
        var file = new MemoryStream();
        await using (var writer = new AvroFileWriter(file, AvroSchema.Parse(Lab.Stream.AvroSchema), new AvroFileOptions { Compression = AvroCompression.None }))
        {
            for (int i = 0; i < messages.Count; i++)
            {
                await writer.WriteAsync(messages[i].ToArray());
            }
        }

        return new AvroParseRun(lab, messages, file.ToArray());
    }

    public void Dispose() => _columns.Dispose();

    private Contender Insert(string name, params KeyValuePair<string, string>[] settings)
    {
        var insert = new InsertCommand(Lab.NullTable, Lab.Columns) { Format = "Avro", Settings = [.. settings] };
        return new Contender(name, () => (int)_lab.ClickHouse.InsertAsync(insert, [_file]).GetAwaiter().GetResult()) { WholeProcess = true, WarmUps = 1 };
    }

    private int Decode()
    {
        _columns.Clear();
        for (int i = 0; i < _messages.Count; i++)
        {
            if (!_columns.TryAddAvro(_messages[i]))
            {
                throw new InvalidOperationException(_columns.Error.Message);
            }

            if (_columns.Rows == NativeBench.BlockRows || i + 1 == _messages.Count)
            {
                NativeBench.Write(_columns, _output);
                _columns.Clear();
            }
        }

        return _messages.Count;
    }
}
