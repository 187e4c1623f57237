using System.ComponentModel;
using System.Diagnostics;

namespace Denormalized.Tool.Diff;

/// <summary>Files as they were.</summary>
internal static class GitFile
{
    /// <summary>The text of a file at a revision; null where it was not there.</summary>
    /// <exception cref="IOException">There is no such revision, no repository, or no git.</exception>
    public static async Task<string?> ReadAsync(string file, string revision, CancellationToken cancellation)
    {
        // The folder of locks may have come later than the revision.
        string folder = Path.GetDirectoryName(file)!;
        while (!Directory.Exists(folder))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        (int code, _, string error) = await GitAsync(["-C", folder, "rev-parse", "--quiet", "--verify", "--end-of-options", revision + "^{commit}"], cancellation);
        if (code != 0)
        {
            throw new IOException($"git knows no revision '{revision}' here: {(error.Length > 0 ? error.Trim() : folder)}. --against takes lock, registry, clickhouse, or a revision.");
        }

        string path = Path.GetRelativePath(folder, file).Replace('\\', '/');
        (code, string text, _) = await GitAsync(["-C", folder, "show", $"{revision}:./{path}"], cancellation);
        return code == 0 ? text : null;
    }

    private static async Task<(int Code, string Output, string Error)> GitAsync(string[] arguments, CancellationToken cancellation)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("git", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            Task<string> error = process.StandardError.ReadToEndAsync(cancellation);
            string output = await process.StandardOutput.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return (process.ExitCode, output, await error);
        }
        catch (Win32Exception error)
        {
            throw new IOException($"git cannot be run: {error.Message}", error);
        }
    }
}
