namespace Denormalized.Tool.Infer.Input;

/// <summary>Files, folders and globs of the command line as a list of paths.</summary>
internal static class InputFiles
{
    private static readonly string[] Extensions = [".json", ".ndjson", ".jsonl", ".json.gz", ".ndjson.gz", ".jsonl.gz", ".json.zst", ".ndjson.zst", ".jsonl.zst", ".avro", ".parquet"];

    /// <exception cref="InputException">Nothing matches.</exception>
    public static IReadOnlyList<string> Resolve(IEnumerable<string> arguments)
    {
        var files = new List<string>();
        foreach (string argument in arguments)
        {
            files.AddRange(Resolve(argument));
        }

        return files;
    }

    /// <summary>Bytes that reading the files will give; null where that is not known before.</summary>
    public static long? PlainBytes(IReadOnlyList<string> files) => files.All(IsPlain) ? files.Sum(f => new FileInfo(f).Length) : null;

    private static bool IsPlain(string path) => File.Exists(path) && Path.GetExtension(path) is not (".gz" or ".zst" or ".avro" or ".parquet");

    private static IEnumerable<string> Resolve(string argument)
    {
        if (argument == "-" || File.Exists(argument))
        {
            return [argument];
        }

        if (Directory.Exists(argument))
        {
            string[] found = Directory.EnumerateFiles(argument).Where(IsJson).Order(StringComparer.Ordinal).ToArray();
            return found.Length > 0 ? found : throw new InputException($"{argument}: no file ending in {string.Join(", ", Extensions)} in this folder.");
        }

        if (argument.AsSpan().IndexOfAny('*', '?') < 0)
        {
            throw new InputException($"{argument}: no such file.");
        }

        string[] matches = Glob(argument).Order(StringComparer.Ordinal).ToArray();
        return matches.Length > 0 ? matches : throw new InputException($"{argument}: no file matches.");
    }

    private static bool IsJson(string path) => Extensions.Any(e => path.EndsWith(e, StringComparison.OrdinalIgnoreCase));

    // "**" stands for any folders; other wildcards are allowed in the last part only, as a shell expands the rest.
    private static IEnumerable<string> Glob(string pattern)
    {
        string normal = pattern.Replace('\\', '/');
        int any = normal.IndexOf("**/", StringComparison.Ordinal);
        if (any >= 0)
        {
            string root = any == 0 ? "." : normal[..any];
            return Find(root, normal[(any + 3)..], SearchOption.AllDirectories);
        }

        int slash = normal.LastIndexOf('/');
        return Find(slash < 0 ? "." : normal[..(slash + 1)], normal[(slash + 1)..], SearchOption.TopDirectoryOnly);
    }

    private static IEnumerable<string> Find(string folder, string pattern, SearchOption option)
    {
        if (!Directory.Exists(folder))
        {
            throw new InputException($"{folder}: no such folder.");
        }

        return Directory.EnumerateFiles(folder, pattern, option).Select(p => p.StartsWith("./", StringComparison.Ordinal) ? p[2..] : p);
    }
}
