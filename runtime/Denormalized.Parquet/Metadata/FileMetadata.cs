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
