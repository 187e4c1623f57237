using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Denormalized.Kafka.SchemaRegistry;
using Denormalized.Schema;
using Denormalized.SchemaRegistry;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Denormalized.Kafka.Tests.SchemaRegistry;

/// <summary>What the client does when a registry is older, slow, broken, closed or somebody else.</summary>
public sealed class ClientTests
{
    private readonly List<string> _requests = [];

    [Fact]
    public async Task What_never_changes_is_asked_once()
    {
        var client = Client(r => r.RequestUri!.AbsolutePath switch
        {
            "/schemas/ids/1" => (200, """{"schema":"\"int\""}"""),
            _ => (200, """{"id":1,"version":3,"subject":"s","schema":"\"int\""}"""),
        });
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("\"int\"", (await client.FindAsync(1))!.Text);
            Assert.Equal(3, (await client.RegisterAsync("s", new("\"int\""))).Version);
            Assert.Equal(1, (await client.LookUpAsync("s", new("\"int\"")))!.Id);
        }

        Assert.Equal(["GET http://one/schemas/ids/1", "POST http://one/subjects/s/versions"], _requests);
    }

    [Fact]
    public async Task What_is_missing_is_asked_again()
    {
        var known = false;
        var client = Client(_ => known ? (200, """{"schema":"\"int\""}""") : (404, """{"error_code":40403,"message":"Schema 1 not found"}"""));
        Assert.Null(await client.FindAsync(1));
        known = true;
        Assert.NotNull(await client.FindAsync(1));
    }

    [Fact]
    public async Task A_registry_that_tells_only_the_id_will_do()
    {
        var client = Client(_ => (200, """{"id":12}"""));
        var registered = await client.RegisterAsync("s", new("\"int\""), normalize: true);
        Assert.Equal(new RegisteredSchema("s", 0, 12, new("\"int\"")), registered);
        Assert.Equal(["POST http://one/subjects/s/versions?normalize=true"], _requests);
    }

    [Fact]
    public async Task A_registry_without_defaultToGlobal_is_asked_for_its_own_mode()
    {
        var client = Client(r => r.RequestUri!.AbsolutePath == "/config"
            ? (200, """{"compatibilityLevel":"FULL_TRANSITIVE"}""")
            : (404, """{"error_code":40401,"message":"Subject not found."}"""));
        Assert.Equal(CompatibilityMode.FullTransitive, await client.CompatibilityAsync("s"));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    public async Task Errors_that_pass_are_repeated(int status)
    {
        var client = Client(_ => _requests.Count < 3 ? (status, """{"error_code":50001,"message":"busy"}""") : (200, "[\"s\"]"));
        Assert.Equal(["s"], await client.SubjectsAsync());
        Assert.Equal(3, _requests.Count);
    }

    [Fact]
    public async Task Errors_that_stay_are_said_with_the_reason_of_the_registry()
    {
        var client = Client(_ => (500, """{"error_code":50001,"message":"store is full"}"""));
        var error = await Assert.ThrowsAsync<SchemaRegistryException>(() => client.SubjectsAsync());
        Assert.Equal((500, 50001, true), (error.Status, error.ErrorCode, error.IsTransient));
        Assert.Contains("GET http://one/subjects failed with 500 (50001): store is full", error.Message);
        Assert.Equal(4, _requests.Count); // once and three retries
    }

    [Fact]
    public async Task Refusals_are_not_repeated()
    {
        var client = Client(_ => (401, "<html>who are you</html>"));
        var error = await Assert.ThrowsAsync<SchemaRegistryException>(() => client.SubjectsAsync());
        Assert.Contains("Check BasicAuthUserInfo or BearerAuthToken", error.Message);
        Assert.Contains("who are you", error.Message);
        Assert.Single(_requests);
    }

    [Fact]
    public async Task A_404_of_something_else_is_not_taken_for_a_missing_schema()
    {
        var client = Client(_ => (404, "<html>nginx</html>"));
        await Assert.ThrowsAsync<SchemaRegistryException>(() => client.FindAsync(1));
        await Assert.ThrowsAsync<SchemaRegistryException>(() => Client(_ => (200, "<html>")).FindAsync(1));
    }

    [Fact]
    public async Task The_next_address_is_asked_and_kept()
    {
        var client = Client(r => r.RequestUri!.Host == "one" ? throw new HttpRequestException("refused") : (200, "[]"), o => o.Url = "http://one, two:8081/");
        await client.SubjectsAsync();
        await client.SubjectsAsync();
        Assert.Equal(["GET http://one/subjects", "GET http://two:8081/subjects", "GET http://two:8081/subjects"], _requests);
        Assert.Equal("http://one, http://two:8081", client.Description);
    }

    [Fact]
    public async Task A_registry_that_does_not_answer_is_named()
    {
        var client = Client(_ => throw new HttpRequestException("Connection refused"), o => o.Retries = 0);
        var error = await Assert.ThrowsAsync<SchemaRegistryException>(() => client.SubjectsAsync());
        Assert.True(error.IsTransient);
        Assert.Contains("GET http://one/subjects was not answered: Connection refused", error.Message);
    }

    [Fact]
    public async Task A_caller_that_gives_up_is_told_so()
    {
        using var stop = new CancellationTokenSource();
        var client = Client(_ =>
        {
            stop.Cancel();
            return (500, "");
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.SubjectsAsync(stop.Token));
    }

    [Fact]
    public async Task Credentials_are_sent()
    {
        var seen = new List<string?>();
        (int, string) Answer(HttpRequestMessage request)
        {
            seen.Add(request.Headers.Authorization?.ToString());
            return (200, "[]");
        }

        var number = 0;
        await Client(Answer, o => o.BasicAuthUserInfo = "key:secret").SubjectsAsync();
        await Client(Answer, o => o.BearerAuthToken = "token").SubjectsAsync();
        var renewed = Client(Answer, o => o.BearerTokens = _ => ValueTask.FromResult($"token {++number}"));
        await renewed.SubjectsAsync();
        await renewed.SubjectsAsync();

        Assert.Equal(["Basic " + Convert.ToBase64String("key:secret"u8), "Bearer token", "Bearer token 1", "Bearer token 2"], seen);
        Assert.Throws<ArgumentException>(() => Client(Answer, o => (o.BasicAuthUserInfo, o.BearerAuthToken) = ("a:b", "c")));
    }

    [Theory]
    [InlineData("", "missing")]
    [InlineData("ftp://x", "'ftp://x' is not the address")]
    public void A_wrong_address_is_refused_at_once(string url, string text) =>
        Assert.Contains(text, Assert.Throws<ArgumentException>(() => new SchemaRegistryClient(new SchemaRegistryOptions { Url = url })).Message);

    [Fact]
    public async Task Certificates_are_checked_and_shown()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            using var authority = Certificate("CN=localhost");
            using var user = Certificate("CN=user");
            var ca = Path.Combine(folder.FullName, "ca.pem");
            var keystore = Path.Combine(folder.FullName, "user.p12");
            await File.WriteAllTextAsync(ca, authority.ExportCertificatePem());
            await File.WriteAllBytesAsync(keystore, user.Export(X509ContentType.Pkcs12, "secret"));
            await using var server = await SchemaRegistryServer.StartAsync(configure: listen => listen.UseHttps(https =>
            {
                https.ServerCertificate = authority;
                https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
                https.ClientCertificateValidation = (certificate, _, _) => certificate.Thumbprint == user.Thumbprint;
            }));
            var url = server.Url.Replace("127.0.0.1", "localhost");

            using var both = new SchemaRegistryClient(new() { Url = url, SslCaLocation = ca, SslKeystoreLocation = keystore, SslKeystorePassword = "secret" });
            Assert.Empty(await both.SubjectsAsync());
            using var anonymous = new SchemaRegistryClient(new() { Url = url, SslCaLocation = ca, Retries = 0 });
            await Assert.ThrowsAsync<SchemaRegistryException>(() => anonymous.SubjectsAsync());
            using var trusting = new SchemaRegistryClient(new() { Url = url, SslKeystoreLocation = keystore, SslKeystorePassword = "secret", Retries = 0 });
            var error = await Assert.ThrowsAsync<SchemaRegistryException>(() => trusting.SubjectsAsync());
            Assert.Contains("certificate", error.Message);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Subjects_are_called_as_Confluents_serializers_call_them()
    {
        Assert.Equal("orders-value", SubjectNames.Of(SubjectNaming.TopicName, "orders", "shop.Order"));
        Assert.Equal("orders-key", SubjectNames.Of(SubjectNaming.TopicName, "orders", "shop.Order", isKey: true));
        Assert.Equal("shop.Order", SubjectNames.Of(SubjectNaming.RecordName, "orders", "shop.Order"));
        Assert.Equal("orders-shop.Order", SubjectNames.Of(SubjectNaming.TopicRecordName, "orders", "shop.Order"));
    }

    private static X509Certificate2 Certificate(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }

    private SchemaRegistryClient Client(Func<HttpRequestMessage, (int Status, string Body)> answer, Action<SchemaRegistryOptions>? configure = null)
    {
        var options = new SchemaRegistryOptions { Url = "http://one", RetryDelay = TimeSpan.FromMilliseconds(1) };
        configure?.Invoke(options);
        return new SchemaRegistryClient(options, new Answering(request =>
        {
            _requests.Add($"{request.Method} {request.RequestUri}");
            return answer(request);
        }));
    }

    private sealed class Answering(Func<HttpRequestMessage, (int Status, string Body)> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var (status, body) = answer(request);
            return Task.FromResult(new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/vnd.schemaregistry.v1+json") });
        }
    }
}
