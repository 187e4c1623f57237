namespace Denormalized;

/// <summary>Limits and choices of reading.</summary>
public sealed class ParquetReadOptions
{
    /// <summary>Name of the file in messages; a <see cref="FileStream"/> brings its own.</summary>
    public string? FileName { get; set; }

    /// <summary>Rows of a batch at most.</summary>
    public int BatchRows { get; set; } = 8192;

    /// <summary>
    /// So much of a column is read at a time, and held, in bytes; a page that is longer is held whole. Over a network, larger
    /// reads save round trips.
    /// </summary>
    public int ReadBytes { get; set; } = 1 << 20;

    /// <summary>A file with longer metadata is refused, in bytes.</summary>
    public int MaxMetadataBytes { get; set; } = 64 << 20;

    /// <summary>A file with a longer page, before or after decompression, is refused, in bytes.</summary>
    public int MaxPageBytes { get; set; } = 256 << 20;

    /// <summary>A column may take so many bytes in a batch. What is longer is refused: a few bytes can stand for many.</summary>
    public int MaxBatchBytes { get; set; } = 1 << 30;

    /// <summary>
    /// Members that are <c>required</c> and cannot be null get the default of their type where the file has no column for them;
    /// otherwise such a file is refused.
    /// </summary>
    public bool AllowMissingColumns { get; set; }

    /// <summary>Compares the checksums of pages that have one.</summary>
    public bool VerifyChecksums { get; set; } = true;
}
