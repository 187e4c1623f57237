namespace Denormalized;

/// <summary>
/// Declares a pipeline: a partial class whose methods take an <see cref="IStream{T}"/> and return one. The bodies are
/// translated at compile time into one loop from message bytes to columns; they are never called.
/// </summary>
/// <param name="name">
/// The stable name: consumer group, metrics and provenance (<c>_pipeline</c>). Another name is another consumer group,
/// which reads its topics from the start.
/// </param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class PipelineAttribute(string name) : Attribute
{
    /// <summary>Name as given: letters, digits, <c>.</c>, <c>_</c> and <c>-</c>.</summary>
    public string Name { get; } = name;
}
