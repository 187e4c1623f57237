using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Denormalized.Tool.Ddl;

namespace Denormalized.Tool.Commands;

/// <summary>
/// <c>replay</c>: runs the user's own program, by its own settings, with those that make it replay one pipeline and stop. Only
/// that program has the pipeline's code and its services.
/// </summary>
internal static class ReplayCommand
{
    private const string Section = "Denormalized__Replay__";

    private static readonly Argument<string> Program = new("program") { Description = "Project, its folder, or the built program (.dll or executable).", DefaultValueFactory = _ => "." };
    private static readonly Option<string> Pipeline = new("--pipeline") { Description = "Name of the pipeline, as [Pipeline] gives it.", Required = true };
    private static readonly Option<DateTimeOffset?> From = new("--from") { Description = "Replay messages from this time on, e.g. 2026-03-01T12:00:00Z; rows of earlier ones are kept as they are. All that the topics still have, when omitted." };
    private static readonly Option<bool> Exchange = new("--exchange") { Description = "Put the new tables in the place of the old ones when they have caught up." };
    private static readonly Option<bool> Discard = new("--discard") { Description = "Drop what an earlier replay has left, and begin anew." };
    private static readonly Option<string> Configuration = new("--configuration") { Description = "Configuration of a project that is run.", DefaultValueFactory = _ => "Release" };
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Print the settings and the command line instead of running it." };

    public static Command Create()
    {
        var command = new Command("replay", "Makes the rows of a pipeline anew by its present logic, compares, and exchanges the tables.") { Program, Pipeline, From, Exchange, Discard, Configuration, DryRun };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        try
        {
            ProcessStartInfo start = Start(arguments);
            if (arguments.GetValue(DryRun))
            {
                IEnumerable<string> settings = start.Environment.Where(v => v.Key.StartsWith(Section, StringComparison.Ordinal)).Select(v => $"{v.Key}={v.Value}").Order(StringComparer.Ordinal);
                arguments.InvocationConfiguration.Output.WriteLine(string.Join(' ', settings.Append(start.FileName).Concat(start.ArgumentList)));
                return ExitCodes.Ok;
            }

            using Process process = Process.Start(start) ?? throw new IOException($"{start.FileName} could not be started.");
            await process.WaitForExitAsync(cancellation);
            return process.ExitCode;
        }
        catch (Exception error) when (error is IOException or System.ComponentModel.Win32Exception)
        {
            arguments.InvocationConfiguration.Error.WriteLine(error.Message);
            return ExitCodes.Failed;
        }
    }

    private static ProcessStartInfo Start(ParseResult arguments)
    {
        string program = ProjectOutput.FileOf(arguments.GetValue(Program)!);
        ProcessStartInfo start = ProjectOutput.IsProject(program)
            ? new("dotnet", ["run", "--project", program, "--configuration", arguments.GetValue(Configuration)!])
            : Path.GetExtension(program) == ".dll" ? new("dotnet", [program])
            : new(Path.GetFullPath(program));
        start.Environment[Section + "Pipeline"] = arguments.GetValue(Pipeline);
        start.Environment[Section + "Exchange"] = arguments.GetValue(Exchange) ? "true" : "false";
        start.Environment[Section + "Discard"] = arguments.GetValue(Discard) ? "true" : "false";
        if (arguments.GetValue(From) is { } from)
        {
            start.Environment[Section + "From"] = from.ToString("O", CultureInfo.InvariantCulture);
        }

        return start;
    }
}
