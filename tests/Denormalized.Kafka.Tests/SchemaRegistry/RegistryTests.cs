using Denormalized.Kafka.SchemaRegistry;
using Denormalized.Schema;
using Denormalized.SchemaRegistry;

namespace Denormalized.Kafka.Tests.SchemaRegistry;

/// <summary>One suite for the registry in the process and for the client over its REST interface.</summary>
public abstract class RegistryTests
{
    private const string V1 = """{"type":"record","name":"Order","namespace":"shop","fields":[{"name":"id","type":"long"}]}""";
    private const string V2 = """{"type":"record","name":"Order","namespace":"shop","fields":[{"name":"id","type":"long"},{"name":"note","type":["null","string"],"default":null}]}""";
    private const string Wrong = """{"type":"record","name":"Order","namespace":"shop","fields":[{"name":"id","type":"string"}]}""";

    protected abstract ISchemaRegistry Registry { get; }

    [Fact]
    public async Task Versions_and_ids_are_given_in_order_and_once()
    {
        var first = await Registry.RegisterAsync("orders-value", new(V1));
        var again = await Registry.RegisterAsync("orders-value", new(V1.Replace(",", " ,\n ")));
        var second = await Registry.RegisterAsync("orders-value", new(V2));
        var elsewhere = await Registry.RegisterAsync("shop.Order", new(V2));

        Assert.Equal((1, 1), (first.Id, first.Version));
        Assert.Equal((1, 1), (again.Id, again.Version));
        Assert.Equal((2, 2), (second.Id, second.Version));
        Assert.Equal((2, 1), (elsewhere.Id, elsewhere.Version)); // the same schema has the same id everywhere
        Assert.Equal([1, 2], await Registry.VersionsAsync("orders-value"));
        Assert.Equal(["orders-value", "shop.Order"], await Registry.SubjectsAsync());
        Assert.Equal(V2, (await Registry.FindAsync(2))!.Text);
        Assert.Equal(V2, (await Registry.FindAsync(second.Guid!.Value))!.Text);
        Assert.Equal(2, (await Registry.VersionAsync("orders-value"))!.Version);
        Assert.Equal(V1, (await Registry.VersionAsync("orders-value", 1))!.Schema.Text);
        Assert.Equal((1, 1), await Registry.LookUpAsync("orders-value", new(V1)) is { } found ? (found.Id, found.Version) : default);
    }

    [Fact]
    public async Task What_is_not_there_is_null_or_none()
    {
        await Registry.RegisterAsync("s", new(V1));
        Assert.Null(await Registry.FindAsync(77));
        Assert.Null(await Registry.FindAsync(Guid.NewGuid()));
        Assert.Null(await Registry.VersionAsync("s", 7));
        Assert.Null(await Registry.VersionAsync("none"));
        Assert.Null(await Registry.LookUpAsync("s", new(V2)));
        Assert.Null(await Registry.LookUpAsync("none", new(V1)));
        Assert.Empty(await Registry.VersionsAsync("none"));
    }

    [Fact]
    public async Task An_incompatible_schema_is_refused_with_the_place()
    {
        await Registry.RegisterAsync("s", new(V1));
        var verdict = await Registry.CheckAsync("s", new(Wrong));
        Assert.False(verdict.IsCompatible);
        Assert.Contains("version 1: the new schema cannot read the old data: Order.id", Assert.Single(verdict.Messages));
        Assert.True((await Registry.CheckAsync("s", new(V2))).IsCompatible);
        Assert.True((await Registry.CheckAsync("new", new(Wrong))).IsCompatible);

        var error = await Assert.ThrowsAsync<SchemaRegistryException>(() => Registry.RegisterAsync("s", new(Wrong)));
        Assert.Equal((409, 409, false), (error.Status, error.ErrorCode, error.IsTransient));
        Assert.Contains("Order.id", error.Message);
        Assert.Equal([1], await Registry.VersionsAsync("s"));
    }

    [Fact]
    public async Task A_subject_has_the_mode_of_its_own_or_that_of_the_registry()
    {
        Assert.Equal(CompatibilityMode.Backward, await Registry.CompatibilityAsync());
        await Registry.SetCompatibilityAsync(null, CompatibilityMode.FullTransitive);
        await Registry.SetCompatibilityAsync("free", CompatibilityMode.None);
        await Registry.RegisterAsync("free", new(V1));

        Assert.Equal(CompatibilityMode.FullTransitive, await Registry.CompatibilityAsync("other"));
        Assert.Equal(CompatibilityMode.None, await Registry.CompatibilityAsync("free"));
        Assert.Equal(2, (await Registry.RegisterAsync("free", new(Wrong))).Version);
    }

    [Fact]
    public async Task References_are_kept_and_resolved()
    {
        const string line = """{"type":"record","name":"Line","namespace":"shop","fields":[{"name":"sku","type":"string"}]}""";
        const string order = """{"type":"record","name":"Order","namespace":"shop","fields":[{"name":"lines","type":{"type":"array","items":"shop.Line"}},{"name":"first","type":"Line"}]}""";
        var schema = new RegistrySchema(order) { References = [new("shop.Line", "line", 1)] };
        await Assert.ThrowsAsync<SchemaRegistryException>(() => Registry.RegisterAsync("order", schema));
        await Registry.RegisterAsync("line", new(line));
        var registered = await Registry.RegisterAsync("order", schema);

        var kept = await Registry.FindAsync(registered.Id);
        Assert.Equal(schema.References, kept!.References);
        var parsed = (AvroRecord)await RegistryAvro.ParseAsync(Registry, kept);
        Assert.Equal("shop.Line", parsed.Fields[1].Type.ToString());
        Assert.Same(parsed.Fields[1].Type, ((AvroArray)parsed.Fields[0].Type).Items);
    }

    [Theory]
    [InlineData("AVRO", "{\"type\":\"recor\"}")]
    [InlineData("AVRO", "not json")]
    [InlineData("PROTOBUF", "syntax = \"proto3\";")]
    public async Task What_is_no_Avro_schema_is_refused(string type, string text)
    {
        var error = await Assert.ThrowsAsync<SchemaRegistryException>(() => Registry.RegisterAsync("s", new(text) { Type = type }));
        Assert.Equal((422, SchemaRegistryErrors.InvalidSchema), (error.Status, error.ErrorCode));
    }

    [Fact]
    public async Task Subjects_may_hold_any_character()
    {
        const string subject = "orders/eu ü+100%-value";
        await Registry.RegisterAsync(subject, new(V1));
        Assert.Equal([subject], await Registry.SubjectsAsync());
        Assert.Equal(subject, (await Registry.VersionAsync(subject))!.Subject);
    }

    [Fact]
    public async Task Many_that_register_at_once_get_one_id()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => Task.Run(() => Registry.RegisterAsync($"s{i % 4}", new(V1)))));
        Assert.All(all, r => Assert.Equal((1, 1), (r.Id, r.Version)));
    }
}

public sealed class EmbeddedRegistryTests : RegistryTests
{
    protected override ISchemaRegistry Registry { get; } = new EmbeddedSchemaRegistry();
}

public sealed class RestRegistryTests : RegistryTests, IAsyncLifetime
{
    private SchemaRegistryServer _server = null!;
    private SchemaRegistryClient _client = null!;

    protected override ISchemaRegistry Registry => _client;

    public async Task InitializeAsync()
    {
        _server = await SchemaRegistryServer.StartAsync();
        _client = new SchemaRegistryClient(new SchemaRegistryOptions { Url = _server.Url });
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    /// <summary>Requests and answers as Confluent's documentation of the interface shows them.</summary>
    [Theory]
    [InlineData("GET", "/subjects", null, 200, "[\"Kafka-value\"]")]
    [InlineData("GET", "/schemas/types", null, 200, "[\"AVRO\"]")]
    [InlineData("GET", "/subjects/Kafka-value/versions", null, 200, "[1]")]
    [InlineData("GET", "/subjects/Kafka-value/versions/1", null, 200, """{"subject":"Kafka-value","id":1,"version":1,"guid":"*","schema":"\u0022string\u0022"}""")]
    [InlineData("GET", "/subjects/Kafka-value/versions/latest/schema", null, 200, "\"string\"")]
    [InlineData("GET", "/schemas/ids/1", null, 200, """{"schema":"\u0022string\u0022"}""")]
    [InlineData("GET", "/schemas/ids/1/schema", null, 200, "\"string\"")]
    [InlineData("GET", "/schemas/ids/1/subjects", null, 200, "[\"Kafka-value\"]")]
    [InlineData("GET", "/schemas/ids/1/versions", null, 200, """[{"subject":"Kafka-value","version":1}]""")]
    [InlineData("POST", "/subjects/Kafka-value/versions", """{"schema":"{\"type\":\"string\"}"}""", 200, """{"subject":"Kafka-value","id":1,"version":1,"guid":"*","schema":"\u0022string\u0022"}""")]
    [InlineData("POST", "/subjects/Kafka-value", """{"schema":"\"string\""}""", 200, """{"subject":"Kafka-value","id":1,"version":1,"guid":"*","schema":"\u0022string\u0022"}""")]
    [InlineData("POST", "/subjects/Kafka-value", """{"schema":"\"long\""}""", 404, """{"error_code":40403,"message":"Schema not found"}""")]
    [InlineData("POST", "/subjects/Kafka-value/versions", """{"schema":"\"strin\""}""", 422, """{"error_code":42201,*""")]
    [InlineData("POST", "/subjects/Kafka-value/versions", "{", 400, """{"error_code":400,*""")]
    [InlineData("POST", "/compatibility/subjects/Kafka-value/versions/latest", """{"schema":"\"bytes\""}""", 200, """{"is_compatible":true}""")]
    [InlineData("POST", "/compatibility/subjects/Kafka-value/versions/1?verbose=true", """{"schema":"\"long\""}""", 200, """{"is_compatible":false,"messages":[*""")]
    [InlineData("POST", "/compatibility/subjects/none/versions/latest", """{"schema":"\"long\""}""", 404, """{"error_code":40401,"message":"Subject \u0027none\u0027 not found."}""")]
    [InlineData("GET", "/config", null, 200, """{"compatibilityLevel":"BACKWARD"}""")]
    [InlineData("PUT", "/config", """{"compatibility":"FULL"}""", 200, """{"compatibility":"FULL"}""")]
    [InlineData("PUT", "/config/Kafka-value", """{"compatibility":"sideways"}""", 422, """{"error_code":42203,*""")]
    [InlineData("GET", "/config/Kafka-value", null, 404, """{"error_code":40408,*""")]
    [InlineData("GET", "/config/Kafka-value?defaultToGlobal=true", null, 200, """{"compatibilityLevel":"BACKWARD"}""")]
    [InlineData("GET", "/schemas/ids/9", null, 404, """{"error_code":40403,"message":"Schema 9 not found"}""")]
    [InlineData("GET", "/subjects/Kafka-value/versions/0", null, 422, """{"error_code":42202,*""")]
    [InlineData("GET", "/subjects/Kafka-value/versions/2", null, 404, """{"error_code":40402,"message":"Version 2 not found."}""")]
    [InlineData("DELETE", "/subjects/Kafka-value", null, 200, "[1]")]
    [InlineData("DELETE", "/subjects/Kafka-value/versions/1", null, 200, "1")]
    public async Task The_interface_answers_as_Confluents(string method, string path, string? body, int status, string answer)
    {
        await _server.Registry.RegisterAsync("Kafka-value", new("\"string\""));
        using var http = new HttpClient { BaseAddress = new Uri(_server.Url) };
        using var request = new HttpRequestMessage(new HttpMethod(method), path)
        {
            Content = body is null ? null : new StringContent(body, null, "application/vnd.schemaregistry.v1+json"),
        };

        using var response = await http.SendAsync(request);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/vnd.schemaregistry.v1+json", response.Content.Headers.ContentType!.MediaType);
        var pattern = string.Join(".*", answer.Split('*').Select(System.Text.RegularExpressions.Regex.Escape));
        Assert.Matches($"^{pattern}$", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_deleted_version_is_gone_its_id_stays_and_its_number_is_not_given_again()
    {
        using var http = new HttpClient { BaseAddress = new Uri(_server.Url) };
        await _client.RegisterAsync("s", new("\"int\""));
        Assert.Equal("1", await (await http.DeleteAsync("/subjects/s/versions/latest")).Content.ReadAsStringAsync());

        Assert.Empty(await _client.SubjectsAsync());
        Assert.Equal("\"int\"", (await _client.FindAsync(1))!.Text);
        Assert.Equal(2, (await _server.Registry.RegisterAsync("s", new("\"string\""))).Version); // nothing left to be compatible with
    }
}
