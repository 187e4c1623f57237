using Microsoft.Extensions.Logging;

namespace Denormalized.Kafka.Tests;

public sealed class LoaderTests
{
    [Fact]
    public void OneFileOfThePackageIsLoadedAndNamed()
    {
        Assert.True(LibrdkafkaLoader.Version >= LibrdkafkaLoader.RecommendedVersion);
        Assert.True(Path.IsPathRooted(LibrdkafkaLoader.Path), LibrdkafkaLoader.Path);
        Assert.True(File.Exists(LibrdkafkaLoader.Path));
        if (OperatingSystem.IsLinux())
        {
            // no second librdkafka has come in through the dynamic loader
            var mapped = File.ReadLines("/proc/self/maps").Where(l => l.Contains("rdkafka")).Select(l => l[l.IndexOf('/')..]).Distinct();
            Assert.Equal([LibrdkafkaLoader.Path], mapped);
        }
    }

    [Fact]
    public void CandidatesAreThePackagesFilesFirstAndTheSystemsLast()
    {
        var candidates = LibrdkafkaSearch.Candidates().ToList();

        Assert.True(candidates.Count >= 2);
        Assert.True(candidates.FindLastIndex(Path.IsPathRooted) < candidates.FindIndex(c => !Path.IsPathRooted(c)));
    }

    [Fact]
    public void FilesThatCannotBeUsedAreSkippedAndListedWithTheirReason()
    {
        var notALibrary = Path.GetTempFileName();
        var missing = Path.Combine(Path.GetTempPath(), "no-such-librdkafka.so");
        try
        {
            File.WriteAllText(notALibrary, "text");

            var found = LibrdkafkaSearch.Find([missing, notALibrary, LibrdkafkaLoader.Path]);
            var error = Assert.Throws<LibrdkafkaNotFoundException>(() => LibrdkafkaSearch.Find([missing, notALibrary]));

            Assert.Equal(LibrdkafkaLoader.Path, found.Path);
            Assert.Contains($"{missing}: no such file", error.Message);
            Assert.Contains($"{notALibrary}: ", error.Message);
            Assert.Contains(LibrdkafkaLoader.OverrideVariable, error.Message);
        }
        finally
        {
            File.Delete(notALibrary);
        }
    }

    [Fact]
    public void AnotherLibraryIsNotTakenForLibrdkafka()
    {
        if (!OperatingSystem.IsLinux())
        {
            return; // the name of the C library is Linux's
        }

        var error = Assert.Throws<LibrdkafkaNotFoundException>(() => LibrdkafkaSearch.Find(["libc.so.6"]));

        Assert.Contains("libc.so.6: it is not librdkafka", error.Message);
    }

    [Theory]
    [InlineData(0x020000ff, "2.0.0")]
    [InlineData(0x020002ff, "2.0.2")]
    [InlineData(0x01090200, "1.9.2")]
    public void VersionsThatLoseMessagesAreRefused(int number, string text)
    {
        var version = LibrdkafkaSearch.DecodeVersion(number);

        Assert.Equal(Version.Parse(text), version);
        Assert.Contains($"version {text} is too old", LibrdkafkaSearch.WhyRefused(version));
    }

    [Theory]
    [InlineData(0x020100ff)]
    [InlineData(0x021000ff)]
    public void NewerVersionsAreTaken(int number) => Assert.Null(LibrdkafkaSearch.WhyRefused(LibrdkafkaSearch.DecodeVersion(number)));

    [Fact]
    public void FileAndVersionAreLogged()
    {
        var lines = new List<string>();
        var logger = new ListLogger(lines);

        KafkaLog.LibraryLoaded(logger, LibrdkafkaLoader.Version, LibrdkafkaLoader.Path);
        KafkaLog.LibraryOld(logger, new Version(2, 1, 0), "old.so", LibrdkafkaLoader.RecommendedVersion);

        Assert.Equal($"Information: librdkafka {LibrdkafkaLoader.Version} from {LibrdkafkaLoader.Path}", lines[0]);
        Assert.StartsWith("Warning: librdkafka 2.1.0 from old.so is older than 2.13.2", lines[1]);
    }

    private sealed class ListLogger(List<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Add($"{logLevel}: {formatter(state, exception)}");
    }
}
