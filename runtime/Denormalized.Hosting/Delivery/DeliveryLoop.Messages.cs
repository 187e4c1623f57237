using System.Globalization;
using Denormalized.CompilerServices;
using Denormalized.Kafka;
using Denormalized.Kafka.SchemaRegistry;

namespace Denormalized.Hosting;

/// <content>One message: decode, run the pipeline, or set it apart.</content>
internal sealed partial class DeliveryLoop
{
    bool ISourceHandler.ReadsSchemaHeaders => _services.Schemas.ReadsHeaders;

    void ISourceHandler.Message(in SourceMessage message)
    {
        var state = _partitions.Find(message.Topic, message.Partition);
        if (state is null || _paused || _recover || message.Offset < state.Next)
        {
            return;
        }

        var body = message.IsTombstone ? default : MessageBody.Recognise(message.Value, message.SchemaHeader, _services.PipelineOptions.Format);

        // Before anything of the message is noted: asking the registry may end in an exception, and the message is read again.
        var schema = body.Schema is { } id ? Schema(state, id) : WriterSchema.Own;
        _batch.Begin(state, message);
        state.Next = message.Offset + 1;
        if (_limit == 1)
        {
            _kept = KeptMessage.Copy(state, message);
        }

        var wanted = state.Wanted(message.Offset);
        if (wanted != ulong.MaxValue)
        {
            _batch.StoredBefore(wanted);
        }

        if (message.IsTombstone)
        {
            _batch.Filtered();
            return;
        }

        Process(state, message, body, schema, wanted);
    }

    void ISourceHandler.MessagesLost(TopicPartition partition, long first, long next)
    {
        Log.MessagesLost(Logger, Name, next - first, partition.ToString(), first, next);
        Status.AddLost(next - first);
    }

    /// <summary>Waits for the registry where it must: a message of an unknown schema is neither lost nor set apart while it does not answer.</summary>
    private WriterSchema Schema(PartitionState state, WriterId id) =>
        _services.Schemas.Find(state.Source, id)
        ?? _services.Retry($"asking for schema {id}", token => _services.Schemas.LoadAsync(state.Source, state.Partition.Topic, id, token), _stop);

    private void Process(PartitionState state, in SourceMessage message, MessageBody body, WriterSchema schema, ulong wanted)
    {
        if (body.Failure != DecodeFailure.None)
        {
            Dead(state, message, body.Failure.ToString(), "", 0, FramingText(body.Failure, message));
            return;
        }

        if (schema.Refusal is { } refusal)
        {
            Dead(state, message, schema.Reason.ToString(), "", 0, refusal);
            return;
        }

        var bytes = body.Bytes;
        if (schema.Resolver is { } resolver && !resolver.TryResolve(bytes, _services.Schemas.Buffer, out bytes))
        {
            Dead(state, message, AvroPath.Name(_services.Schemas.Buffer.Error, resolver.Writer, body.Bytes), body.Start);
            return;
        }

        StepOutcome outcome;
        try
        {
            outcome = _runtime.Process(state.Source, body.Encoding, bytes, wanted);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            _runtime.Discard();
            Dead(state, message, "Exception", "", -1, error.ToString());
            return;
        }

        switch (outcome)
        {
            case StepOutcome.Stored:
                _batch.Stored(state, message.Offset);
                break;
            case StepOutcome.Filtered when wanted != ulong.MaxValue:
                _batch.Skipped();
                break;
            case StepOutcome.Filtered:
                _batch.Filtered();
                break;
            default:
                var error = _runtime.Error;
                Dead(state, message, body.Encoding == MessageEncoding.Avro ? AvroPath.Name(error, _services.Schemas.Reader(state.Source), bytes) : error, body.Start);
                break;
        }
    }

    /// <param name="state">Where the message is from.</param>
    /// <param name="message">The message.</param>
    /// <param name="error">Its offset counts from the body on.</param>
    /// <param name="start">Bytes in front of the body.</param>
    private void Dead(PartitionState state, in SourceMessage message, in DecodeError error, int start)
    {
        var whole = error.Behind(start);
        Dead(state, message, whole.Failure.ToString(), whole.Path, whole.Offset, whole.Message);
    }

    private void Dead(PartitionState state, in SourceMessage message, string reason, string path, int position, string text)
    {
        var letter = DeadLetter.Create(
            state, message, _info.Provenance, _info.Sources[state.Source].Name, reason, path, position, text, _services.Options.DeadLetterBytes);
        _batch.Dead(letter);
        Log.DeadLetter(Logger, Name, letter.Partition.ToString(), letter.Offset, reason, text);
    }

    private string FramingText(DecodeFailure failure, in SourceMessage message)
    {
        if (_services.PipelineOptions.Format == MessageFormat.AvroSingleObject || message.Value is [0xC3, ..])
        {
            var how = "Avro in single-object encoding begins with C3 01 and eight bytes of the schema's fingerprint";
            return $"The message {(failure == DecodeFailure.Truncated ? "ends inside its framing" : message.Value.IsEmpty ? "is empty" : $"begins with {Convert.ToHexString(message.Value[..Math.Min(2, message.Value.Length)])}")}; {how}.";
        }

        var (what, bytes) = message.SchemaHeader.Length > 0 ? ($"The header {SchemaFraming.ValueHeader}", message.SchemaHeader.Length) : ("The message", message.Value.Length);
        if (failure == DecodeFailure.Truncated)
        {
            return $"{what} ends inside Confluent's framing (a zero byte and four bytes of schema id, or a byte 1 and 16 of its GUID): {bytes} bytes.";
        }

        return bytes == 0
            ? $"{what} is empty; Avro in Confluent's framing begins with a zero byte."
            : string.Create(CultureInfo.InvariantCulture, $"{what} begins with byte 0x{(message.SchemaHeader.Length > 0 ? message.SchemaHeader : message.Value)[0]:x2}; Avro in Confluent's framing begins with a zero byte.");
    }
}
