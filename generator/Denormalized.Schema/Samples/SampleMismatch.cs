namespace Denormalized.Schema;

/// <summary>A value of a sample that the record does not read, or text that is no JSON.</summary>
/// <param name="Position">Where it stands.</param>
/// <param name="Message">The path, what stands there and what is expected.</param>
public sealed record SampleMismatch(TextPosition Position, string Message);
