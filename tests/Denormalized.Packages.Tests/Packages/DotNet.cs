using System.Diagnostics;

namespace Denormalized.Packages.Tests.Packages;

/// <summary>Runs `dotnet` as a user's shell would: nothing of the running test's build leaks into it.</summary>
internal static class DotNet
{
    public static Task<string> RunAsync(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
        => RunAsync("dotnet", folder, environment, arguments);

    /// <returns>What the program printed on standard output and standard error.</returns>
    public static async Task<string> RunAsync(string program, string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var (code, text) = await TryAsync(program, folder, environment, arguments);
        Assert.True(code == 0, $"{program} {string.Join(' ', arguments)} ended with {code}:\n{text}");
        return text;
    }

    /// <returns>The exit code, and what the program printed on standard output and standard error.</returns>
    public static async Task<(int ExitCode, string Text)> TryAsync(string program, string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using var process = Start(program, folder, environment, arguments);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }

    /// <returns>The running program, whose output the caller reads.</returns>
    public static Process Start(string program, string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(IsOfTheRunningBuild).ToArray())
        {
            start.Environment.Remove(name);
        }

        // A build node that outlives the command would keep its output open, and this waiting.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["DOTNET_NOLOGO"] = "1";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private static bool IsOfTheRunningBuild(string name) =>
        name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || name.StartsWith("VSTEST", StringComparison.OrdinalIgnoreCase)
        || name is "DOTNET_CLI_CONTEXT_VERBOSE" or "CI" or "CONFIGURATION" or "Configuration";
}
