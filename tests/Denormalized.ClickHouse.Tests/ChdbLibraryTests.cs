using System.Runtime.InteropServices;
using Denormalized.ClickHouse.Chdb;

namespace Denormalized.ClickHouse.Tests;

public sealed class ChdbLibraryTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("denormalized-library-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void The_first_place_that_has_it_is_taken()
    {
        string relative = Path.Combine(".native", "node_modules", ChdbLibrary.PackageName, "libchdb.so");
        string cached = Make("cache", "libchdb.so");
        Assert.Equal(cached, Locate());

        string nearProgram = Make("base", relative);
        Assert.Equal(nearProgram, Locate());

        string aboveCurrent = Make("work", relative);
        Assert.Equal(aboveCurrent, Locate());

        string fromEnvironment = Make("environment", "libchdb.so");
        Assert.Equal(fromEnvironment, Locate(environment: fromEnvironment));

        string fromOptions = Make("options", "libchdb.so");
        Assert.Equal(fromOptions, Locate(options: fromOptions, environment: fromEnvironment));
    }

    [Fact]
    public void Without_it_the_remedy_is_one_line()
    {
        DllNotFoundException error = Assert.Throws<DllNotFoundException>(() => Locate());
        Assert.Contains("run `dotnet denormalized doctor --install`, or set DENORMALIZED_CHDB", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_path_that_was_set_is_not_replaced_by_another()
    {
        Make("cache", "libchdb.so");
        DllNotFoundException error = Assert.Throws<DllNotFoundException>(() => Locate(options: Path.Combine(_root, "nowhere.so")));
        Assert.StartsWith("EmbeddedOptions.LibraryPath names ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("linux", Architecture.X64, "linux-x64", "@chdb/lib-linux-x64-gnu")]
    [InlineData("linux", Architecture.Arm64, "debian.12-arm64", "@chdb/lib-linux-arm64-gnu")]
    [InlineData("darwin", Architecture.Arm64, "osx-arm64", "@chdb/lib-darwin-arm64")]
    [InlineData("darwin", Architecture.X64, "osx-x64", "@chdb/lib-darwin-x64")]
    public void Each_machine_has_its_package(string system, Architecture architecture, string rid, string package) =>
        Assert.Equal(package, ChdbLibrary.NameOfPackage(system, architecture, rid));

    [Theory]
    [InlineData("windows", Architecture.X64, "win-x64", "has no build for Windows")]
    [InlineData("linux", Architecture.X64, "linux-musl-x64", "has no build for musl (Alpine)")]
    [InlineData("linux", Architecture.Arm64, "alpine.3.20-arm64", "has no build for musl (Alpine)")]
    [InlineData("linux", Architecture.S390x, "linux-s390x", "has no build for linux on S390x")]
    public void Machines_without_a_build_are_told(string system, Architecture architecture, string rid, string expected)
    {
        PlatformNotSupportedException error = Assert.Throws<PlatformNotSupportedException>(() => ChdbLibrary.NameOfPackage(system, architecture, rid));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains("ConnectionStrings:clickhouse", error.Message, StringComparison.Ordinal);
    }

    private string Locate(string? options = null, string? environment = null)
    {
        string current = Directory.CreateDirectory(Path.Combine(_root, "work", "src", "project")).FullName;
        string program = Directory.CreateDirectory(Path.Combine(_root, "base", "bin", "net10.0")).FullName;
        return ChdbLibrary.Locate(options, environment, current, program, Path.Combine(_root, "cache"));
    }

    private string Make(string folder, string file)
    {
        string path = Path.Combine(_root, folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, []);
        return path;
    }
}
