namespace Denormalized;

/// <summary>How an Avro file is written and read.</summary>
public sealed class AvroFileOptions
{
    /// <summary>Compression of the blocks; a reader takes what the file says.</summary>
    public AvroCompression Compression { get; set; } = AvroCompression.Deflate;

    /// <summary>A block is written when its records have so many bytes, before compression.</summary>
    public int BlockBytes { get; set; } = 64 << 10;

    /// <summary>A reader refuses blocks of more bytes, before or after decompression.</summary>
    public int MaxBlockBytes { get; set; } = 64 << 20;

    /// <summary>Metadata of the file, as UTF-8. Names that begin with <c>avro.</c> are reserved.</summary>
    public IDictionary<string, string> Metadata { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
