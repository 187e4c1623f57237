using System.ComponentModel;

namespace Denormalized.CompilerServices;

/// <summary>
/// Operators composed into one call per row, for chains whose values in between have types that generated code cannot
/// name, such as anonymous ones.
/// </summary>
/// <typeparam name="TRow">The row that goes in.</typeparam>
/// <typeparam name="T">The value that comes out.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class PipelineChain<TRow, T>
{
    /// <summary>Runs the operators on a row; false when one of them filters it out.</summary>
    public abstract bool TryRun(TRow row, out T value);

    /// <summary>Keeps the values for which <paramref name="predicate"/> is true.</summary>
    public PipelineChain<TRow, T> Where(Func<T, bool> predicate) => new Filter(this, predicate);

    /// <summary>Makes another value of each.</summary>
    public PipelineChain<TRow, TResult> Select<TResult>(Func<T, TResult> selector) => new Projection<TResult>(this, selector);

    private sealed class Filter(PipelineChain<TRow, T> source, Func<T, bool> predicate) : PipelineChain<TRow, T>
    {
        public override bool TryRun(TRow row, out T value) => source.TryRun(row, out value) && predicate(value);
    }

    private sealed class Projection<TResult>(PipelineChain<TRow, T> source, Func<T, TResult> selector) : PipelineChain<TRow, TResult>
    {
        public override bool TryRun(TRow row, out TResult value)
        {
            bool passes = source.TryRun(row, out T from);
            value = passes ? selector(from) : default!;
            return passes;
        }
    }
}

/// <summary>Begins a <see cref="PipelineChain{TRow, T}"/>.</summary>
/// <typeparam name="TRow">The row that goes in.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class PipelineChain<TRow> : PipelineChain<TRow, TRow>
{
    /// <inheritdoc/>
    public override bool TryRun(TRow row, out TRow value)
    {
        value = row;
        return true;
    }
}
