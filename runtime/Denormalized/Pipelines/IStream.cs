namespace Denormalized;

/// <summary>
/// Records of type <typeparamref name="T"/> as they flow through a pipeline. A description for the compiler, in a method of
/// a <see cref="PipelineAttribute"/> class: nothing implements it and nothing is enumerated at run time.
/// </summary>
/// <typeparam name="T">A record type with <see cref="StreamAttribute"/>.</typeparam>
public interface IStream<out T>
{
}

/// <summary>The operators of a pipeline. They are translated at compile time; calling one throws.</summary>
public static class StreamOperators
{
    /// <summary>Keeps the records for which <paramref name="predicate"/> is true; the others are counted as filtered.</summary>
    /// <param name="stream">The stream that is filtered.</param>
    /// <param name="predicate">
    /// Written in place. Only the members it uses are decoded. An exception it throws makes the message a dead letter.
    /// </param>
    public static IStream<T> Where<T>(this IStream<T> stream, Func<T, bool> predicate) => throw NotTranslated(nameof(Where));

    /// <summary>Makes a record of another type from each record.</summary>
    /// <param name="stream">The stream that is projected.</param>
    /// <param name="selector">
    /// Written in place. Only the members it uses are decoded. An exception it throws makes the message a dead letter.
    /// </param>
    public static IStream<TResult> Select<T, TResult>(this IStream<T> stream, Func<T, TResult> selector) => throw NotTranslated(nameof(Select));

    private static InvalidOperationException NotTranslated(string name) => new(
        $"IStream<T>.{name} describes a pipeline and cannot be called. Use it in a method of a partial class with [Pipeline(\"name\")] that takes and returns IStream<T>, in a project that references the Denormalized package.");
}
