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
        Description = "JSON files, folders or globs, plain, gzip or zstd; - for standard input.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string?> Name = new("--name") { Description = "Name of the record; from the file or its folder when omitted." };
    private static readonly Option<string?> Namespace = new("--namespace") { Description = "Namespace of the record; that of the project in the folder when omitted." };
    private static readonly Option<FileInfo?> Out = new("--out") { Description = "File to write; standard output when omitted." };
    private static readonly Option<string?> Path = new("--path") { Description = "Where the rows stand in each document, e.g. $.items." };
    private static readonly Option<long?> Limit = LimitOption();
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

    private static Option<long?> LimitOption()
    {
        var option = new Option<long?>("--limit") { Description = "Rows to read at most; all when omitted." };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && long.TryParse(result.Tokens[0].Value, out long limit) && limit < 1)
            {
                result.AddError("--limit must be at least 1.");
            }
        });
        return option;
    }

    private static Option<string> EmitOption()
    {
        var option = new Option<string>("--emit") { Description = "What to write.", DefaultValueFactory = _ => "csharp" };
        option.AcceptOnlyFromAmong("csharp", "json", "table");
        return option;
    }

    private static Task<int> Run(ParseResult arguments, CancellationToken cancellation)
    {
        TextWriter messages = arguments.InvocationConfiguration.Error;
        try
        {
            Run(arguments, messages, cancellation);
            return Task.FromResult(ExitCodes.Ok);
        }
        catch (FormatException error)
        {
            messages.WriteLine(SafeText.Printable(error.Message));
            return Task.FromResult(ExitCodes.Usage);
        }
        catch (Exception error) when (error is InputException or IOException or UnauthorizedAccessException)
        {
            messages.WriteLine(SafeText.Printable(error.Message));
            return Task.FromResult(ExitCodes.Failed);
        }
    }

    private static void Run(ParseResult arguments, TextWriter messages, CancellationToken cancellation)
    {
        var read = new ReadOptions
        {
            Path = arguments.GetValue(Path) is { } text ? RowPath.Parse(text) : RowPath.Root,
            Limit = arguments.GetValue(Limit) ?? long.MaxValue,
            SkipErrors = arguments.GetValue(SkipErrors),
        };
        IReadOnlyList<string> files = InputFiles.Resolve(arguments.GetValue(Inputs)!);
        FileInfo? target = arguments.GetValue(Out);
        var names = new EmitNames(files[0], arguments.GetValue(Name), arguments.GetValue(Namespace), target?.DirectoryName ?? Directory.GetCurrentDirectory());
        InferenceResult result = ReadProgress.Run(advanced => Inference.Run(files, read, advanced, cancellation));
        foreach (string note in InferReport.Notes(result, read))
        {
            messages.WriteLine(SafeText.Printable(note));
        }

        // Written as a whole or not at all: a file that is there is not cut short by an error.
        var output = new StringWriter { NewLine = "\n" };
        if (arguments.GetValue(Explain) is { } path)
        {
            Explanation.Write(output, result.Root, path);
        }
        else
        {
            InferReport.Write(output, arguments.GetValue(Emit)!, result, files, names);
        }

        if (target is null)
        {
            arguments.InvocationConfiguration.Output.Write(output.ToString());
        }
        else
        {
            File.WriteAllText(target.FullName, output.ToString());
        }
    }
}
