using System.Buffers;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Denormalized.CompilerServices;
using Denormalized.Tool.Infer;
using Denormalized.Tool.Infer.Emit.CSharp;
using Denormalized.Tool.Infer.Input;

namespace Denormalized.Tool.Tests.Infer;

/// <summary>
/// The records inferred from several files, compiled together as a strict consumer compiles them, each with a namespace
/// of its own; and what becomes of each file's rows in them.
/// </summary>
internal sealed class ProvenFiles
{
    // Calls the codec of a type that only an emitted file declares.
    private const string Probe = """
        namespace Samples;

        public static class Probe
        {
            public static string CreateTable<T>() => Denormalized.StreamRegistry.Get<T>().Info.CreateTable;

            public static Denormalized.RecordColumns Columns<T>() => Denormalized.StreamRegistry.Get<T>().CreateColumns();

            public static byte[] RoundTrip<T>(byte[] row)
            {
                var codec = Denormalized.StreamRegistry.Get<T>();
                var output = new System.Buffers.ArrayBufferWriter<byte>();
                codec.WriteJson(output, codec.ReadJson(row));
                return output.WrittenSpan.ToArray();
            }
        }
        """;

    private readonly List<(string Name, byte[] Json, RowPath Path, Type Record)> _files = [];
    private readonly Type _probe;
    private readonly string _table;
    private static int s_sets;

    /// <param name="files">Name, content and place of the rows.</param>
    public ProvenFiles(IReadOnlyList<(string Name, byte[] Json, RowPath Path)> files)
    {
        _table = $"proven_{Interlocked.Increment(ref s_sets)}_";
        string[] sources = [.. files.Select((f, i) => Emit(f.Json, f.Path, i))];
        Assembly assembly = CompiledRecord.Generate([.. sources, Probe]);
        _probe = assembly.GetType("Samples.Probe", throwOnError: true)!;
        for (int i = 0; i < files.Count; i++)
        {
            _files.Add((files[i].Name, files[i].Json, files[i].Path, assembly.GetType($"Samples.N{i}.Sample", throwOnError: true)!));
        }
    }

    /// <summary>Rows that are refused by the decoder, or come back otherwise than they were.</summary>
    public IEnumerable<string> RoundTripFailures()
    {
        foreach ((string name, byte[] json, RowPath path, Type record) in _files)
        {
            var columns = (RecordColumns)Call("Columns", record)!;
            int number = 0;
            foreach (byte[] row in Rows(json, path))
            {
                number++;
                if (!columns.TryAddJson(row))
                {
                    yield return $"{name}, row {number}: {columns.Error}";
                }
                else if (SameJson.Difference(row, (byte[])Call("RoundTrip", record, row)!) is { } difference)
                {
                    yield return $"{name}, row {number}: {difference}";
                }
            }
        }
    }

    /// <summary>Why the decoder of the first file's record refuses a row; null where it does not.</summary>
    public string? Refusal(byte[] row)
    {
        var columns = (RecordColumns)Call("Columns", _files[0].Record)!;
        return columns.TryAddJson(row) ? null : columns.Error.ToString();
    }

    /// <summary>Inserts all rows of each file into its table and reads their number.</summary>
    public async Task<IReadOnlyList<string>> TableFailuresAsync()
    {
        var failures = new List<string>();
        foreach ((string name, byte[] json, RowPath path, Type record) in _files)
        {
            string create = (string)Call("CreateTable", record)!;
            string table = _table + record.Namespace!.Split('N')[^1];
            var columns = (RecordColumns)Call("Columns", record)!;
            List<byte[]> rows = Rows(json, path);
            rows.ForEach(row => columns.TryAddJson(row));
            try
            {
                await TestEngine.Instance.ExecuteAsync(create);
                await InsertAsync(table, columns);
                string count = await ScalarAsync($"SELECT count() FROM {table}");
                if (count != rows.Count.ToString(System.Globalization.CultureInfo.InvariantCulture))
                {
                    failures.Add($"{name}: {count} rows in the table, {rows.Count} in the file");
                }
            }
            catch (ClickHouseException error)
            {
                failures.Add($"{name}: {error.Message}\n{create}");
            }
        }

        return failures;
    }

    private string Emit(byte[] json, RowPath path, int number)
    {
        InferenceResult result = Sample.Infer(json, new ReadOptions { Path = path });
        var output = new StringWriter { NewLine = "\n" };
        CSharpEmitter.Write(output, CSharpModelBuilder.Build(result.Root, $"Samples.N{number}", "Sample", _table + number, ["From a test."]));
        return output.ToString();
    }

    private object? Call(string method, Type record, params object[] arguments) =>
        _probe.GetMethod(method)!.MakeGenericMethod(record).Invoke(null, arguments);

    /// <summary>The rows as they stand in the file.</summary>
    private static List<byte[]> Rows(byte[] file, RowPath path)
    {
        var rows = new List<byte[]>();
        var locator = new RowLocator(path);
        var reader = new Utf8JsonReader(file, new JsonReaderOptions { AllowMultipleValues = true, MaxDepth = 4096 });
        while (reader.Read())
        {
            if (locator.Begins(ref reader))
            {
                int start = (int)reader.TokenStartIndex;
                reader.Skip();
                rows.Add(file[start..(int)reader.BytesConsumed]);
            }
        }

        return rows;
    }

    private static async Task InsertAsync(string table, RecordColumns columns)
    {
        var block = new ColumnBlock();
        block.Begin(columns.Rows);
        columns.Describe(block);
        var body = new ArrayBufferWriter<byte>();
        NativeWriter.Write(body, block);
        await TestEngine.Instance.InsertAsync(new InsertCommand(table, [.. Enumerable.Range(0, block.Count).Select(block.Name)]), [body.WrittenMemory]);
    }

    private static async Task<string> ScalarAsync(string sql)
    {
        var text = new StringBuilder();
        await foreach (ReadOnlyMemory<byte> chunk in TestEngine.Instance.QueryAsync(sql, "TSVRaw"))
        {
            text.Append(Encoding.UTF8.GetString(chunk.Span));
        }

        return text.ToString().TrimEnd('\n');
    }
}
