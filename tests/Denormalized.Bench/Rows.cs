using System.Buffers;
using System.Globalization;
using System.Text;

namespace Denormalized.Bench;

/// <summary>Messages one after the other in one buffer, as a consumer hands them out.</summary>
public sealed record Messages(string Name, byte[] Buffer, int[] Starts)
{
    public int Count => Starts.Length - 1;

    public double AverageBytes => (double)Buffer.Length / Count;

    public ReadOnlySpan<byte> this[int i] => Buffer.AsSpan(Starts[i], Starts[i + 1] - Starts[i]);

    public static Messages From(string name, IEnumerable<byte[]> messages)
    {
        var buffer = new MemoryStream();
        var starts = new List<int>();
        foreach (byte[] message in messages)
        {
            starts.Add((int)buffer.Length);
            buffer.Write(message);
        }

        starts.Add((int)buffer.Length);
        return new Messages(name, buffer.ToArray(), [.. starts]);
    }
}

/// <summary>Rows from a fixed seed: every one distinct, with the odd cases that real data has.</summary>
public static class Rows
{
    private static readonly string[] s_countries = ["DE", "FR", "US", "GB", "JP", "BR", "IN", "SE", "PL", "NL"];
    private static readonly string[] s_words = ["home", "cart", "search", "product", "checkout", "help", "blog", "news", "item", "offers", "über-uns", "路线"];
    private static readonly string[] s_tags = ["promo", "mobile", "beta", "returning", "newsletter", "vip", "ab-test-17", "dark\"mode", "línea", "a\\b"];
    private static readonly string[] s_keys = ["browser", "os", "plan", "campaign", "variant"];
    private static readonly string[] s_values = ["firefox 128", "linux", "pro", "spring-sale", "B", "line1\nline2", "Zürich", "tab\there"];

    public static PageView[] Make(int count, int seed = 42)
    {
        var random = new Random(seed);
        var rows = new PageView[count];
        byte[] id = new byte[16];
        for (int i = 0; i < count; i++)
        {
            random.NextBytes(id);
            rows[i] = new PageView
            {
                Id = new Guid(id),
                UserId = random.Next(5) == 0 ? random.NextInt64() : random.NextInt64(1, 9_999_999_999),
                Url = Url(random),
                Country = Fresh(s_countries[random.Next(s_countries.Length)]),
                Referrer = random.Next(10) < 4 ? null : $"https://www.{Word(random)}.org/{Word(random)}/{random.Next(10_000)}",
                OccurredAt = DateTime.UnixEpoch.AddTicks(10 * (1_764_000_000_000_000 + random.NextInt64(0, 400L * 86_400_000_000))),
                LatencyMs = random.Next(20) == 0 ? -random.Next(1000) : random.Next(random.Next(2) == 0 ? 100 : 30_000),
                Score = Score(random),
                IsBot = random.Next(7) == 0,
                Price = new decimal(random.Next(random.Next(2) == 0 ? 1_000_000 : 100_000_000), 0, 0, random.Next(25) == 0, 4),
                Tags = [.. Enumerable.Range(0, random.Next(5)).Select(_ => Fresh(s_tags[random.Next(15) == 0 ? random.Next(10) : random.Next(7)]))],
                Attributes = Attributes(random),
            };
        }

        return rows;
    }

    /// <summary>Compact JSON in declared order, as our own and most serializers write it.</summary>
    public static Messages Compact(PageView[] rows)
    {
        StreamCodec<PageView> codec = StreamRegistry.Get<PageView>();
        var output = new ArrayBufferWriter<byte>();
        return Messages.From("compact", rows.Select(row =>
        {
            output.ResetWrittenCount();
            codec.WriteJson(output, row);
            return output.WrittenSpan.ToArray();
        }));
    }

    /// <summary>The order of the fields anew in every message, white space, and three fields that nobody knows.</summary>
    public static Messages Shuffled(PageView[] rows)
    {
        var random = new Random(7);
        return Messages.From("shuffled", rows.Select((row, i) => Shuffle(row, random, pretty: i % 2 == 1)));
    }

    public static Messages Avro(PageView[] rows)
    {
        StreamCodec<PageView> codec = StreamRegistry.Get<PageView>();
        var output = new ArrayBufferWriter<byte>();
        return Messages.From("avro", rows.Select(row =>
        {
            output.ResetWrittenCount();
            codec.WriteAvro(output, row);
            return output.WrittenSpan.ToArray();
        }));
    }

    private static byte[] Shuffle(PageView row, Random random, bool pretty)
    {
        var output = new ArrayBufferWriter<byte>();
        StreamRegistry.Get<PageView>().WriteJson(output, row);
        using var document = System.Text.Json.JsonDocument.Parse(output.WrittenMemory);
        List<string> fields = [.. document.RootElement.EnumerateObject().Select(p => $"\"{p.Name}\": {p.Value.GetRawText()}")];
        fields.Add($"\"trace_id\": \"{random.NextInt64():x16}\"");
        fields.Add("\"schema_version\": 3");
        fields.Add($"\"context\": {{\"ip\": \"10.1.{random.Next(256)}.7\", \"ua\": {{\"name\": \"Firefox\", \"major\": 128}}, \"flags\": [true, null, 1.5e3]}}");
        string[] shuffled = [.. fields];
        random.Shuffle(shuffled);
        string separator = pretty ? ",\n  " : ", ";
        return Encoding.UTF8.GetBytes((pretty ? "{\n  " : "{") + string.Join(separator, shuffled) + (pretty ? "\n}" : "}"));
    }

    private static string Url(Random random)
    {
        string url = $"https://shop{random.Next(100)}.example.com/{Word(random)}/{Word(random)}/{Word(random)}?id={random.Next(10_000_000)}&session={random.NextInt64():x16}";
        return random.Next(200) == 0 ? url + new string('x', 150) : url;
    }

    private static double Score(Random random) => random.Next(20) switch
    {
        < 9 => random.Next(1_000_000) / 1e6,
        < 12 => random.NextDouble() * -100,
        19 => random.NextDouble() * 1e-9,
        _ => random.NextDouble(),
    };

    private static Dictionary<string, string> Attributes(Random random)
    {
        int count = random.Next(4);
        int first = random.Next(5);
        var attributes = new Dictionary<string, string>(count);
        for (int i = 0; i < count; i++)
        {
            attributes[Fresh(s_keys[(first + i) % 5])] = Fresh(s_values[random.Next(12) == 0 ? random.Next(8) : random.Next(5)]);
        }

        return attributes;
    }

    private static string Word(Random random) => s_words[random.Next(50) == 0 ? 10 + random.Next(2) : random.Next(10)];

    /// <summary>Every row owns its strings, as parsed data would.</summary>
    private static string Fresh(string text) => string.Create(CultureInfo.InvariantCulture, $"{text}");
}
