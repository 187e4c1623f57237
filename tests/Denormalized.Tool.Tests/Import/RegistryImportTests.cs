using System.Text;
using Denormalized.Kafka.SchemaRegistry;
using Denormalized.SchemaRegistry;
using Denormalized.Tool.Commands;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Denormalized.Tool.Tests.Import;

/// <summary><c>import registry</c> against a registry over HTTP.</summary>
public sealed class RegistryImportTests : IAsyncLifetime
{
    private readonly EmbeddedSchemaRegistry _registry = new();
    private SchemaRegistryServer _server = null!;

    public async Task InitializeAsync()
    {
        _server = await SchemaRegistryServer.StartAsync(_registry);
        await _registry.RegisterAsync("money", new("""{"type":"record","name":"shop.Money","fields":[{"name":"currency","type":"string"}]}"""));
        await _registry.RegisterAsync("orders-value", new("""{"type":"record","name":"Order","namespace":"shop","fields":[{"name":"id","type":"long"}]}"""));
        await _registry.RegisterAsync("orders-value", new("""{"type":"record","name":"Order","namespace":"shop","fields":[{"name":"id","type":"long"},{"name":"total","type":["null","Money"],"default":null}]}""")
        {
            References = [new SchemaReference("shop.Money", "money", 1)],
        });
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task The_latest_version_with_what_it_refers_to()
    {
        (int code, string output, string error) = await AvroImportTests.Run("import", "registry", "orders-value", "--registry", _server.Url, "--namespace", "Shop");
        Assert.Equal((0, ""), (code, error));
        Assert.Equal($$"""
            using Denormalized;

            namespace Shop;

            // Imported from orders-value, version 2 (id 3), of {{_server.Url}}.
            [Stream("orders"), AvroName("shop.Order")]
            public partial record Order
            {
                public required long Id { get; init; }

                public OrderMoney? Total { get; init; }
            }

            [AvroName("shop.Money")]
            public partial record OrderMoney
            {
                public required string Currency { get; init; }
            }

            """, output);
    }

    [Fact]
    public async Task An_earlier_version_under_another_name()
    {
        (int code, string output, string error) = await AvroImportTests.Run("import", "registry", "orders-value", "--registry", _server.Url, "--version", "1", "--name", "OldOrder");
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("version 1 (id 2)", output, StringComparison.Ordinal);
        Assert.Contains("public partial record OldOrder", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Total", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_it_was_imported_from_can_be_read_again()
    {
        (_, string output, _) = await AvroImportTests.Run("import", "registry", "orders-value", "--registry", _server.Url, "--namespace", "Again");
        System.Reflection.Assembly assembly = Infer.CompiledRecord.Generate(output);
        string emitted = AvroImportTests.SchemaOf(assembly.GetType("Again.Order", throwOnError: true)!);
        RegistrySchema registered = (await _registry.VersionAsync("orders-value"))!.Schema;
        Assert.Equal((await RegistryAvro.ParseAsync(_registry, registered)).ToCanonicalForm(), Denormalized.Schema.AvroSchema.Parse(emitted).ToCanonicalForm());
    }

    [Theory]
    [InlineData(ExitCodes.Failed, "has no subject order-value; it has orders-value, money.", "order-value", "--registry", "{url}")]
    [InlineData(ExitCodes.Failed, "has no version 7 of orders-value; it has 1, 2.", "orders-value", "--registry", "{url}", "--version", "7")]
    [InlineData(ExitCodes.Usage, "--version first: a whole number from 1, or latest.", "orders-value", "--registry", "{url}", "--version", "first")]
    [InlineData(ExitCodes.Usage, "Give the address of the schema registry: --registry http://localhost:8081", "orders-value")]
    [InlineData(ExitCodes.Failed, "'ftp://x' is not the address of a schema registry", "orders-value", "--registry", "ftp://x")]
    [InlineData(ExitCodes.Failed, "The address of the schema registry at localhost holds credentials; give them as BasicAuthUserInfo.", "orders-value", "--registry", "http://me:secret@localhost")]
    [InlineData(ExitCodes.Failed, "Keep one.", "orders-value", "--registry", "{url}", "--basic-auth", "a:b", "--bearer-token", "t")]
    [InlineData(ExitCodes.Failed, "no-such-file.pem", "orders-value", "--registry", "{url}", "--ca", "no-such-file.pem")]
    public async Task What_is_wrong_is_said(int code, string message, params string[] arguments)
    {
        string[] all = ["import", "registry", .. arguments.Select(a => a.Replace("{url}", _server.Url, StringComparison.Ordinal))];
        (int actual, string output, string error) = await AvroImportTests.Run(all);
        Assert.Equal((code, ""), (actual, output));
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_Avro_is_read()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using WebApplication other = builder.Build();
        other.Urls.Add("http://127.0.0.1:0");
        other.MapGet("/subjects/s/versions/latest", () => Results.Text("""{"subject":"s","version":1,"id":1,"schemaType":"PROTOBUF","schema":"message M {}"}""", "application/json"));
        await other.StartAsync();
        (int code, _, string error) = await AvroImportTests.Run("import", "registry", "s", "--registry", other.Urls.First());
        Assert.Equal(ExitCodes.Failed, code);
        Assert.Equal("The schema is written in PROTOBUF; only AVRO is read.", error.Trim());
    }

    [Theory]
    [InlineData("--basic-auth", "me:secret")]
    [InlineData("--bearer-token", "secret-token")]
    public async Task Credentials_are_sent(string option, string credentials)
    {
        string expected = option == "--basic-auth" ? "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials)) : "Bearer " + credentials;
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using WebApplication closed = builder.Build();
        closed.Urls.Add("http://127.0.0.1:0");
        closed.Use(async (context, next) =>
        {
            if (context.Request.Headers.Authorization == expected)
            {
                await next();
            }
            else
            {
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            }
        });
        closed.UseRouting();
        closed.MapSchemaRegistry(_registry);
        await closed.StartAsync();
        string[] command = ["import", "registry", "orders-value", "--registry", closed.Urls.First()];
        (int code, string output, string error) = await AvroImportTests.Run([.. command, option, credentials]);
        Assert.Equal((0, ""), (code, error));
        Assert.DoesNotContain("secret", output, StringComparison.Ordinal);
        (code, _, error) = await AvroImportTests.Run([.. command, option, "wrong:wrong"]);
        Assert.Equal(ExitCodes.Failed, code);
        Assert.Contains("failed with 401", error, StringComparison.Ordinal);
    }
}
