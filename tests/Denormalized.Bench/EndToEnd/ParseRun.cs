using System.Text.Json;

namespace Denormalized.Bench.EndToEnd;

/// <summary>Reading JSON alone: messages in memory, rows are thrown away.</summary>
public sealed class ParseRun : IDisposable
{
    private const int BlockRows = 65_536;

    private readonly Lab _lab;
    private readonly Messages _messages;
    private readonly byte[] _lines;
    private readonly RecordColumns<PageView> _columns = StreamRegistry.Get<PageView>().CreateColumns();

    public ParseRun(Lab lab, Messages messages)
    {
        _lab = lab;
        _messages = messages;
        _lines = new byte[messages.Buffer.Length + messages.Count];
        int used = 0;
        for (int i = 0; i < messages.Count; i++)
        {
            messages[i].CopyTo(_lines.AsSpan(used));
            used += messages[i].Length;
            _lines[used++] = (byte)'\n';
        }
    }

    public Contender Scan => new("Utf8JsonReader, tokens only", ScanAll) { WholeProcess = true, WarmUps = 3 };

    public Contender Engine => Insert("ClickHouse JSONEachRow into Null");

    public Contender EngineOneThread => Insert("The same, on one thread", new("max_threads", "1"), new("input_format_parallel_parsing", "0"));

    public Contender Columns => new("JSON to columns", DecodeAll) { WholeProcess = true, WarmUps = 3 };

    public void Dispose() => _columns.Dispose();

    private int ScanAll()
    {
        for (int i = 0; i < _messages.Count; i++)
        {
            var reader = new Utf8JsonReader(_messages[i]);
            while (reader.Read())
            {
            }
        }

        return _messages.Count;
    }

    private Contender Insert(string name, params KeyValuePair<string, string>[] settings)
    {
        var insert = new InsertCommand(Lab.NullTable, Lab.Columns)
        {
            Format = "JSONEachRow",
            Settings = [new("date_time_input_format", "best_effort"), .. settings],
        };
        return new Contender(name, () => (int)_lab.ClickHouse.InsertAsync(insert, [_lines]).GetAwaiter().GetResult()) { WholeProcess = true, WarmUps = 1 };
    }

    private int DecodeAll()
    {
        for (int i = 0; i < _messages.Count; i++)
        {
            if (_columns.Rows == BlockRows || i == 0)
            {
                _columns.Clear();
            }

            if (!_columns.TryAddJson(_messages[i]))
            {
                throw new InvalidOperationException(_columns.Error.Message);
            }
        }

        return _messages.Count;
    }
}
