using System.CommandLine;
using Denormalized.Tool.Infer;
using Denormalized.Tool.Infer.Emit;
using Denormalized.Tool.Infer.Input;

namespace Denormalized.Tool.Commands;

/// <summary><c>infer</c>: sample data to an annotated record.</summary>
internal static class InferCommand
{
    private static readonly Argument<string[]> Inputs = new("input")
    {
        Description = "JSON files, folders or globs, gzip or not; - for standard input.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string?> Name = new("--name") { Description = "Name of the record; from the file or its folder when omitted." };
    private static readonly Option<string?> Namespace = new("--namespace") { Description = "Namespace of the record; that of the project in the folder when omitted." };
    private static readonly Option<FileInfo?> Out = new("--out") { Description = "File to write; standard output when omitted." };
    private static readonly Option<string?> Path = new("--path") { Description = "Where the rows stand in each document, e.g. $.items." };
    private static readonly Option<long?> Limit = new("--limit") { Description = "Rows to read at most; all when omitted." };
    private static readonly Option<bool> SkipErrors = new("--skip-errors") { Description = "Leave out lines that are no JSON, and count them." };
    private static readonly Option<string?> Explain = new("--explain") { Description = "Print the evidence of one path instead, e.g. $.price." };
    private static readonly Option<string> Emit = EmitOption();

    public static Command Create()
    {
        var command = new Command("infer", "Reads sample JSON and writes the record that fits it, with the evidence in comments.")
        {
            Inputs, Name, Namespace, Out, Emit, Path, Limit, SkipErrors, Explain,
        };
        command.SetAction(Run);
        return command;
    }

    private static Option<string> EmitOption()
    {
        var option = new Option<string>("--emit") { Description = "What to write.", DefaultValueFactory = _ => "csharp" };
        option.AcceptOnlyFromAmong("csharp", "json", "table");
        return option;
    }

    private static Task<int> Run(ParseResult arguments, CancellationToken cancellation)
    {
        try
        {
            return Task.FromResult(Run(arguments, Console.Error, cancellation));
        }
        catch (FormatException error)
        {
            Console.Error.WriteLine(error.Message);
            return Task.FromResult(ExitCodes.Usage);
        }
        catch (Exception error) when (error is InputException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(SafeText.Printable(error.Message));
            return Task.FromResult(ExitCodes.Failed);
        }
    }

    private static int Run(ParseResult arguments, TextWriter messages, CancellationToken cancellation)
    {
        var read = new ReadOptions
        {
            Path = arguments.GetValue(Path) is { } text ? RowPath.Parse(text) : RowPath.Root,
            Limit = arguments.GetValue(Limit) is > 0 and { } limit ? limit : long.MaxValue,
            SkipErrors = arguments.GetValue(SkipErrors),
        };
        IReadOnlyList<string> files = InputFiles.Resolve(arguments.GetValue(Inputs)!);
        InferenceResult result = ReadProgress.Run(advanced => Inference.Run(files, read, advanced, cancellation));
        foreach (string note in InferReport.Notes(result, read))
        {
            messages.WriteLine(SafeText.Printable(note));
        }

        FileInfo? target = arguments.GetValue(Out);
        using TextWriter output = target is null ? Console.Out : new StreamWriter(target.Create()) { NewLine = "\n" };
        if (arguments.GetValue(Explain) is { } path)
        {
            return Explanation.Write(output, result.Root, path) ? ExitCodes.Ok : throw new InputException($"{path}: no value stands there; --emit table shows all paths.");
        }

        var naming = new EmitNames(files[0], arguments.GetValue(Name), arguments.GetValue(Namespace), target?.DirectoryName ?? Directory.GetCurrentDirectory());
        InferReport.Write(output, arguments.GetValue(Emit)!, result, files, naming);
        return ExitCodes.Ok;
    }
}
