using System.CommandLine;
using Denormalized.Kafka;
using Denormalized.Tool.Infer;
using Denormalized.Tool.Infer.Emit;
using Denormalized.Tool.Infer.Emit.CSharp;
using Denormalized.Tool.Infer.Input;
using Denormalized.Tool.Infer.Interactive;
using Denormalized.Tool.Infer.Update;
using Spectre.Console;

namespace Denormalized.Tool.Commands;

/// <summary><c>infer</c>: sample data to an annotated record.</summary>
internal static class InferCommand
{
    private const long MessagesOfTopic = 1000;

    private static readonly Argument<string[]> Inputs = new("input")
    {
        Description = "JSON, Avro or Parquet files, folders or globs, plain, gzip or zstd; - for standard input.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<string?> Name = new("--name") { Description = "Name of the record; from the file or its folder when omitted." };
    private static readonly Option<string?> Namespace = new("--namespace") { Description = "Namespace of the record; that of the project in the folder when omitted." };
    private static readonly Option<string?> Out = new("--out") { Description = "File to write, or a folder, which gets a file for each type; standard output when omitted." };
    private static readonly Option<string?> Path = new("--path") { Description = "Where the rows stand in each document, e.g. $.items or $.accounts.*." };
    private static readonly Option<long?> Limit = LimitOption();
    private static readonly Option<bool> SkipErrors = new("--skip-errors") { Description = "Leave out lines that are no JSON, and count them." };
    private static readonly Option<string?> Explain = new("--explain") { Description = "Print the evidence of one path instead, e.g. $.price." };
    private static readonly Option<string> Emit = EmitOption();
    private static readonly Option<bool> Interactive = new("--interactive") { Description = "Ask at the terminal what the rows leave open." };
    private static readonly Option<UnionsOption> Unions = new("--unions") { Description = "Closed hierarchies where one key tells kinds of objects apart: always, never, or where every kind was seen often (auto)." };
    private static readonly Option<FileInfo?> Update = new("--update") { Description = "Record file to bring the new evidence into; what was edited in it stays." };
    private static readonly Option<string?> Topic = new("--topic") { Description = "Kafka topic to read instead of files: its newest messages, 1,000 unless --limit says otherwise." };
    private static readonly Option<string> Bootstrap = new("--bootstrap") { Description = "Kafka brokers of --topic, host:port.", DefaultValueFactory = _ => "localhost:9092" };

    public static Command Create()
    {
        var command = new Command("infer", "Reads sample JSON and writes the record that fits it, with the evidence in comments.")
        {
            Inputs, Name, Namespace, Out, Emit, Path, Limit, SkipErrors, Explain, Interactive, Unions, Update, Topic, Bootstrap,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(Inputs) is { Length: > 0 } == result.GetValue(Topic) is not null)
            {
                result.AddError("Name files to read (- for standard input), or a topic with --topic.");
            }

            if (result.GetValue(Update) is not null && (result.GetValue(Out) is not null || result.GetValue(Name) is not null || result.GetValue(Namespace) is not null))
            {
                result.AddError("--update writes the file that it names, and the record keeps its names: leave out --out, --name and --namespace.");
            }

            if (result.GetValue(Update) is not null && (result.GetValue(Explain) is not null || result.GetValue(Emit) is not (null or "csharp")))
            {
                result.AddError("--update writes a record: leave out --explain and --emit.");
            }
        });
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
        option.AcceptOnlyFromAmong("csharp", "json", "table", "avro", "parquet", "clickhouse", "jsonschema");
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
        catch (Exception error) when (error is InputException or IOException or UnauthorizedAccessException or KafkaException or DllNotFoundException)
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
        string? topic = arguments.GetValue(Topic);
        IReadOnlyList<string> files = topic is null ? InputFiles.Resolve(arguments.GetValue(Inputs)!) : [topic];
        FileInfo? update = arguments.GetValue(Update);
        string? target = update?.FullName ?? (arguments.GetValue(Out) is { } named ? System.IO.Path.GetFullPath(named) : null);
        if (IsFolder(target) && (arguments.GetValue(Emit) != "csharp" || arguments.GetValue(Explain) is not null))
        {
            throw new FormatException("--out names a folder, which is for the types of a record: name a file.");
        }

        RecordFile? old = update is null ? null : RecordFile.Parse(update.FullName, File.ReadAllText(update.FullName));
        string? name = old is null ? arguments.GetValue(Name) : old.Stream;
        var names = new EmitNames(files[0], name, arguments.GetValue(Namespace), IsFolder(target) ? target! : System.IO.Path.GetDirectoryName(target) ?? Directory.GetCurrentDirectory());
        names = old is null ? names : names.In(old.Namespace);
        IAnsiConsole? terminal = ReadProgress.Terminal();
        InferenceResult result = ReadProgress.Run(terminal, topic is null ? InputFiles.PlainBytes(files) : null, advanced =>
        {
            Action<JsonRows>? step = advanced is null ? null : rows => advanced(rows.Bytes, rows.Rows);
            return topic is null
                ? Inference.Run(files, read, step, cancellation)
                : Inference.Run([OpenTopic(arguments, topic, cancellation)], read with { Limit = long.MaxValue }, step, cancellation);
        });
        foreach (string note in InferReport.Notes(result, read))
        {
            messages.WriteLine(SafeText.Printable(note));
        }

        if (arguments.GetValue(Interactive))
        {
            result = Interview.Hold(terminal, result);
        }

        if (old is not null || IsFolder(target))
        {
            IReadOnlyList<(string Name, string Text)> types = InferReport.Files(result, files, names, arguments.GetValue(Unions));
            WriteFiles(old is null ? target! : update!.DirectoryName!, old is null ? types : Updated(old, types, messages));
            return;
        }

        // Written as a whole or not at all: a file that is there is not cut short by an error.
        var output = new StringWriter { NewLine = "\n" };
        if (arguments.GetValue(Explain) is { } path)
        {
            Explanation.Write(output, result.Root, path);
        }
        else
        {
            InferReport.Write(output, arguments.GetValue(Emit)!, result, files, names, arguments.GetValue(Unions));
        }

        if (target is null)
        {
            arguments.InvocationConfiguration.Output.Write(output.ToString());
        }
        else
        {
            File.WriteAllText(target, output.ToString());
        }
    }

    /// <summary>A folder that is there, or is named as one.</summary>
    private static bool IsFolder(string? path) => path is not null && (Directory.Exists(path) || System.IO.Path.EndsInDirectorySeparator(path));

    private static void WriteFiles(string folder, IReadOnlyList<(string Name, string Text)> files)
    {
        Directory.CreateDirectory(folder);
        foreach ((string name, string text) in files)
        {
            File.WriteAllText(System.IO.Path.Combine(folder, name), text);
        }
    }

    private static IReadOnlyList<(string Path, string Text)> Updated(RecordFile file, IReadOnlyList<(string Name, string Text)> types, TextWriter messages)
    {
        IReadOnlyList<(string Path, string Text)> changed = RecordFiles.Update(file, types, out IReadOnlyList<string> notes);
        foreach (string note in notes)
        {
            messages.WriteLine(SafeText.Printable(note));
        }

        return changed;
    }

    private static InputSource OpenTopic(ParseResult arguments, string topic, CancellationToken cancellation)
    {
        var settings = new KafkaSettings { BootstrapServers = arguments.GetValue(Bootstrap) };
        long count = arguments.GetValue(Limit) ?? MessagesOfTopic;
        return InputSource.Open($"topic {topic}", TopicStream.Open(settings, topic, count, cancellation));
    }
}
