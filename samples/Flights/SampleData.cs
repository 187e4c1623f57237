using System.Text.Json;

namespace Flights;

/// <summary>Real rows, as <c>make setup</c> fetches them: 200,000 flights and the example payloads of GitHub's webhooks.</summary>
public static class SampleData
{
    private const string FlightsFile = "vega-datasets/data/flights-200k.json";
    private const string PayloadsFile = "@octokit/webhooks-examples/api.github.com/index.json";

    /// <summary>Flights as JSON objects, byte for byte as they stand in the file.</summary>
    public static IReadOnlyList<byte[]> Flights()
    {
        byte[] json = File.ReadAllBytes(Locate(FlightsFile));
        var rows = new List<byte[]>(200_000);
        var reader = new Utf8JsonReader(json);
        reader.Read(); // [
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            int start = (int)reader.TokenStartIndex;
            reader.Skip();
            rows.Add(json[start..(int)reader.BytesConsumed]);
        }

        return rows;
    }

    /// <summary>Payloads as JSON objects, the kind of event put in front of each.</summary>
    public static IReadOnlyList<byte[]> GitHubEvents()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Locate(PayloadsFile)));
        var rows = new List<byte[]>();
        foreach (JsonElement kind in document.RootElement.EnumerateArray())
        {
            foreach (JsonElement example in kind.GetProperty("examples").EnumerateArray())
            {
                using var row = new MemoryStream();
                using (var writer = new Utf8JsonWriter(row))
                {
                    writer.WriteStartObject();
                    writer.WriteString("event", kind.GetProperty("name").GetString());
                    foreach (JsonProperty property in example.EnumerateObject())
                    {
                        property.WriteTo(writer);
                    }

                    writer.WriteEndObject();
                }

                rows.Add(row.ToArray());
            }
        }

        return rows;
    }

    /// <summary>Finds <c>.native/node_modules</c> in a folder above.</summary>
    private static string Locate(string file)
    {
        foreach (string start in new[] { Directory.GetCurrentDirectory(), AppContext.BaseDirectory })
        {
            for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
            {
                string path = Path.Combine(folder.FullName, ".native", "node_modules", file);
                if (File.Exists(path))
                {
                    return path;
                }
            }
        }

        throw new FileNotFoundException($"The sample data '{file}' is not there: run `make setup` in the repository.");
    }
}
