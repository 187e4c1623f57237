using Denormalized.CompilerServices;
using Denormalized.Schema;

namespace Denormalized;

/// <summary>
/// Reads messages of one schema (the writer's) as another (the reader's) has them: schema resolution of Avro 1.12. Made once
/// for a pair of schemas; thread-safe.
/// </summary>
/// <remarks>
/// A message is turned into the bytes that a writer with the reader's schema would have written, so that generated decoders
/// know one layout only. Where both schemas have the same layout nothing is done and nothing is copied.
/// </remarks>
public sealed class AvroResolver
{
    private readonly AvroStep? _step;
    private readonly AvroSkip _whole;

    /// <summary>Makes the plan.</summary>
    /// <param name="writer">The schema that messages were written with.</param>
    /// <param name="reader">The schema that they are read with.</param>
    /// <exception cref="AvroResolutionException">No message can be read; the exception says where and why.</exception>
    public AvroResolver(AvroSchema writer, AvroSchema reader)
        : this(writer, reader, anyRootName: false)
    {
    }

    private AvroResolver(AvroSchema writer, AvroSchema reader, bool anyRootName)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(reader);
        AvroResolution resolution = AvroResolution.Of(writer, reader, out IReadOnlyList<AvroConflict> conflicts, anyRootName);
        if (conflicts.Any(c => !c.IsConditional))
        {
            throw new AvroResolutionException(conflicts);
        }

        Writer = writer;
        Reader = reader;
        Conflicts = conflicts;
        var builder = new AvroStepBuilder();
        _step = builder.IsSame(resolution) ? null : builder.Build(resolution, writer);
        _whole = new AvroSkips().Of(writer);
    }

    /// <summary>The schema that messages were written with.</summary>
    public AvroSchema Writer { get; }

    /// <summary>The schema that they are read with.</summary>
    public AvroSchema Reader { get; }

    /// <summary>Data that cannot be read when it comes: of a branch of a union, or a symbol of an enum.</summary>
    public IReadOnlyList<AvroConflict> Conflicts { get; }

    /// <summary>Both schemas have the same layout; messages are passed on as they are, unchecked.</summary>
    public bool IsIdentity => _step is null;

    /// <summary>
    /// The plan for messages of a schema that are read as the records of a stream. The two outermost records need not have
    /// the same name: that they belong together, the caller says.
    /// </summary>
    /// <typeparam name="T">A type with <c>[Stream]</c>.</typeparam>
    /// <param name="writer">The schema that messages were written with.</param>
    /// <exception cref="AvroResolutionException">No message can be read; the exception says where and why.</exception>
    public static AvroResolver For<T>(AvroSchema writer) =>
        new(writer, AvroSchema.Parse(StreamRegistry.Get<T>().Info.AvroSchema), anyRootName: true);

    /// <summary>Turns a message into the reader's layout.</summary>
    /// <param name="message">Plain binary encoding of one value, without framing.</param>
    /// <param name="buffer">Memory for the result, and the reason of a refusal.</param>
    /// <param name="resolved">The message itself, or a part of <paramref name="buffer"/> that is valid until its next use.</param>
    /// <returns>False when the message is not of the writer's schema, or has no form in the reader's; see <see cref="AvroBuffer.Error"/>.</returns>
    public bool TryResolve(ReadOnlySpan<byte> message, AvroBuffer buffer, out ReadOnlySpan<byte> resolved)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        resolved = message;
        if (_step is null)
        {
            return true;
        }

        buffer.Clear();
        var input = new AvroCursor(message);
        if (_step.Run(ref input, buffer) && (input.Left == 0 || input.Fail(DecodeFailure.Trailing, input.At)))
        {
            resolved = buffer.Written;
            return true;
        }

        resolved = default;
        return Refuse(buffer, input);
    }

    /// <summary>Turns the first of several values that follow one another into the reader's layout.</summary>
    /// <param name="values">The values; on return without the first.</param>
    /// <param name="buffer">Memory for the result, and the reason of a refusal.</param>
    /// <param name="resolved">A part of <paramref name="values"/>, or of <paramref name="buffer"/> until its next use.</param>
    /// <returns>False when there is no value of the writer's schema; see <see cref="AvroBuffer.Error"/>.</returns>
    public bool TryResolveNext(ref ReadOnlySpan<byte> values, AvroBuffer buffer, out ReadOnlySpan<byte> resolved)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        buffer.Clear();
        var input = new AvroCursor(values);
        if (_step is null ? _whole.Skip(ref input) : _step.Run(ref input, buffer))
        {
            resolved = _step is null ? values[..input.At] : buffer.Written;
            values = values[input.At..];
            return true;
        }

        resolved = default;
        return Refuse(buffer, input);
    }

    private static bool Refuse(AvroBuffer buffer, scoped in AvroCursor input)
    {
        buffer.Error = DecodeError.Create(input.Failure, input.FailedAt, "", input.Conflict);
        return false;
    }
}
