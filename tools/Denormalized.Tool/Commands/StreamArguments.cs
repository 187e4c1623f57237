using System.CommandLine;
using Denormalized.Schema;
using Denormalized.Tool.Ddl;
using Denormalized.Tool.Locks;

namespace Denormalized.Tool.Commands;

/// <summary>The streams that a command is about, as their records declare them, and their locks.</summary>
internal sealed class StreamArguments
{
    private readonly Argument<string> _input = new("input") { Description = "A project, its folder, or a compiled assembly.", DefaultValueFactory = _ => "." };
    private readonly Option<string[]> _stream = new("--stream") { Description = "Only this stream; can be given several times." };
    private readonly Option<DirectoryInfo?> _schemas = new("--schemas") { Description = "Folder of the locks; 'schemas' in the project's folder when omitted." };
    private readonly Option<string> _configuration = new("--configuration") { Description = "Which build of a project.", DefaultValueFactory = _ => "Debug" };

    public void AddTo(Command command)
    {
        command.Arguments.Add(_input);
        command.Options.Add(_stream);
        command.Options.Add(_schemas);
        command.Options.Add(_configuration);
    }

    /// <exception cref="IOException">There are none, or the project cannot be read.</exception>
    public async Task<IReadOnlyList<ProjectStream>> ReadAsync(ParseResult arguments, CancellationToken cancellation)
    {
        string input = ProjectOutput.FileOf(arguments.GetValue(_input)!);
        string[] only = arguments.GetValue(_stream) ?? [];
        ProjectStream[] streams =
        [
            .. (await ProjectStreams.ReadAsync(input, arguments.GetValue(_configuration)!, cancellation)).Where(s => only.Length == 0 || only.Contains(s.Name)),
        ];
        return streams.Length > 0 ? streams
            : throw new IOException($"{input}: no streams in it{(only.Length > 0 ? " of that name" : "")}. Records with [Stream] are in the assembly of their project, not in those that use them.");
    }

    /// <summary>Full path of a stream's lock, whether it is there or not.</summary>
    public string LockFile(ParseResult arguments, string stream)
    {
        string folder = arguments.GetValue(_schemas)?.FullName
            ?? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(ProjectOutput.FileOf(arguments.GetValue(_input)!)))!, "schemas");
        return Path.Combine(folder, stream + StreamLock.FileSuffix);
    }

    /// <summary>The lock of a stream; null where there is none.</summary>
    /// <exception cref="FormatException">It cannot be read, with its place.</exception>
    public async Task<StreamLock?> LockAsync(ParseResult arguments, string stream, CancellationToken cancellation)
    {
        string file = LockFile(arguments, stream);
        return File.Exists(file) ? Parse(await File.ReadAllTextAsync(file, cancellation), file) : null;
    }

    /// <exception cref="FormatException">It is no lock.</exception>
    public static StreamLock Parse(string text, string file)
    {
        try
        {
            return StreamLock.Parse(text);
        }
        catch (LockException error)
        {
            throw new FormatException($"{file}({error.Position.Line},{error.Position.Column}): {error.Message}.", error);
        }
    }
}
