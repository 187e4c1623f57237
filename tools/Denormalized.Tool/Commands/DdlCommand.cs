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
    private static readonly Option<bool> Sharded = new("--sharded") { Description = "With --cluster: the cluster has several shards; a table on each, and one over them, through which rows are written and read." };
    private static readonly Option<string> Configuration = new("--configuration") { Description = "Which build of a project.", DefaultValueFactory = _ => "Debug" };

    public static Command Create()
    {
        var command = new Command("ddl", "Prints CREATE TABLE for each stream of an assembly, without running anything of it.") { Input, Explain, Cluster, Sharded, Configuration };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        TextWriter output = arguments.InvocationConfiguration.Output;
        TextWriter messages = arguments.InvocationConfiguration.Error;
        string input = arguments.GetValue(Input)!;
        string? cluster = arguments.GetValue(Cluster) is { Length: > 0 } given ? given : null;
        if (cluster is null && arguments.GetValue(Sharded))
        {
            await messages.WriteLineAsync("--sharded needs --cluster NAME: the cluster whose shards are meant.");
            return ExitCodes.Failed;
        }

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

                IEnumerable<string> statements = cluster is null ? [stream.CreateTable]
                    : arguments.GetValue(Sharded) ? TablePlan.Sharded(stream.CreateTable, cluster)
                    : [TablePlan.OnCluster(stream.CreateTable, cluster)];
                foreach (string sql in statements)
                {
                    await output.WriteLineAsync(sql + ";\n");
                }
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
