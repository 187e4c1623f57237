using Denormalized.Schema;

namespace Denormalized.ParquetFormat;

/// <summary>The footer of a file.</summary>
internal sealed record FileMetadata
{
    public required ParquetSchema Schema { get; init; }

    public required IReadOnlyList<ParquetLeaf> Leaves { get; init; }

    public required long Rows { get; init; }

    public required IReadOnlyList<ParquetRowGroup> RowGroups { get; init; }

    public required IReadOnlyDictionary<string, string> KeyValues { get; init; }

    public string? CreatedBy { get; init; }

    /// <summary>parquet-mr before 1.2.9 did not count the header of a dictionary among the bytes of a chunk.</summary>
    public bool LosesDictionaryHeader
    {
        get
        {
            string[] words = CreatedBy?.Split([' ', '-'], StringSplitOptions.RemoveEmptyEntries) ?? []; // parquet-mr version 1.2.5 (build ...)
            return words is ["parquet", "mr", ..] && (words.Length < 4 || (Version.TryParse(words[3], out Version? version) && version < new Version(1, 2, 9)));
        }
    }
}

/// <summary>What stands in front of a page.</summary>
internal readonly record struct PageHeader(PageType Type, int UncompressedSize, int CompressedSize, int Values, PageEncoding Encoding)
{
    /// <summary>CRC-32 of the page as it lies in the file, where the writer gave one.</summary>
    public uint? Crc { get; init; }

    /// <summary>Encodings of the levels of a version 1 page.</summary>
    public PageEncoding DefinitionEncoding { get; init; }

    public PageEncoding RepetitionEncoding { get; init; }

    /// <summary>Bytes of the levels of a version 2 page, which are never compressed.</summary>
    public int DefinitionBytes { get; init; }

    public int RepetitionBytes { get; init; }

    /// <summary>The values of a version 2 page are compressed.</summary>
    public bool IsCompressed { get; init; }
}
