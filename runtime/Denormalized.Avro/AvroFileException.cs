namespace Denormalized;

/// <summary>A file is not an Avro object container file, or damaged; the message says what and where.</summary>
public sealed class AvroFileException : FormatException
{
    internal AvroFileException(string message, long offset, Exception? cause = null)
        : base($"Avro file, byte {offset}: {message}.", cause) => Offset = offset;

    /// <summary>Offset in the file, in bytes.</summary>
    public long Offset { get; }
}
