using System.CommandLine;

namespace Denormalized.Tool.Commands;

/// <summary>All commands of the tool.</summary>
internal static class ToolCommands
{
    /// <summary>Runs a command line; the result is the exit code.</summary>
    /// <param name="arguments">Without the program's name.</param>
    /// <param name="output">Standard output when null.</param>
    /// <param name="error">Standard error when null.</param>
    public static async Task<int> RunAsync(string[] arguments, TextWriter? output = null, TextWriter? error = null)
    {
        var root = new RootCommand("Typed streams from Kafka to ClickHouse: infer records from samples, import schemas, check the set-up, send rows, convert files, print tables, lock schemas, find drift, migrate tables, replay pipelines.")
        {
            InferCommand.Create(),
            ImportCommand.Create(),
            DoctorCommand.Create(),
            SendCommand.Create(),
            ConvertCommand.Create(),
            DdlCommand.Create(),
            LockCommand.Create(),
            DiffCommand.Create(),
            CheckCommand.Create(),
            MigrateCommand.Create(),
            ReplayCommand.Create(),
        };
        ParseResult parsed = root.Parse(arguments);
        int code = await parsed.InvokeAsync(new InvocationConfiguration { Output = output ?? Console.Out, Error = error ?? Console.Error });
        return parsed.Errors.Count > 0 ? ExitCodes.Usage : code;
    }
}
