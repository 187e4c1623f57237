using System.CommandLine;
using Denormalized.Schema;
using Denormalized.Tool.Ddl;
using Denormalized.Tool.Infer.Emit;
using Denormalized.Tool.Locks;

namespace Denormalized.Tool.Commands;

/// <summary><c>lock</c>: writes down what the streams of a project are, so that the build says what a change breaks.</summary>
internal static class LockCommand
{
    private const string Folder = "schemas";

    private static readonly Argument<string> Input = new("input") { Description = "A project, its folder, or a compiled assembly.", DefaultValueFactory = _ => "." };
    private static readonly Option<bool> Accept = new("--accept") { Description = "Release changes that break readers, data or tables too." };
    private static readonly Option<bool> Check = new("--check") { Description = "Write nothing; fail where a lock is not what its record is. For continuous integration." };
    private static readonly Option<string?> Mode = new("--mode") { Description = "What new versions must get along with: NONE, BACKWARD (new locks), FORWARD, FULL, or ..._TRANSITIVE." };
    private static readonly Option<string[]> Stream = new("--stream") { Description = "Only this stream; can be given several times." };
    private static readonly Option<DirectoryInfo?> Schemas = new("--schemas") { Description = "Folder of the locks; 'schemas' in the project's folder when omitted." };
    private static readonly Option<string> Configuration = new("--configuration") { Description = "Which build of a project.", DefaultValueFactory = _ => "Debug" };

    public static Command Create()
    {
        var command = new Command("lock", "Writes the schemas of a project's streams into schemas/<stream>.lock.json, with which the build compares the records from then on.")
        {
            Input, Accept, Check, Mode, Stream, Schemas, Configuration,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        TextWriter messages = arguments.InvocationConfiguration.Error;
        CompatibilityMode? mode = null;
        if (arguments.GetValue(Mode) is { } word)
        {
            if (!CompatibilityNames.TryParse(word, out CompatibilityMode given))
            {
                await messages.WriteLineAsync(SafeText.Printable($"--mode {word}: say NONE, BACKWARD, FORWARD, FULL, or one of the last three with _TRANSITIVE."));
                return ExitCodes.Usage;
            }

            mode = given;
        }

        try
        {
            string input = ProjectOutput.FileOf(arguments.GetValue(Input)!);
            string folder = arguments.GetValue(Schemas)?.FullName ?? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(input))!, Folder);
            string[] only = arguments.GetValue(Stream) ?? [];
            ProjectStream[] streams = [.. (await ProjectStreams.ReadAsync(input, arguments.GetValue(Configuration)!, cancellation)).Where(s => only.Length == 0 || only.Contains(s.Name))];
            if (streams.Length == 0)
            {
                await messages.WriteLineAsync($"{input}: no streams in it{(only.Length > 0 ? " of that name" : "")}. Records with [Stream] are locked in their own project.");
                return ExitCodes.Failed;
            }

            bool failed = false;
            foreach (ProjectStream stream in streams)
            {
                failed |= !await UpdateAsync(stream, folder, mode, arguments, cancellation);
            }

            return failed ? ExitCodes.Failed : ExitCodes.Ok;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or BadImageFormatException)
        {
            await messages.WriteLineAsync(SafeText.Printable(error.Message));
            return ExitCodes.Failed;
        }
    }

    /// <summary>Whether the lock is, or now is, what the record is.</summary>
    private static async Task<bool> UpdateAsync(ProjectStream stream, string folder, CompatibilityMode? mode, ParseResult arguments, CancellationToken cancellation)
    {
        TextWriter output = arguments.InvocationConfiguration.Output;
        TextWriter messages = arguments.InvocationConfiguration.Error;
        string file = Path.Combine(folder, stream.Name + StreamLock.FileSuffix);
        StreamLock? existing;
        bool isMerged = false;
        try
        {
            existing = File.Exists(file) ? StreamLock.Parse(await File.ReadAllTextAsync(file, cancellation)) : null;
        }
        catch (LockException error) when (error.Merged is not null)
        {
            existing = error.Merged;
            isMerged = true;
        }
        catch (LockException error)
        {
            await messages.WriteLineAsync($"{file}({error.Position.Line},{error.Position.Column}): {SafeText.Printable(error.Message)}.");
            return false;
        }

        LockUpdate update = LockUpdate.Of(existing, stream.Name, stream.Shape, arguments.GetValue(Accept), mode);
        if (isMerged && update.State == LockState.Current)
        {
            update = new LockUpdate(LockState.Added, existing, []); // without the marks
        }

        foreach (DriftFinding finding in update.Findings)
        {
            await messages.WriteLineAsync(SafeText.Printable(finding + "."));
        }

        if (update.Lock is null || arguments.GetValue(Check))
        {
            await output.WriteLineAsync($"{stream.Name}: {Words(update.State, isCheck: arguments.GetValue(Check))}");
            return update.State == LockState.Current;
        }

        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(file, update.Lock.Print(), cancellation);
        await output.WriteLineAsync($"{stream.Name}: {Words(update.State, isCheck: false)} (version {update.Lock.Heads[0].ShortId}, {CompatibilityNames.Of(update.Lock.Mode)})");
        return true;
    }

    private static string Words(LockState state, bool isCheck) => state switch
    {
        LockState.Current => "nothing has changed",
        LockState.New => isCheck ? "has no lock" : "locked",
        LockState.Added => isCheck ? "the lock does not know of the change yet" : "released",
        LockState.Accepted => isCheck ? "the lock does not know of the change yet, which breaks something" : "released, although it breaks what is there",
        _ => "not released: take the change back, or say --accept",
    };
}
