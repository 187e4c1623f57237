using System.Diagnostics;
using System.Globalization;

namespace Denormalized.Tool.Tests.Migrate;

/// <summary>The process that migrates dies of SIGKILL behind every statement; what the engine had not written yet is gone with it.</summary>
[Trait("Category", "Interop")]
public sealed class MigrationKillTests : IDisposable
{
    private const int Killed = 128 + 9;

    private readonly string _compiled = Directory.CreateTempSubdirectory("denormalized-compiled-").FullName;

    public MigrationKillTests() => MigrationCases.Compile(_compiled);

    public void Dispose() => Directory.Delete(_compiled, recursive: true);

    [Theory]
    [InlineData("key", 15)]
    [InlineData("widened", 20)]
    public async Task The_next_run_ends_where_the_first_would_have(string stream, int atLeast)
    {
        int deaths = 0;
        for (int code = Killed; code == Killed; deaths += code == Killed ? 1 : 0)
        {
            string path = Directory.CreateTempSubdirectory("denormalized-kill-").FullName;
            (code, string text) = await RunAsync("first", _compiled, path, stream, (deaths + 1).ToString(CultureInfo.InvariantCulture));
            Assert.True(code is Killed or 0, text);
            (int second, text) = await RunAsync("second", _compiled, path, stream);
            Assert.True(second == 0, text);
            Assert.Equal(MigrationCases.Of(stream).Expected, text.Trim());
            Directory.Delete(path, recursive: true);
        }

        Assert.True(deaths >= atLeast, $"{deaths} statements");
    }

    private static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [typeof(MigrationProgram).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, process.ExitCode == 0 ? output : output + await error);
    }
}
