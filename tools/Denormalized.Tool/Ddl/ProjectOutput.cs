using System.Diagnostics;

namespace Denormalized.Tool.Ddl;

/// <summary>Where a project's assembly lies.</summary>
internal static class ProjectOutput
{
    /// <summary>The path as it is when it names an assembly; for a project or its folder, what MSBuild says it builds.</summary>
    /// <exception cref="IOException">There is none, with the remedy.</exception>
    public static async Task<string> FindAsync(string path, string configuration, CancellationToken cancellation)
    {
        if (Directory.Exists(path))
        {
            string[] projects = Directory.GetFiles(path, "*.csproj");
            path = projects.Length == 1 ? projects[0] : throw new IOException($"{path}: {projects.Length} projects there; name one, or an assembly.");
        }

        if (!File.Exists(path))
        {
            throw new IOException($"{path}: there is no such file.");
        }

        if (!path.EndsWith(".csproj", StringComparison.OrdinalIgnoreCase))
        {
            return path;
        }

        string assembly = await AskAsync(path, configuration, cancellation);
        return File.Exists(assembly) ? assembly : throw new IOException($"{path}: not built yet ({assembly} is missing). Build it: dotnet build --configuration {configuration} {path}");
    }

    private static async Task<string> AskAsync(string project, string configuration, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("dotnet", ["msbuild", project, "-nologo", "-getProperty:TargetPath", $"-property:Configuration={configuration}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start) ?? throw new IOException("dotnet could not be started.");
        Task<string> error = process.StandardError.ReadToEndAsync(cancellation);
        string output = (await process.StandardOutput.ReadToEndAsync(cancellation)).Trim();
        await process.WaitForExitAsync(cancellation);
        return process.ExitCode == 0 ? output : throw new IOException($"{project}: MSBuild cannot read it: {output}{await error}");
    }
}
