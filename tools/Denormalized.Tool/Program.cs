using Denormalized.Tool.Commands;

return await ToolCommands.RunAsync(args);
