using Denormalized.Schema;
using Denormalized.Tool.Ddl;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Denormalized.Tool.Locks;

/// <summary>A stream as its record declares it now.</summary>
/// <param name="Name">Name of the stream.</param>
/// <param name="Shape">What a lock keeps of it.</param>
/// <param name="CreateTable">The statement that makes its table.</param>
internal sealed record ProjectStream(string Name, StreamShape Shape, string CreateTable);

/// <summary>
/// The streams of a project, read from its compilation. Drift stops a build, and so may code that does not fit a changed
/// record yet: the generator's files are written all the same, and hold what the assembly would have held.
/// </summary>
internal static class ProjectStreams
{
    private const string Attribute = "StreamSchema";

    /// <param name="input">A project or an assembly.</param>
    /// <param name="configuration">Which build of a project.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="IOException">There is nothing to read, with the reason.</exception>
    public static async Task<IReadOnlyList<ProjectStream>> ReadAsync(string input, string configuration, CancellationToken cancellation)
    {
        if (!ProjectOutput.IsProject(input))
        {
            return OfAssembly(input);
        }

        DirectoryInfo generated = Directory.CreateTempSubdirectory("denormalized-");
        try
        {
            (int code, string text) = await ProjectOutput.RunAsync(
                ["build", input, "--configuration", configuration, "-nologo", "-verbosity:quiet", "-tl:off", $"-property:DenormalizedGeneratedPath={generated.FullName}"],
                cancellation);
            return code == 0 ? OfAssembly(await ProjectOutput.FindAsync(input, configuration, cancellation))
                : OfGenerated(Path.Combine(generated.FullName, Path.GetFileNameWithoutExtension(input))) is { Count: > 0 } streams ? streams
                : throw new IOException($"{input}: the build stops before its streams can be read:\n{FirstErrors(text)}");
        }
        finally
        {
            generated.Delete(recursive: true);
        }
    }

    private static ProjectStream[] OfAssembly(string path) =>
    [
        .. StreamSchemas.Read(path).Select(s => s.Shape.Length > 0
            ? new ProjectStream(s.Name, LockJson.Read(s.Shape), s.CreateTable)
            : throw new IOException($"{path}: stream '{s.Name}' was compiled by a version that knows no locks; build it again.")),
    ];

    private static List<ProjectStream> OfGenerated(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).SelectMany(OfFile).OrderBy(s => s.Name, StringComparer.Ordinal).ToList()
        : [];

    /// <summary><c>[assembly: StreamSchema("name", ..., Shape = "...")]</c></summary>
    private static IEnumerable<ProjectStream> OfFile(string file)
    {
        CompilationUnitSyntax unit = SyntaxFactory.ParseCompilationUnit(File.ReadAllText(file));
        foreach (AttributeSyntax attribute in unit.AttributeLists.SelectMany(l => l.Attributes))
        {
            if (attribute.Name is QualifiedNameSyntax { Right.Identifier.ValueText: Attribute } && attribute.ArgumentList is { } list)
            {
                string shape = Text(list.Arguments.First(a => a.NameEquals is not null));
                yield return new ProjectStream(Text(list.Arguments[0]), LockJson.Read(shape), Text(list.Arguments[1]));
            }
        }
    }

    private static string Text(AttributeArgumentSyntax argument) => ((LiteralExpressionSyntax)argument.Expression).Token.ValueText;

    private static string FirstErrors(string text)
    {
        const int Most = 5;
        string[] errors = [.. text.Split('\n').Where(l => l.Contains(" error ", StringComparison.Ordinal)).Distinct().Take(Most)];
        return errors.Length > 0 ? string.Join('\n', errors) : text.Trim();
    }
}
