using System.ComponentModel;

namespace Denormalized.CompilerServices;

/// <summary>How the body of a message is written.</summary>
public enum MessageEncoding : byte
{
    /// <summary>One JSON object in UTF-8.</summary>
    Json,

    /// <summary>Plain Avro binary, the five bytes of Confluent's framing already taken off.</summary>
    Avro,
}

/// <summary>What became of a message.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum StepOutcome : byte
{
    /// <summary>At least one output has a new row.</summary>
    Stored,

    /// <summary>Decoded, and no output wanted it.</summary>
    Filtered,

    /// <summary>Not decoded: see <see cref="PipelineRuntime.Error"/>. No output has changed.</summary>
    Failed,
}

/// <summary>
/// One pipeline class as it runs: generated subclass, one instance for each worker, used by one thread.
/// </summary>
/// <remarks>
/// The contract of a generated subclass:
/// all or nothing for a message (rows are written behind the committed end of every output and committed together at
/// the end of <see cref="Process"/>); at most one row for each output and message; an exception of the user's code may
/// leave <see cref="Process"/>, after which the host calls <see cref="Discard"/> and makes the message a dead letter.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class PipelineRuntime : IDisposable
{
    /// <summary>Name, fingerprint, sources and outputs; the instance that was given to <see cref="PipelineRegistry"/>.</summary>
    public abstract PipelineInfo Info { get; }

    /// <summary>Why the last <see cref="Process"/> returned <see cref="StepOutcome.Failed"/>.</summary>
    public abstract DecodeError Error { get; }

    /// <summary>Decodes one message, runs every method that takes its source, appends to the output columns.</summary>
    /// <param name="source">Index in <see cref="PipelineInfo.Sources"/>.</param>
    /// <param name="encoding">How <paramref name="message"/> is written.</param>
    /// <param name="message">The body; valid during the call only.</param>
    /// <param name="outputs">
    /// Bit i is set when output i shall take its row. A bit is clear where the row is stored already (a message read again
    /// after an unclean stop); the method of such an output is not run.
    /// </param>
    public abstract StepOutcome Process(int source, MessageEncoding encoding, ReadOnlySpan<byte> message, ulong outputs);

    /// <summary>Forgets what an exception in <see cref="Process"/> left behind the committed ends.</summary>
    public abstract void Discard();

    /// <summary>Columns of an output; the same instance every time.</summary>
    /// <param name="index">Index in <see cref="PipelineInfo.Outputs"/>.</param>
    public abstract RecordColumns Output(int index);

    /// <summary>Forgets the rows of all outputs, keeps the memory.</summary>
    public virtual void Clear()
    {
        for (var i = 0; i < Info.Outputs.Count; i++)
        {
            Output(i).Clear();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the columns.</summary>
    protected abstract void Dispose(bool disposing);
}
