using System.CommandLine;
using Denormalized.CompilerServices;
using Denormalized.Tool.Conversions;
using Denormalized.Tool.Ddl;
using Denormalized.Tool.Infer.Emit;
using Denormalized.Tool.Infer.Input;
using Spectre.Console;

namespace Denormalized.Tool.Commands;

/// <summary><c>convert</c>: rows from JSON, Avro or Parquet to another of these.</summary>
internal static class ConvertCommand
{
    private const string Standard = "-";

    private static readonly Argument<string> Input = new("input") { Description = "JSON (plain, gzip or zstd), Avro or Parquet file; - for standard input, which needs --from and --record." };
    private static readonly Argument<string> Output = new("output") { Description = "File to write: .ndjson, .jsonl, .json (these also with .gz or .zst), .avro or .parquet; - for standard output, which needs --to." };
    private static readonly Option<string?> From = FormatOption("--from", "What the input is, where its extension does not say it.");
    private static readonly Option<string?> To = FormatOption("--to", "What to write, where the extension of the output does not say it.");
    private static readonly Option<string?> Record = new("--record") { Description = "Record of --project, by its name or that of its stream. Without it: that of the file's schema, or inferred from all rows of JSON." };
    private static readonly Option<string> Project = new("--project") { Description = "Where the record is: a compiled assembly, a project that is built, or its folder.", DefaultValueFactory = _ => "." };
    private static readonly Option<string> Configuration = new("--configuration") { Description = "Which build of a project.", DefaultValueFactory = _ => "Debug" };
    private static readonly Option<string?> Compression = new("--compression") { Description = "Inside of an Avro file (deflate unless said otherwise) or a Parquet file (snappy): none, deflate, snappy, zstandard; none, snappy, gzip, brotli, zstd, lz4." };
    private static readonly Option<bool> SkipErrors = new("--skip-errors") { Description = "Leave out rows of JSON that the record refuses, and count them." };

    public static Command Create()
    {
        var command = new Command("convert", "Converts rows between JSON, Avro and Parquet files, by a record of yours, the schema of the file, or an inferred one.")
        {
            Input, Output, From, To, Record, Project, Configuration, Compression, SkipErrors,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static Option<string?> FormatOption(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description };
        option.AcceptOnlyFromAmong(FileFormats.Names);
        return option;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        TextWriter messages = arguments.InvocationConfiguration.Error;
        ConversionOptions options;
        try
        {
            options = Options(arguments);
        }
        catch (FormatException error)
        {
            messages.WriteLine(SafeText.Printable(error.Message));
            return ExitCodes.Usage;
        }

        try
        {
            string output = arguments.GetValue(Output)!;
            Type record = await RecordAsync(arguments, options, messages, cancellation);
            ConversionResult result = await ReadProgress.RunAsync(
                ReadProgress.Terminal(),
                options.Input == Standard ? null : new FileInfo(options.Input).Length,
                advanced => RunAsync(Conversion.Of(record, options with { Advanced = advanced }), output, options.To, cancellation));
            Say(messages, result, output);
            return ExitCodes.Ok;
        }
        catch (Exception error) when (error is InputException or FormatException or IOException or UnauthorizedAccessException or AvroResolutionException or WireRangeException)
        {
            bool named = error is InputException or ParquetException or IOException or UnauthorizedAccessException;
            messages.WriteLine(SafeText.Printable(named ? error.Message : $"{options.Input}: {error.Message}"));
            return ExitCodes.Failed;
        }
    }

    private static ConversionOptions Options(ParseResult arguments)
    {
        string input = arguments.GetValue(Input)!;
        string output = arguments.GetValue(Output)!;
        if (input != Standard && output != Standard && Path.GetFullPath(input) == Path.GetFullPath(output))
        {
            throw new FormatException($"{output}: input and output are the same file.");
        }

        return new ConversionOptions
        {
            Input = input,
            From = FileFormats.Of(input, arguments.GetValue(From), "--from"),
            To = FileFormats.Of(output, arguments.GetValue(To), "--to"),
            Compression = arguments.GetValue(Compression),
            SkipErrors = arguments.GetValue(SkipErrors),
        };
    }

    private static async Task<Type> RecordAsync(ParseResult arguments, ConversionOptions options, TextWriter messages, CancellationToken cancellation)
    {
        if (options.Input != Standard && !File.Exists(options.Input))
        {
            throw new InputException($"{options.Input}: no such file.");
        }

        if (arguments.GetValue(Record) is { } name)
        {
            return ProjectRecord.Load(await ProjectOutput.FindAsync(arguments.GetValue(Project)!, arguments.GetValue(Configuration)!, cancellation), name);
        }

        var notes = new List<string>();
        Type record = await SchemaRecord.OfAsync(options.Input, options.From, notes, cancellation);
        foreach (string note in notes)
        {
            messages.WriteLine(SafeText.Printable($"The output differs from the input: {note}."));
        }

        return record;
    }

    /// <summary>Writes beside the file and moves what is complete: a file that is there is not cut short by an error.</summary>
    private static async Task<ConversionResult> RunAsync(Conversion conversion, string output, FileFormat format, CancellationToken cancellation)
    {
        if (output == Standard)
        {
            await using Stream standard = Console.OpenStandardOutput();
            return await conversion.RunAsync(standard, cancellation);
        }

        string partial = output + ".partial";
        try
        {
            ConversionResult result;
            await using (FileStream file = File.Create(partial))
            await using (Stream compressed = FileFormats.Compressed(file, output, format))
            {
                result = await conversion.RunAsync(compressed, cancellation);
            }

            File.Move(partial, output, overwrite: true);
            return result;
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }

    private static void Say(TextWriter messages, ConversionResult result, string output)
    {
        if (result.Skipped > 0)
        {
            messages.WriteLine($"{result.Skipped:N0} rows left out that the record refuses; the first:");
        }

        foreach (string error in result.Errors)
        {
            messages.WriteLine(SafeText.Printable(error));
        }

        messages.WriteLine($"{result.Rows:N0} rows written to {(output == Standard ? "standard output" : output)}.");
    }
}
