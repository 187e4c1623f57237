using System.CommandLine;
using Denormalized.ClickHouse.Chdb;
using Denormalized.Tool.Doctor;

namespace Denormalized.Tool.Commands;

/// <summary><c>doctor</c>: what is there, what is missing, and what to do about it.</summary>
internal static class DoctorCommand
{
    private static readonly Option<bool> Install = new("--install") { Description = "Download the embedded ClickHouse engine into the per-user cache." };
    private static readonly Option<string?> Registry = new("--registry") { Description = "npm registry to download from; npm's own setting when omitted." };

    public static Command Create()
    {
        var command = new Command("doctor", "Checks .NET, the Kafka client and the embedded ClickHouse engine on this machine.") { Install, Registry };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        TextWriter output = arguments.InvocationConfiguration.Output;
        TextWriter messages = arguments.InvocationConfiguration.Error;
        try
        {
            if (arguments.GetValue(Install))
            {
                await InstallAsync(NpmRegistry.Find(arguments.GetValue(Registry)), output, messages, cancellation);
            }
        }
        catch (FormatException error)
        {
            messages.WriteLine(error.Message);
            return ExitCodes.Usage;
        }
        catch (Exception error) when (error is InstallException or PlatformNotSupportedException)
        {
            messages.WriteLine(error.Message);
            return ExitCodes.Failed;
        }

        Finding[] findings = Examination.Run().ToArray();
        foreach (Finding finding in findings)
        {
            output.WriteLine($"{(finding.IsGood ? "ok     " : "missing")} {finding.Subject}: {finding.State}");
            if (finding.Remedy is not null)
            {
                output.WriteLine($"        {finding.Remedy}");
            }
        }

        return findings.All(f => f.IsGood) ? ExitCodes.Ok : ExitCodes.Failed;
    }

    private static async Task InstallAsync(Uri registry, TextWriter output, TextWriter messages, CancellationToken cancellation)
    {
        EnginePackage package = EnginePackage.Of(ChdbLibrary.PackageName, ChdbLibrary.Version);
        string folder = ChdbLibrary.CacheDirectory;
        if (package.Integrity is null)
        {
            messages.WriteLine($"The checksum of {package.Name} {package.Version} is not pinned in this tool: the one that {registry.Host} states is used.");
        }

        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        var lines = new DownloadLines(messages);
        bool installed = await new EngineInstaller(http, registry).InstallAsync(package, folder, lines.Report, cancellation);
        output.WriteLine(installed ? $"Installed {package.Name} {package.Version} into {folder}" : $"Already installed in {folder}");
    }
}
