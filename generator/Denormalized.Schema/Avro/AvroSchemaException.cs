namespace Denormalized.Schema;

/// <summary>A text is not an Avro schema; the message says what is wrong, where, and what is allowed.</summary>
public sealed class AvroSchemaException : FormatException
{
    public AvroSchemaException(string message, TextPosition position)
        : base(position.Line == 0 ? $"Avro schema: {message}." : $"Avro schema, {position}: {message}.")
    {
        Position = position;
    }

    /// <summary>Where it stands; line 0 when the schema was not read from text.</summary>
    public TextPosition Position { get; }
}
