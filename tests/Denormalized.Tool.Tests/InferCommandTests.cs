using System.Text;
using System.Text.Json;
using Denormalized.Kafka;
using Denormalized.Tool.Commands;
using Denormalized.Tool.Tests.Infer;

namespace Denormalized.Tool.Tests;

public sealed class InferCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dnz-infer").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Writes_the_record_named_by_the_file()
    {
        string file = Write("page_views.ndjson", "{\"id\":1}\n{\"id\":2}\n");
        string target = Path.Combine(_folder, "PageView.cs");
        (int code, string output, _) = await Run("infer", file, "--out", target, "--namespace", "Shop.Events");
        Assert.Equal((0, ""), (code, output));
        string source = await File.ReadAllTextAsync(target);
        Assert.Contains("namespace Shop.Events;", source, StringComparison.Ordinal);
        Assert.Contains("[Stream(\"page_views\")]\npublic partial record PageView\n", source, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_namespace_is_that_of_the_project()
    {
        Write("My.Shop.csproj", "<Project><PropertyGroup><RootNamespace>Acme.Shop</RootNamespace></PropertyGroup></Project>");
        string file = Write("rows.json", "[{\"a\":1}]");
        string target = Path.Combine(_folder, "Row.cs");
        await Run("infer", file, "--out", target, "--name", "Row");
        Assert.Contains("namespace Acme.Shop;", await File.ReadAllTextAsync(target), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_table_and_explanation()
    {
        string file = Write("a.json", "[{\"price\":\"12.50\"},{\"price\":\"1.25\"}]");
        (_, string json, _) = await Run("infer", file, "--emit", "json");
        Assert.Contains("\"kind\": \"decimal(18,2)\"", json, StringComparison.Ordinal);
        (_, string table, _) = await Run("infer", file, "--emit", "table");
        Assert.Contains("$.price", table, StringComparison.Ordinal);
        (_, string explained, _) = await Run("infer", file, "--explain", "$.price");
        Assert.StartsWith("$.price: decimal(18,2)", explained, StringComparison.Ordinal);
        Assert.Contains("texts of format Decimal: 2", explained, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Proposes_the_path_of_wrapped_rows()
    {
        string file = Write("wrapped.json", "{\"meta\":{\"n\":2},\"orders\":[{\"a\":1},{\"a\":2}]}");
        (int code, _, string error) = await Run("infer", file);
        Assert.Equal(0, code);
        Assert.Contains("--path \"$.orders\"", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Proposes_each_place_of_rows_the_largest_first()
    {
        string file = Write("wrapped.json", "{\"a\":{\"few\":[{\"x\":1},{\"x\":2}]},\"many\":[{\"x\":1},{\"x\":2},{\"x\":3}]}");
        (_, _, string error) = await Run("infer", file);
        string[] lines = error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("--path \"$.many\"", lines[0], StringComparison.Ordinal);
        Assert.Contains("--path \"$.a.few\"", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_files_and_globs_are_one_input()
    {
        Write("one.json", "[{\"a\":1}]");
        Write("two.json", "[{\"a\":1,\"b\":2}]");
        (int code, string output, _) = await Run("infer", Path.Combine(_folder, "*.json"), "--emit", "json");
        Assert.Equal(0, code);
        Assert.Contains("\"$.b\"", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_gets_a_file_for_each_type()
    {
        string file = Write("orders.json", "[{\"id\":1,\"lines\":[{\"sku\":\"a\",\"count\":1}],\"billing_address\":{\"city\":\"x\",\"street\":\"y\",\"country\":\"DE\"}}]");
        string folder = Path.Combine(_folder, "Models") + "/";
        (int code, string output, _) = await Run("infer", file, "--out", folder, "--namespace", "Shop");
        Assert.Equal((0, ""), (code, output));
        Assert.Equal(["Order.cs", "OrderBillingAddress.cs", "OrderLine.cs"], Directory.GetFiles(folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
        string[] sources = [.. Directory.GetFiles(folder).Select(File.ReadAllText)];
        Assert.All(sources, s => Assert.Contains("namespace Shop;", s, StringComparison.Ordinal));
        Assert.Single(sources, s => s.Contains("[Stream(", StringComparison.Ordinal));
        Assert.Single(CompiledRecord.Generate(sources).GetTypes(), t => t.Name == "OrderLine");

        (code, _, string error) = await Run("infer", file, "--out", folder, "--emit", "avro");
        Assert.Equal(2, code);
        Assert.Contains("name a file", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_that_are_maps_are_told_by_their_path()
    {
        string file = Write("emoji.json", "{\"/a\":{\"n\":1},\"/b\":{\"n\":2}}");
        (int code, _, string error) = await Run("infer", file);
        Assert.Equal(1, code);
        Assert.Contains("--path \"$.*\"", error, StringComparison.Ordinal);
        (code, string output, _) = await Run("infer", file, "--path", "$.*");
        Assert.Equal(0, code);
        Assert.Contains("2 rows", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Schemas_in_other_formats()
    {
        string file = Write("page_views.ndjson", "{\"id\":\"fd4f1042-c7f6-4107-a6ee-d841d92596e7\",\"at\":\"2024-01-01T00:00:00Z\",\"price\":\"1.50\",\"tags\":[\"a\"],\"sub\":{\"n\":null}}\n");
        using JsonDocument avro = JsonDocument.Parse((await Run("infer", file, "--emit", "avro")).Output);
        Assert.Equal(["id", "at", "price", "tags", "sub"], avro.RootElement.GetProperty("fields").EnumerateArray().Select(f => f.GetProperty("name").GetString()));
        string table = (await Run("infer", file, "--emit", "clickhouse")).Output;
        Assert.Contains("CREATE TABLE IF NOT EXISTS page_views", table.Replace("`", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("Decimal(18, 2)", table, StringComparison.Ordinal);
        Assert.StartsWith("message page_views {", (await Run("infer", file, "--emit", "parquet")).Output, StringComparison.Ordinal);
        using JsonDocument schema = JsonDocument.Parse((await Run("infer", file, "--emit", "jsonschema")).Output);
        Assert.Equal("uuid", schema.RootElement.GetProperty("properties").GetProperty("id").GetProperty("format").GetString());
        Assert.Equal("array", schema.RootElement.GetProperty("properties").GetProperty("tags").GetProperty("type").GetString());
    }

    [Fact]
    public async Task An_update_adds_and_widens_and_leaves_what_was_edited()
    {
        string first = Write("views.ndjson", "{\"id\":\"a\",\"count\":1,\"user\":{\"name\":\"x\"},\"lang\":\"en\"}\n");
        string target = Path.Combine(_folder, "View.cs");
        await Run("infer", first, "--out", target, "--name", "View", "--namespace", "Shop");
        string edited = (await File.ReadAllTextAsync(target))
            .Replace("public required long Count", "[Resolution(TimeUnit.Seconds)] // mine\n    public required short Count", StringComparison.Ordinal)
            .Replace("public partial record ViewUser", "/// <summary>Mine.</summary>\npublic partial record ViewUser", StringComparison.Ordinal);
        await File.WriteAllTextAsync(target, edited + "\npublic static class Mine;\n");
        string second = Write("more.ndjson", "{\"id\":\"a\",\"count\":1,\"user\":{\"name\":\"x\",\"age\":3},\"lang\":null,\"more\":{\"z\":1}}\n{\"id\":\"b\",\"count\":2,\"user\":{\"name\":\"y\",\"age\":3},\"more\":{\"z\":1}}\n");
        (int code, string output, string error) = await Run("infer", first, second, "--update", target);
        Assert.Equal((0, ""), (code, output));
        string source = await File.ReadAllTextAsync(target);
        Assert.Contains("[Resolution(TimeUnit.Seconds)] // mine\n    public required short Count { get; init; }", source, StringComparison.Ordinal);
        Assert.Contains("View.Count: the file says short, the rows long; left as it is.", error, StringComparison.Ordinal);
        Assert.Contains("    public string? Lang { get; init; }", source, StringComparison.Ordinal);
        Assert.Contains("    public long? Age { get; init; }", source, StringComparison.Ordinal);
        Assert.Contains("    public ViewMore? More { get; init; }", source, StringComparison.Ordinal);
        Assert.Contains("public partial record ViewMore\n", source, StringComparison.Ordinal);
        Assert.Contains("/// <summary>Mine.</summary>\npublic partial record ViewUser", source, StringComparison.Ordinal);
        Assert.EndsWith("public static class Mine;\n", source, StringComparison.Ordinal);
        Assert.Contains("// 3 values: ", source, StringComparison.Ordinal);
        CompiledRecord.AssertClean(source.Replace("[Resolution(TimeUnit.Seconds)]", "", StringComparison.Ordinal));
        await Run("infer", first, second, "--update", target);
        Assert.Equal(source, await File.ReadAllTextAsync(target));
    }

    [Fact]
    public async Task An_update_finds_the_types_in_files_of_their_own()
    {
        string first = Write("views.ndjson", "{\"id\":\"a\",\"user\":{\"name\":\"x\"},\"page\":{\"url\":\"/\"}}\n");
        string models = Path.Combine(_folder, "Models");
        await Run("infer", first, "--out", models + "/", "--name", "View", "--namespace", "Shop");
        Assert.Equal(["View.cs", "ViewPage.cs", "ViewUser.cs"], Names());
        string user = Path.Combine(models, "ViewUser.cs");
        await File.WriteAllTextAsync(user, (await File.ReadAllTextAsync(user)).Replace("public partial record", "/// <summary>Mine.</summary>\npublic partial record", StringComparison.Ordinal));
        File.Move(Path.Combine(models, "ViewPage.cs"), Path.Combine(models, "Renamed.cs"));
        string page = await File.ReadAllTextAsync(Path.Combine(models, "Renamed.cs"));
        Write("Models/Other.cs", "namespace Elsewhere;\n\npublic partial record ViewUser;\n");
        string second = Write("more.ndjson", "{\"id\":\"a\",\"user\":{\"name\":null,\"since\":\"2024-01-01\"},\"page\":{\"url\":\"/\"},\"more\":{\"z\":1}}\n");

        (int code, string output, string error) = await Run("infer", first, second, "--update", Path.Combine(models, "View.cs"));

        Assert.Equal((0, "", "ViewUser.cs: brought up to date too.\nRenamed.cs: brought up to date too.\nViewMore.cs: new.\n"), (code, output, error));
        Assert.Equal(["Other.cs", "Renamed.cs", "View.cs", "ViewMore.cs", "ViewUser.cs"], Names());
        string edited = await File.ReadAllTextAsync(user);
        Assert.Contains("/// <summary>Mine.</summary>\npublic partial record ViewUser\n", edited, StringComparison.Ordinal);
        Assert.Contains("public string? Name { get; init; }", edited, StringComparison.Ordinal);
        Assert.Contains("public DateOnly? Since { get; init; }", edited, StringComparison.Ordinal);
        Assert.Equal(page.Replace("// 1 value: ", "// 2 values: ", StringComparison.Ordinal), await File.ReadAllTextAsync(Path.Combine(models, "Renamed.cs")));
        Assert.Contains("\nnamespace Shop;\n", await File.ReadAllTextAsync(Path.Combine(models, "ViewMore.cs")), StringComparison.Ordinal);
        Assert.Contains("public ViewMore? More { get; init; }", await File.ReadAllTextAsync(Path.Combine(models, "View.cs")), StringComparison.Ordinal);
        CompiledRecord.Generate([.. Directory.GetFiles(models).Select(File.ReadAllText)]);

        (_, _, error) = await Run("infer", first, second, "--update", Path.Combine(models, "View.cs"));
        Assert.Equal("", error);
        (code, _, error) = await Run("infer", second, "--update", Path.Combine(models, "View.cs"), "--explain", "$.id");
        Assert.Equal((2, "--update writes a record: leave out --explain and --emit.\n"), (code, error[..(error.IndexOf('\n', StringComparison.Ordinal) + 1)]));

        string[] Names() => [.. Directory.GetFiles(models).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];
    }

    [Fact]
    public async Task An_update_writes_nothing_where_it_cannot_write_all()
    {
        string first = Write("views.ndjson", "{\"user\":{\"name\":\"x\"}}\n");
        string models = Path.Combine(_folder, "Models");
        await Run("infer", first, "--out", models + "/", "--name", "View", "--namespace", "Shop");
        string before = await File.ReadAllTextAsync(Path.Combine(models, "View.cs"));
        string taken = Write("Models/ViewMore.cs", "namespace Elsewhere;\n\npublic class ViewMore;\n");
        string second = Write("more.ndjson", "{\"user\":{\"name\":\"x\"},\"more\":{\"z\":1}}\n");
        (int code, _, string error) = await Run("infer", second, "--update", Path.Combine(models, "View.cs"));
        Assert.Equal((1, $"{taken}: ViewMore is new and would be written there, but the file is no part of the record. Rename it.\n"), (code, error));
        Assert.Equal(before, await File.ReadAllTextAsync(Path.Combine(models, "View.cs")));

        Write("Models/ViewUser.cs", "namespace Shop;\n\npublic partial record ViewUser {\n");
        (code, _, error) = await Run("infer", second, "--update", Path.Combine(models, "View.cs"));
        Assert.Equal(1, code);
        Assert.Contains("ViewUser.cs:3: ", error, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(Path.Combine(models, "View.cs")));
    }

    [Fact]
    public async Task The_newest_messages_of_a_topic_are_rows()
    {
        using var kafka = new EmbeddedKafka();
        kafka.CreateTopic("views", 2);
        using (var producer = new KafkaProducer(new KafkaProducerOptions { Settings = kafka.CreateSettings() }))
        {
            for (int i = 0; i < 20; i++)
            {
                producer.Produce("views", i % 2, Encoding.UTF8.GetBytes(i < 10 ? "{\"old\":1}" : $"{{\n\"id\":{i}}}"), default, default);
            }

            await producer.FlushAsync(default);
        }

        (int code, string output, string error) = await Run("infer", "--topic", "views", "--bootstrap", kafka.BootstrapServers, "--limit", "10", "--emit", "json");
        Assert.Equal((0, ""), (code, error));
        using JsonDocument schema = JsonDocument.Parse(output);
        Assert.Equal(["$", "$.id"], schema.RootElement.EnumerateArray().Select(p => p.GetProperty("path").GetString()));
        Assert.Equal(ExitCodes.Usage, (await Run("infer", "x.json", "--topic", "views")).Code);
    }

    [Fact]
    public async Task Asking_needs_a_terminal()
    {
        (int code, string output, string error) = await Run("infer", Write("a.json", "{\"a\":1}"), "--interactive");
        Assert.Equal((ExitCodes.Usage, ""), (code, output));
        Assert.StartsWith("--interactive: there is no terminal to ask at.", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("always", "abstract partial record A")]
    [InlineData("never", "public partial record A")]
    public async Task Closed_hierarchies_on_demand(string unions, string expected)
    {
        string file = Write("a.json", "{\"type\":\"x\",\"a\":1} {\"type\":\"y\",\"b\":1}");
        (_, string output, _) = await Run("infer", file, "--name", "A", "--unions", unions);
        Assert.Contains(expected, output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("infer")]
    [InlineData("infer", "x.json", "--unions", "maybe")]
    [InlineData("infer", "x.json", "--emit", "xml")]
    [InlineData("infer", "x.json", "--limit", "0")]
    [InlineData("unknown")]
    public async Task A_wrong_command_line_exits_with_2(params string[] arguments) =>
        Assert.Equal(ExitCodes.Usage, (await Run(arguments)).Code);

    [Theory]
    [InlineData("--path", "items")]
    [InlineData("--name", "1x")]
    [InlineData("--namespace", "a..b")]
    public async Task A_wrong_option_value_exits_with_2(string option, string value)
    {
        string file = Write("a.json", "{\"a\":1}");
        (int code, _, string error) = await Run("infer", file, option, value);
        Assert.Equal(ExitCodes.Usage, code);
        Assert.StartsWith($"{option} {value}: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bad_input_exits_with_1_and_says_where()
    {
        string file = Write("bad.json", "{\"a\":1}\n{\"a\":}\n");
        (int code, string output, string error) = await Run("infer", file);
        Assert.Equal((ExitCodes.Failed, ""), (code, output));
        Assert.Contains("bad.json:2:6:", error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Failed, (await Run("infer", Path.Combine(_folder, "missing.json"))).Code);
        (code, output, error) = await Run("infer", file, "--skip-errors");
        Assert.Equal(ExitCodes.Ok, code);
        Assert.Contains("public required long A { get; init; }", output, StringComparison.Ordinal);
        Assert.Equal($"1 lines skipped that are no JSON; the first:\n{file}:2:6: expected a value, found '}}'.\n", error.ReplaceLineEndings("\n"));
        (code, output, error) = await Run("infer", Write("none.json", "[]"));
        Assert.Equal((ExitCodes.Failed, "", "No rows in the input.\n"), (code, output, error.ReplaceLineEndings("\n")));
    }

    private static async Task<(int Code, string Output, string Error)> Run(params string[] arguments)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        int code = await ToolCommands.RunAsync(arguments, output, error);
        return (code, output.ToString(), error.ToString());
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
