using System.Diagnostics;

namespace Denormalized.Tool.Ddl;

/// <summary>Where a project's assembly lies.</summary>
internal static class ProjectOutput
{
    /// <summary>The path as it is when it names an assembly; for a project or its folder, what MSBuild says it builds.</summary>
    /// <exception cref="IOException">There is none, with the remedy.</exception>
    public static async Task<string> FindAsync(string path, string configuration, CancellationToken cancellation)
    {
        path = FileOf(path);
        if (!IsProject(path))
        {
            return path;
        }

        string assembly = await AskAsync(path, configuration, cancellation);
        return File.Exists(assembly) ? assembly : throw new IOException($"{path}: not built yet ({assembly} is missing). Build it: dotnet build --configuration {configuration} {path}");
    }

    /// <summary>The one project of a folder; a file as it is.</summary>
    /// <exception cref="IOException">There is none, or several.</exception>
    public static string FileOf(string path)
    {
        if (Directory.Exists(path))
        {
            string[] projects = Directory.GetFiles(path, "*.csproj");
            path = projects.Length == 1 ? projects[0] : throw new IOException($"{path}: {projects.Length} projects there; name one, or an assembly.");
        }

        return File.Exists(path) ? path : throw new IOException($"{path}: there is no such file.");
    }

    public static bool IsProject(string path) => path.EndsWith(".csproj", StringComparison.OrdinalIgnoreCase);

    /// <summary>Runs `dotnet`.</summary>
    /// <returns>Its exit code and what it printed, errors behind the rest.</returns>
    public static async Task<(int ExitCode, string Text)> RunAsync(IEnumerable<string> arguments, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start) ?? throw new IOException("dotnet could not be started.");
        Task<string> error = process.StandardError.ReadToEndAsync(cancellation);
        string output = await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return (process.ExitCode, output + await error);
    }

    private static async Task<string> AskAsync(string project, string configuration, CancellationToken cancellation)
    {
        (int code, string text) = await RunAsync(["msbuild", project, "-nologo", "-getProperty:TargetPath", $"-property:Configuration={configuration}"], cancellation);
        return code == 0 ? text.Trim() : throw new IOException($"{project}: MSBuild cannot read it: {text}");
    }
}
