using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Denormalized.ClickHouse.Chdb;
using Denormalized.Kafka;

namespace Denormalized.Tool.Doctor;

/// <summary>Looks at what the product needs on this machine.</summary>
internal static class Examination
{
    /// <summary>The generator is built against the compiler of this SDK.</summary>
    private static readonly Version MinimumSdk = new(9, 0, 300);

    public static IEnumerable<Finding> Run()
    {
        yield return new Finding(".NET", RuntimeInformation.FrameworkDescription, null);
        yield return new Finding("platform", $"{RuntimeInformation.RuntimeIdentifier}, {RuntimeInformation.OSDescription}", null);
        yield return Sdk();
        yield return Kafka();
        yield return Engine();
    }

    public static Finding Engine()
    {
        const string subject = "embedded ClickHouse (libchdb)";
        try
        {
            return new Finding(subject, ChdbLibrary.Locate(), null);
        }
        catch (DllNotFoundException error)
        {
            return new Finding(subject, "not found", error.Message);
        }
        catch (PlatformNotSupportedException error)
        {
            return new Finding(subject, "no build for this platform", error.Message);
        }
    }

    private static Finding Kafka()
    {
        const string subject = "Kafka client (librdkafka)";
        try
        {
            string state = $"{LibrdkafkaLoader.Version} at {LibrdkafkaLoader.Path}";
            return LibrdkafkaLoader.Version < LibrdkafkaLoader.RecommendedVersion
                ? new Finding(subject, state, $"use librdkafka {LibrdkafkaLoader.RecommendedVersion} or later: the package librdkafka.redist brings one")
                : new Finding(subject, state, null);
        }
        catch (DllNotFoundException error)
        {
            return new Finding(subject, "not found", error.Message);
        }
    }

    private static Finding Sdk()
    {
        const string subject = ".NET SDK";
        string? version = SdkVersion();
        if (version is null)
        {
            return new Finding(subject, "not found", "install a .NET SDK to build projects: https://dot.net");
        }

        bool old = Version.TryParse(version.Split('-')[0], out Version? parsed) && parsed < MinimumSdk;
        return new Finding(subject, version, old ? $"use SDK {MinimumSdk} or later: older compilers do not load the generators" : null);
    }

    /// <summary>What <c>dotnet --version</c> answers here, with the folder's global.json counted; null when there is no SDK.</summary>
    private static string? SdkVersion()
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("dotnet", "--version") { RedirectStandardOutput = true, RedirectStandardError = true })!;
            string answer = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            return process.ExitCode == 0 && answer.Length > 0 ? answer : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
