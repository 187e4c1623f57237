using System.Xml;
using System.Xml.Linq;
using Denormalized.Tool.Infer.Emit.CSharp;

namespace Denormalized.Tool.Commands;

/// <summary>Names of record, stream and namespace: as given, else from the file and the project around it.</summary>
internal sealed class EmitNames
{
    /// <exception cref="FormatException">A given name is no identifier.</exception>
    public EmitNames(string firstFile, string? name, string? @namespace, string folder)
    {
        if (name is not null && Identifiers.Pascal(name) is var pascal && !IsIdentifier(name))
        {
            throw new FormatException($"--name {name}: not a C# identifier; {pascal} would be one.");
        }

        if (@namespace is not null && !@namespace.Split('.').All(IsIdentifier))
        {
            throw new FormatException($"--namespace {@namespace}: not a C# namespace.");
        }

        RecordName = name ?? Infer.Emit.CSharp.RecordName.From(firstFile);
        StreamName = Infer.Emit.CSharp.RecordName.StreamName(firstFile, RecordName);
        Namespace = @namespace ?? OfProject(folder);
    }

    private EmitNames(EmitNames names) => (RecordName, StreamName) = (names.RecordName, names.StreamName);

    public string RecordName { get; }

    public string StreamName { get; }

    public string? Namespace { get; private init; }

    /// <summary>In the namespace of a file that is there already.</summary>
    public EmitNames In(string? @namespace) => new(this) { Namespace = @namespace };

    /// <summary>Letters and digits as they stand; a keyword begins with a lower-case letter, which no type should.</summary>
    private static bool IsIdentifier(string name) =>
        name.Length > 0 && char.IsLetter(name[0]) && (char.IsUpper(name[0]) || !Keywords.IsKeyword(name)) && name.All(c => char.IsLetterOrDigit(c) || c == '_');

    /// <summary>Root namespace of the project in the folder or the nearest one above it.</summary>
    private static string? OfProject(string folder)
    {
        for (DirectoryInfo? at = new(folder); at is { Exists: true }; at = at.Parent)
        {
            FileInfo[] projects = at.GetFiles("*.csproj");
            if (projects.Length == 1)
            {
                return RootNamespace(projects[0]);
            }

            if (projects.Length > 1)
            {
                return null;
            }
        }

        return null;
    }

    private static string? RootNamespace(FileInfo project)
    {
        string name = Path.GetFileNameWithoutExtension(project.Name);
        try
        {
            name = XDocument.Load(project.FullName).Descendants("RootNamespace").FirstOrDefault()?.Value.Trim() ?? name;
        }
        catch (XmlException)
        {
            // A project that is being edited still has a name.
        }

        string[] parts = name.Replace('-', '_').Split('.');
        return parts.All(IsIdentifier) ? string.Join('.', parts) : null;
    }
}
