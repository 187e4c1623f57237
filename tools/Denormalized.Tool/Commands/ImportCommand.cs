using System.CommandLine;
using Denormalized.Schema;
using Denormalized.Tool.Import;
using Denormalized.Tool.Infer.Emit;

namespace Denormalized.Tool.Commands;

/// <summary><c>import</c>: a schema or table that is there already to the record that has it.</summary>
internal static class ImportCommand
{
    private static readonly Argument<FileInfo?> Input = new("input")
    {
        Description = "An Avro schema (.avsc), an Avro file (.avro) or a Parquet file (.parquet); none with --table.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> Table = new("--table") { Description = "A ClickHouse table, or database.table, of --connection or --embedded." };
    private static readonly ClickHouseArguments ClickHouse = new();

    public static Command Create()
    {
        var command = new Command("import", "Reads an Avro schema, a Parquet file or a ClickHouse table and writes the record that has it.") { Input, Table };
        ClickHouse.AddTo(command);
        ImportOutput.AddTo(command);
        command.Subcommands.Add(ImportRegistryCommand.Create());
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        TextWriter messages = arguments.InvocationConfiguration.Error;
        FileInfo? input = arguments.GetValue(Input);
        if ((input is null) == (arguments.GetValue(Table) is null))
        {
            messages.WriteLine("Give an Avro schema or file, a Parquet file, or --table with --connection or --embedded.");
            return ExitCodes.Usage;
        }

        try
        {
            string source = input?.Name ?? arguments.GetValue(Table)!;
            await ImportOutput.WriteAsync(
                arguments, source,
                async name => input is null
                    ? ClickHouseImport.Import(await ReadTableAsync(arguments, source, cancellation), name)
                    : await ReadAsync(input, source, name, cancellation),
                cancellation);
            return ExitCodes.Ok;
        }
        catch (Exception error) when (error is FormatException or IOException or UnauthorizedAccessException or InvalidOperationException or ClickHouseException or HttpRequestException)
        {
            messages.WriteLine(SafeText.Printable(error is AvroSchemaException or AvroFileException ? $"{input!.Name}: {error.Message}" : error.Message));
            return ExitCodes.Failed;
        }
    }

    private static async Task<ClickHouseTable> ReadTableAsync(ParseResult arguments, string table, CancellationToken cancellation)
    {
        await using IClickHouse clickHouse = ClickHouse.Open(arguments)
            ?? throw new FormatException("--table needs --connection (Host=localhost;Port=8123;Username=default) or --embedded (a folder).");
        return await ClickHouseTable.ReadAsync(clickHouse, table, cancellation);
    }

    /// <summary>A Parquet or Avro file by its first bytes, whatever it is called; else an Avro schema.</summary>
    private static async Task<ImportedFile> ReadAsync(FileInfo input, string source, string? name, CancellationToken cancellation)
    {
        await using FileStream file = input.OpenRead();
        byte[] start = new byte[4];
        int read = await file.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellation);
        if (start.AsSpan(0, read).SequenceEqual("PAR1"u8))
        {
            var options = new ParquetReadOptions { FileName = input.Name };
            return ParquetImport.Import((await ParquetFile.OpenAsync(file, options, cancellation)).Schema, source, name);
        }

        if (!start.AsSpan(0, read).SequenceEqual("Obj\u0001"u8))
        {
            return AvroImport.Import(AvroSchema.Parse(await File.ReadAllTextAsync(input.FullName, cancellation)), source, name);
        }

        file.Position = 0;
        return AvroImport.Import((await AvroFileReader.OpenAsync(file, cancellationToken: cancellation)).Schema, source, name);
    }
}
