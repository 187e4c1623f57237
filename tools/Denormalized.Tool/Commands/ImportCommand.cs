using System.CommandLine;
using Denormalized.Schema;
using Denormalized.Tool.Import;
using Denormalized.Tool.Infer.Emit;

namespace Denormalized.Tool.Commands;

/// <summary><c>import</c>: a schema that is there already to the record that has it.</summary>
internal static class ImportCommand
{
    private static readonly Argument<FileInfo> Input = new("input") { Description = "An Avro schema (.avsc) or an Avro file (.avro)." };
    private static readonly Option<string?> Name = new("--name") { Description = "Name of the record; that of the schema when omitted." };
    private static readonly Option<string?> Namespace = new("--namespace") { Description = "Namespace of the record; that of the project in the folder when omitted." };
    private static readonly Option<FileInfo?> Out = new("--out") { Description = "File to write; standard output when omitted." };

    public static Command Create()
    {
        var command = new Command("import", "Reads a schema and writes the record that has it.") { Input, Name, Namespace, Out };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        TextWriter messages = arguments.InvocationConfiguration.Error;
        FileInfo input = arguments.GetValue(Input)!;
        try
        {
            FileInfo? target = arguments.GetValue(Out);
            string? name = arguments.GetValue(Name);
            var names = new EmitNames(input.Name, name, arguments.GetValue(Namespace), target?.DirectoryName ?? Directory.GetCurrentDirectory());
            ImportedFile file = AvroImport.Import(await ReadAsync(input, cancellation), input.Name, name);
            foreach (string difference in file.Differences)
            {
                messages.WriteLine(SafeText.Printable($"The record's schema differs: {difference}."));
            }

            string text = file.Print(names.Namespace);
            if (target is null)
            {
                arguments.InvocationConfiguration.Output.Write(text);
            }
            else
            {
                await File.WriteAllTextAsync(target.FullName, text, cancellation);
            }

            return ExitCodes.Ok;
        }
        catch (Exception error) when (error is FormatException or IOException or UnauthorizedAccessException)
        {
            messages.WriteLine(SafeText.Printable(error is AvroSchemaException or AvroFileException ? $"{input.Name}: {error.Message}" : error.Message));
            return ExitCodes.Failed;
        }
    }

    /// <summary>An Avro file by its first bytes, whatever it is called; else a schema.</summary>
    private static async Task<AvroSchema> ReadAsync(FileInfo input, CancellationToken cancellation)
    {
        await using FileStream file = input.OpenRead();
        byte[] start = new byte[4];
        bool isFile = await file.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellation) == start.Length && start.AsSpan().SequenceEqual("Obj\u0001"u8);
        if (!isFile)
        {
            return AvroSchema.Parse(await File.ReadAllTextAsync(input.FullName, cancellation));
        }

        file.Position = 0;
        return (await AvroFileReader.OpenAsync(file, cancellationToken: cancellation)).Schema;
    }
}
