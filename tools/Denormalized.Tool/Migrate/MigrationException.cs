namespace Denormalized.Tool.Migrate;

/// <summary>A migration that cannot go on; the message says what is in the way and what to do.</summary>
internal sealed class MigrationException(string message) : Exception(message);
