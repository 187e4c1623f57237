namespace Denormalized.Schema;

/// <summary>A text is no lock: the message says what is wrong and what to do, the position where.</summary>
public sealed class LockException(string message, TextPosition position) : FormatException(message)
{
    public TextPosition Position { get; } = position;

    /// <summary>The file still has the marks of a merge that failed.</summary>
    public bool IsConflict { get; init; }

    /// <summary>With such marks: the versions of both sides, where they differ in nothing else.</summary>
    public StreamLock? Merged { get; init; }
}
