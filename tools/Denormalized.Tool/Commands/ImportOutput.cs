using System.CommandLine;
using Denormalized.Tool.Import;
using Denormalized.Tool.Infer.Emit;

namespace Denormalized.Tool.Commands;

/// <summary>What all forms of <c>import</c> have in common: names, the file that is written, what is said of it.</summary>
internal static class ImportOutput
{
    private static readonly Option<string?> Name = new("--name") { Description = "Name of the record; that of the schema when omitted." };
    private static readonly Option<string?> Namespace = new("--namespace") { Description = "Namespace of the record; that of the project in the folder when omitted." };
    private static readonly Option<FileInfo?> Out = new("--out") { Description = "File to write; standard output when omitted." };

    public static void AddTo(Command command)
    {
        command.Options.Add(Name);
        command.Options.Add(Namespace);
        command.Options.Add(Out);
    }

    /// <param name="arguments">The command line.</param>
    /// <param name="source">File, table or subject.</param>
    /// <param name="import">Makes the file, with the name of the record where one is given.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="FormatException">A name is none of C#, or what is imported is no record.</exception>
    public static async Task WriteAsync(ParseResult arguments, string source, Func<string?, Task<ImportedFile>> import, CancellationToken cancellation)
    {
        FileInfo? target = arguments.GetValue(Out);
        string? name = arguments.GetValue(Name);
        var names = new EmitNames(source, name, arguments.GetValue(Namespace), target?.DirectoryName ?? Directory.GetCurrentDirectory());
        ImportedFile file = await import(name);
        foreach (string difference in file.Differences)
        {
            arguments.InvocationConfiguration.Error.WriteLine(SafeText.Printable($"The record differs: {difference}."));
        }

        string text = file.Print(names.Namespace);
        await (target is null ? arguments.InvocationConfiguration.Output.WriteAsync(text.AsMemory(), cancellation) : File.WriteAllTextAsync(target.FullName, text, cancellation));
    }
}
