using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Denormalized.Tool.Doctor;

namespace Denormalized.Tool.Tests.Doctor;

public sealed class EngineInstallerTests : IDisposable
{
    private static readonly Uri Registry = new("http://registry.test/");
    private readonly string _folder = Path.Combine(Directory.CreateTempSubdirectory("dnz-doctor").FullName, "chdb", "1.0");

    public void Dispose() => Directory.Delete(Path.GetFullPath(Path.Combine(_folder, "../..")), recursive: true);

    [Fact]
    public async Task Downloads_checks_and_unpacks_once()
    {
        byte[] tarball = Tarball("package/package.json", "package/libchdb.so");
        var server = new Server { ["/@chdb/lib-x/-/lib-x-1.0.tgz"] = tarball };
        var package = new EnginePackage("@chdb/lib-x", "1.0", Integrity(tarball));
        long received = 0;

        Assert.True(await Install(server, package, p => received = p.Received));
        Assert.Equal("content of package/libchdb.so", await File.ReadAllTextAsync(Path.Combine(_folder, "libchdb.so")));
        Assert.Equal(tarball.Length, received);
        Assert.Single(Directory.GetFiles(_folder)); // nothing temporary is left

        Assert.False(await Install(server, package));
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public async Task A_changed_file_is_not_installed()
    {
        byte[] tarball = Tarball("package/libchdb.so");
        var server = new Server { ["/@chdb/lib-x/-/lib-x-1.0.tgz"] = tarball };
        var package = new EnginePackage("@chdb/lib-x", "1.0", Integrity([.. tarball, 0]));
        InstallException error = await Assert.ThrowsAsync<InstallException>(() => Install(server, package));
        Assert.Contains("checksum", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task Without_a_pinned_checksum_that_of_the_registry_counts()
    {
        byte[] tarball = Tarball("package/libchdb.so");
        var server = new Server { ["/@chdb/lib-x/-/lib-x-1.0.tgz"] = tarball };
        var package = new EnginePackage("@chdb/lib-x", "1.0", null);
        server["/@chdb/lib-x/1.0"] = Stated(Integrity([1]));
        await Assert.ThrowsAsync<InstallException>(() => Install(server, package));
        server["/@chdb/lib-x/1.0"] = "{\"dist\":{}}"u8.ToArray();
        await Assert.ThrowsAsync<InstallException>(() => Install(server, package));
        server["/@chdb/lib-x/1.0"] = Stated(Integrity(tarball));
        Assert.True(await Install(server, package));
    }

    [Fact]
    public async Task Missing_packages_and_files_are_clear_errors()
    {
        var package = new EnginePackage("@chdb/lib-x", "1.0", "sha512-x");
        InstallException missing = await Assert.ThrowsAsync<InstallException>(() => Install(new Server(), package));
        Assert.Contains("@chdb/lib-x 1.0 could not be installed", missing.Message, StringComparison.Ordinal);

        byte[] other = Tarball("package/other.so");
        var server = new Server { ["/@chdb/lib-x/-/lib-x-1.0.tgz"] = other };
        InstallException empty = await Assert.ThrowsAsync<InstallException>(() => Install(server, package with { Integrity = Integrity(other) }));
        Assert.Contains("libchdb.so", empty.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData("http://option.test", "http://environment.test", "http://option.test/")]
    [InlineData(null, "http://environment.test/npm/", "http://environment.test/npm/")]
    [InlineData(null, null, "http://file.test/")]
    public void The_registry_is_found_as_npm_finds_it(string? option, string? environment, string expected) =>
        Assert.Equal(expected, NpmRegistry.Find(option, environment, ["a=b", "registry = http://file.test"]).ToString());

    [Fact]
    public void Without_a_registry_the_message_says_how_to_name_one_and_nonsense_is_refused()
    {
        Assert.Contains("--registry", Assert.Throws<FormatException>(() => NpmRegistry.Find(null, "", [])).Message, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => NpmRegistry.Find("ftp://x", null, []));
    }

    [Fact]
    public void The_package_that_is_tested_with_is_pinned() =>
        Assert.StartsWith("sha512-", EnginePackage.Of("@chdb/lib-linux-x64-gnu", ClickHouse.Chdb.ChdbLibrary.Version).Integrity, StringComparison.Ordinal);

    private Task<bool> Install(Server server, EnginePackage package, Action<DownloadProgress>? progress = null) =>
        new EngineInstaller(new HttpClient(server), Registry).InstallAsync(package, _folder, progress ?? (_ => { }), CancellationToken.None);

    private static byte[] Stated(string integrity) => JsonSerializer.SerializeToUtf8Bytes(new { dist = new { integrity } });

    private static string Integrity(byte[] data) => "sha512-" + Convert.ToBase64String(SHA512.HashData(data));

    private static byte[] Tarball(params string[] names)
    {
        var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest))
        using (var tar = new TarWriter(gzip))
        {
            foreach (string name in names)
            {
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes("content of " + name)) });
            }
        }

        return output.ToArray();
    }

    /// <summary>Answers from a table of paths, 404 for the rest.</summary>
    private sealed class Server : HttpMessageHandler
    {
        private readonly Dictionary<string, byte[]> _answers = [];

        public int Requests { get; private set; }

        public byte[] this[string path]
        {
            set => _answers[path] = value;
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests++;
            return Task.FromResult(_answers.TryGetValue(request.RequestUri!.AbsolutePath, out byte[]? answer)
                ? new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(answer) }
                : new HttpResponseMessage(HttpStatusCode.NotFound));
        }
    }
}
