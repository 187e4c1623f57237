using System.CommandLine;
using Denormalized.Tool.Commands;

var root = new RootCommand("Denormalized: typed streams from Kafka to ClickHouse.")
{
    InferCommand.Create(),
};
ParseResult arguments = root.Parse(args);
int code = await arguments.InvokeAsync();
return arguments.Errors.Count > 0 ? ExitCodes.Usage : code;
