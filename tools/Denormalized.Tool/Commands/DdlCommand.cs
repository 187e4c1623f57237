using System.CommandLine;
using Denormalized.Schema;
using Denormalized.Tool.Ddl;
using Denormalized.Tool.Infer.Emit;

namespace Denormalized.Tool.Commands;

/// <summary><c>ddl</c>: the tables of an assembly's streams as plain SQL.</summary>
internal static class DdlCommand
{
    private static readonly Argument<string> Input = new("input") { Description = "A compiled assembly, a project that is built, or its folder.", DefaultValueFactory = _ => "." };
    private static readonly Option<bool> Explain = new("--explain") { Description = "Say in comments why each column, key and partition is as it is." };
    private static readonly Option<string?> Cluster = new("--cluster") { Description = "Name of a cluster: tables are made on all of it, and replicated." };
    private static readonly Option<string> Configuration = new("--configuration") { Description = "Which build of a project.", DefaultValueFactory = _ => "Debug" };

    public static Command Create()
    {
        var command = new Command("ddl", "Prints CREATE TABLE for each stream of an assembly, without running anything of it.") { Input, Explain, Cluster, Configuration };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        TextWriter output = arguments.InvocationConfiguration.Output;
        TextWriter messages = arguments.InvocationConfiguration.Error;
        string input = arguments.GetValue(Input)!;
        try
        {
            string assembly = await ProjectOutput.FindAsync(input, arguments.GetValue(Configuration)!, cancellation);
            IReadOnlyList<StreamSchema> streams = StreamSchemas.Read(assembly);
            foreach (StreamSchema stream in streams)
            {
                foreach (string reason in arguments.GetValue(Explain) ? stream.Reasons : [])
                {
                    await output.WriteLineAsync("-- " + SafeText.Printable(reason));
                }

                string sql = arguments.GetValue(Cluster) is { Length: > 0 } cluster ? TablePlan.OnCluster(stream.CreateTable, cluster) : stream.CreateTable;
                await output.WriteLineAsync(sql + ";\n");
            }

            if (streams.Count == 0)
            {
                await messages.WriteLineAsync($"{assembly}: no streams in it. Records with [Stream] are in the assembly of their project, not in those that use them.");
            }

            return streams.Count == 0 ? ExitCodes.Failed : ExitCodes.Ok;
        }
        catch (BadImageFormatException error)
        {
            await messages.WriteLineAsync($"{input}: not a .NET assembly: {error.Message}");
            return ExitCodes.Failed;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            await messages.WriteLineAsync(error.Message);
            return ExitCodes.Failed;
        }
    }
}
