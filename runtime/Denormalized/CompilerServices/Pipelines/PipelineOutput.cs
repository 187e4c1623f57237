using System.ComponentModel;

namespace Denormalized.CompilerServices;

/// <summary>
/// The rows of one output of a pipeline. A row is written between <see cref="Begin"/> and <see cref="Commit"/>, and
/// <see cref="Discard"/> leaves nothing of it.
/// </summary>
/// <param name="scope">The generated columns; freed with this object.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class PipelineOutput(ColumnScope scope) : RecordColumns
{
    private bool _begun;

    /// <summary>Rows of an output come from a pipeline alone, so no message is ever refused here.</summary>
    public override DecodeError Error => default;

    /// <summary>Makes room for a row and returns its number.</summary>
    public int Begin()
    {
        if (_begun)
        {
            Discard();
        }

        scope.EnsureRows(Rows + 1);
        scope.MarkRow();
        _begun = true;
        return Rows;
    }

    /// <summary>Makes the row that was begun final.</summary>
    public void Commit()
    {
        scope.Commit();
        Rows++;
        _begun = false;
    }

    /// <summary>Forgets the row that was begun, if there is one.</summary>
    public void Discard()
    {
        if (_begun)
        {
            scope.DropRow();
            _begun = false;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always: rows come from the pipeline.</exception>
    public override bool TryAddJson(ReadOnlySpan<byte> message) => throw OnlyPipeline();

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always: rows come from the pipeline.</exception>
    public override bool TryAddAvro(ReadOnlySpan<byte> message) => throw OnlyPipeline();

    /// <inheritdoc/>
    public override void Describe(ColumnBlock block) => scope.Describe(block, Rows);

    /// <inheritdoc/>
    public override void Clear()
    {
        Rows = 0;
        _begun = false;
        scope.Clear();
    }

    /// <inheritdoc/>
    public override void Dispose() => scope.Dispose();

    private static NotSupportedException OnlyPipeline() => new("Only the pipeline adds rows to its output.");
}
