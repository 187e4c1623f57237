using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Denormalized.Bench.Infer;

/// <summary>The three shapes of input, replicated to the wanted size. They are deleted at the end.</summary>
internal sealed class InferFiles : IDisposable
{
    private const int LogFields = 400;
    private const int DistinctLogs = 500;
    private static readonly string[] Levels = ["debug", "info", "warn", "error"];
    private readonly string _folder = Directory.CreateTempSubdirectory("dnz-bench-infer").FullName;

    public InferFiles(long bytes)
    {
        string packages = Path.Combine(Repository(), ".native", "node_modules");
        Logs = Write("logs.ndjson", Lines(Enumerable.Range(0, DistinctLogs).Select(Log)), bytes);
        Events = Write("events.ndjson", GitHubEvents(Path.Combine(packages, "@octokit/webhooks-examples/api.github.com/index.json")), bytes);
        Flights = Write("flights.ndjson", RowsOf(Path.Combine(packages, "vega-datasets/data/flights-200k.json")), bytes);
    }

    /// <summary>Wide rows: 400 fields of all kinds, some of them absent or null.</summary>
    public string Logs { get; }

    /// <summary>GitHub's webhook payloads, deeply nested.</summary>
    public string Events { get; }

    /// <summary>Three numbers a row.</summary>
    public string Flights { get; }

    public IEnumerable<string> All => [Logs, Events, Flights];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static string Repository()
    {
        DirectoryInfo? at = new(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "Denormalized.SourceGen.sln")))
        {
            at = at.Parent;
        }

        return at?.FullName ?? throw new InvalidOperationException("The bench runs inside the repository.");
    }

    private string Write(string name, byte[] lines, long bytes)
    {
        string path = Path.Combine(_folder, name);
        using FileStream file = File.Create(path);
        do
        {
            file.Write(lines);
        }
        while (file.Length < bytes);
        return path;
    }

    private static byte[] Lines(IEnumerable<string> rows) => Encoding.UTF8.GetBytes(string.Join('\n', rows) + "\n");

    private static byte[] RowsOf(string path)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        return Lines(document.RootElement.EnumerateArray().Select(row => JsonSerializer.Serialize(row)));
    }

    private static byte[] GitHubEvents(string path)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        return Lines(document.RootElement.EnumerateArray()
            .SelectMany(type => type.GetProperty("examples").EnumerateArray())
            .Select(payload => JsonSerializer.Serialize(payload)));
    }

    private static string Log(int row)
    {
        var random = new Random(row);
        var json = new StringBuilder("{\"ts\":\"").Append(At(row)).Append('"');
        for (int field = 1; field < LogFields; field++)
        {
            if (random.Next(20) > 0)
            {
                json.Append(CultureInfo.InvariantCulture, $",\"{Key(field)}\":{Value(field, random)}");
            }
        }

        return json.Append('}').ToString();
    }

    private static string At(int row) => new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMilliseconds(row * 1717L).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private static string Key(int field) => (field % 8) switch
    {
        0 => $"resource.attribute_{field}",
        1 => $"request_count_{field}",
        2 => $"latency_ms_{field}",
        3 => $"trace_{field}",
        4 => $"level_{field}",
        5 => $"message_{field}",
        6 => $"is_cached_{field}",
        _ => $"client_ip_{field}",
    };

    private static string Value(int field, Random random) => (field % 8) switch
    {
        0 => random.Next(3) == 0 ? "null" : $"\"{Words(random, 2)}\"",
        1 => random.Next(100_000).ToString(CultureInfo.InvariantCulture),
        2 => (random.NextDouble() * 1000).ToString("F3", CultureInfo.InvariantCulture),
        3 => $"\"{new Guid(random.Next(), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)}\"",
        4 => $"\"{Levels[random.Next(Levels.Length)]}\"",
        5 => $"\"{Words(random, 8)}\"",
        6 => random.Next(2) == 0 ? "true" : "false",
        _ => $"\"10.{random.Next(256)}.{random.Next(256)}.{random.Next(256)}\"",
    };

    private static string Words(Random random, int count) =>
        string.Join(' ', Enumerable.Range(0, count).Select(_ => "connection reset by peer while reading response from upstream".Split(' ')[random.Next(9)]));
}
