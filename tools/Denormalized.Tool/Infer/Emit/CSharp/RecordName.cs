using Denormalized.Schema;

namespace Denormalized.Tool.Infer.Emit.CSharp;

/// <summary>Names of the record and the stream where the user gives none: from the file, or its folder.</summary>
internal static class RecordName
{
    private static readonly HashSet<string> SaysNothing = new(StringComparer.OrdinalIgnoreCase)
    {
        "data", "sample", "samples", "example", "examples", "input", "test", "rows", "records", "export", "dump", "index", "payload", "payloads", "json", "file", "-",
    };

    public static string From(string path)
    {
        string name = Stem(Path.GetFileName(path));
        if (SaysNothing.Contains(name) && path != "-")
        {
            name = Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path))) ?? "";
        }

        return SaysNothing.Contains(name) || name.Length == 0 ? "Event" : Singular.Of(Identifiers.Pascal(name));
    }

    /// <summary>Topic and table: the plural where the file is called so.</summary>
    public static string StreamName(string path, string recordName)
    {
        string plural = Identifiers.Pascal(Stem(Path.GetFileName(path)));
        string name = Singular.Of(plural) == recordName ? plural : recordName;
        return Names.Apply(NameStyle.SnakeCase, name);
    }

    private static string Stem(string file)
    {
        int dot = file.IndexOf('.', Math.Min(1, file.Length));
        return dot < 0 ? file : file[..dot];
    }
}
