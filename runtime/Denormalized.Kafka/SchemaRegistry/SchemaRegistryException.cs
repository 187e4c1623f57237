namespace Denormalized.Kafka.SchemaRegistry;

/// <summary>A schema registry refused a request, or could not be reached.</summary>
/// <param name="message">What was asked, of whom, and what came back.</param>
/// <param name="inner">Cause, if any.</param>
public sealed class SchemaRegistryException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>HTTP status; 0 when there was no answer.</summary>
    public int Status { get; init; }

    /// <summary>The registry's own code, such as <see cref="SchemaRegistryErrors.SubjectNotFound"/>; 0 when there is none.</summary>
    public int ErrorCode { get; init; }

    /// <summary>Whether the same request may succeed later: no answer, too many requests, an error of the server.</summary>
    public bool IsTransient => Status is 0 or 408 or 429 or >= 500;
}

/// <summary>Error codes of Confluent's REST interface.</summary>
public static class SchemaRegistryErrors
{
    /// <summary>No such subject.</summary>
    public const int SubjectNotFound = 40401;

    /// <summary>No such version.</summary>
    public const int VersionNotFound = 40402;

    /// <summary>No such schema.</summary>
    public const int SchemaNotFound = 40403;

    /// <summary>The subject has no compatibility mode of its own.</summary>
    public const int SubjectWithoutMode = 40408;

    /// <summary>The schema is incompatible with an earlier version.</summary>
    public const int Incompatible = 409;

    /// <summary>The text is not a schema.</summary>
    public const int InvalidSchema = 42201;

    /// <summary>The version is no number from 1, nor <c>latest</c>.</summary>
    public const int InvalidVersion = 42202;

    /// <summary>There is no such compatibility mode.</summary>
    public const int InvalidMode = 42203;

    /// <summary>Another schema refers to this one.</summary>
    public const int Referenced = 42206;
}
