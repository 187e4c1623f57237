using Denormalized.Tool.Infer.Input;

namespace Denormalized.Tool.Infer.Update;

/// <summary>
/// The files that a record and its types stand in: the one that is named, and those of its folder that declare a type of the
/// record in the same namespace.
/// </summary>
internal static class RecordFiles
{
    /// <summary>Brings what was inferred into the files; returns those that change, as they should be.</summary>
    /// <param name="home">The file with the record.</param>
    /// <param name="inferred">A file for each type, named after it, as infer would write it now.</param>
    /// <param name="notes">What else was changed than the home, and what contradicts the rows.</param>
    /// <exception cref="InputException">One of the files does not compile, or another file stands where a new one would.</exception>
    public static IReadOnlyList<(string Path, string Text)> Update(RecordFile home, IReadOnlyList<(string Name, string Text)> inferred, out IReadOnlyList<string> notes)
    {
        RecordFile[] others = [.. Others(home, [.. inferred.Select(TypeOf).Where(t => !home.Declares(t))])];
        bool isSplit = others.Length > 0 && home.Records.Count() == 1;
        RecordFile? Place((string, string) file) => home.Declares(TypeOf(file)) ? home : others.FirstOrDefault(o => o.Declares(TypeOf(file))) ?? (isSplit ? null : home);

        var said = new List<string>();
        var changed = new List<(string, string)>();
        foreach (RecordFile file in (RecordFile[])[home, .. others])
        {
            string text = RecordUpdate.Apply(file, [.. inferred.Where(f => Place(f) == file).Select(f => f.Text)], said);
            if (text != file.Text)
            {
                changed.Add((file.Path, text));
                said.AddRange(file == home ? [] : [$"{Path.GetFileName(file.Path)}: brought up to date too."]);
            }
        }

        foreach ((string name, string text) in inferred.Where(f => Place(f) is null))
        {
            string path = Path.Combine(Folder(home), name);
            changed.Add(File.Exists(path)
                ? throw new InputException($"{path}: {Path.GetFileNameWithoutExtension(name)} is new and would be written there, but the file is no part of the record. Rename it.")
                : (path, text));
            said.Add($"{name}: new.");
        }

        notes = said;
        return changed;
    }

    private static string TypeOf((string Name, string Text) file) => Path.GetFileNameWithoutExtension(file.Name);

    private static string Folder(RecordFile file) => Path.GetDirectoryName(file.Path)!;

    /// <summary>The first file for each type, one that is called like it before others.</summary>
    private static IEnumerable<RecordFile> Others(RecordFile home, IReadOnlyList<string> types)
    {
        if (types.Count == 0)
        {
            return [];
        }

        RecordFile[] files = [.. Directory.EnumerateFiles(Folder(home), "*.cs").Where(p => p != home.Path).Order(StringComparer.Ordinal)
            .Select(p => (Path: p, Text: File.ReadAllText(p)))
            .Where(f => types.Any(t => f.Text.Contains($"record {t}", StringComparison.Ordinal)))
            .Select(f => RecordFile.Parse(f.Path, f.Text))
            .Where(f => f.Namespace == home.Namespace)];
        return types
            .Select(t => files.Where(f => f.Declares(t)).OrderByDescending(f => Path.GetFileName(f.Path) == t + ".cs").FirstOrDefault())
            .OfType<RecordFile>().Distinct();
    }
}
