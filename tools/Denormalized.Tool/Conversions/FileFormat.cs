using Denormalized.Tool.Infer.Input;

namespace Denormalized.Tool.Conversions;

internal enum FileFormat
{
    /// <summary>An array of rows, a line each.</summary>
    Json,

    /// <summary>A row a line.</summary>
    Ndjson,

    /// <summary>Object container file.</summary>
    Avro,
    Parquet,
}

internal static class FileFormats
{
    public static readonly string[] Names = ["json", "ndjson", "avro", "parquet"];

    /// <summary>As given, else by the extension; one of a compression behind it does not count.</summary>
    /// <exception cref="FormatException">The extension is none of these.</exception>
    public static FileFormat Of(string path, string? given, string option)
    {
        string name = given ?? Path.GetExtension(IsCompressed(path) ? Path.GetFileNameWithoutExtension(path) : path).TrimStart('.').ToLowerInvariant();
        int index = Array.IndexOf(Names, name == "jsonl" ? "ndjson" : name);
        return index >= 0
            ? (FileFormat)index
            : throw new FormatException($"{path}: the name does not say what it is; say it with {option} ({string.Join(", ", Names)}).");
    }

    public static bool IsJson(FileFormat format) => format is FileFormat.Json or FileFormat.Ndjson;

    private static bool IsCompressed(string path) => Path.GetExtension(path) is ".gz" or ".zst";

    /// <summary>The file to write, compressed as its name says.</summary>
    /// <exception cref="InputException">Avro and Parquet files are compressed inside.</exception>
    public static Stream Compressed(Stream file, string path, FileFormat format) => Path.GetExtension(path) switch
    {
        ".gz" or ".zst" when !IsJson(format) => throw new InputException($"{path}: {format} files are compressed inside, not around: leave out {Path.GetExtension(path)}, and see --compression."),
        ".gz" => new System.IO.Compression.GZipStream(file, System.IO.Compression.CompressionLevel.Optimal),
        ".zst" => new ZstdSharp.CompressionStream(file),
        _ => file,
    };
}
