using System.Globalization;
using Denormalized.CompilerServices;
using Denormalized.Kafka;

namespace Denormalized.Hosting;

/// <content>One message: decode, run the pipeline, or set it apart.</content>
internal sealed partial class DeliveryLoop
{
    void ISourceHandler.Message(in SourceMessage message)
    {
        var state = _partitions.Find(message.Topic, message.Partition);
        if (state is null || _paused || _recover || message.Offset < state.Next)
        {
            return;
        }

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

        Process(state, message, wanted);
    }

    void ISourceHandler.MessagesLost(TopicPartition partition, long first, long next)
    {
        Log.MessagesLost(Logger, Name, next - first, partition.ToString(), first, next);
        Status.AddLost(next - first);
    }

    private void Process(PartitionState state, in SourceMessage message, ulong wanted)
    {
        var failure = MessageBody.Recognise(message.Value, _services.PipelineOptions, out var encoding, out var body, out var schemaId);
        if (failure != DecodeFailure.None)
        {
            Dead(state, message, failure.ToString(), "", 0, FramingText(failure, schemaId, message.Value));
            return;
        }

        StepOutcome outcome;
        try
        {
            outcome = _runtime.Process(state.Source, encoding, body, wanted);
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
                var decode = _runtime.Error;
                Dead(state, message, decode.Failure.ToString(), decode.Path, decode.Offset, decode.Message);
                break;
        }
    }

    private void Dead(PartitionState state, in SourceMessage message, string reason, string path, int position, string text)
    {
        var letter = DeadLetter.Create(
            state, message, _info.Provenance, _info.Sources[state.Source].Name, reason, path, position, text, _services.Options.DeadLetterBytes);
        _batch.Dead(letter);
        Log.DeadLetter(Logger, Name, letter.Partition.ToString(), letter.Offset, reason, text);
    }

    private static string FramingText(DecodeFailure failure, int schemaId, ReadOnlySpan<byte> message) => failure switch
    {
        DecodeFailure.Magic => message.Length == 0
            ? "The message is empty; Avro in Confluent's framing begins with a zero byte."
            : string.Create(CultureInfo.InvariantCulture, $"The message begins with byte 0x{message[0]:x2}; Avro in Confluent's framing begins with a zero byte."),
        DecodeFailure.SchemaId => string.Create(
            CultureInfo.InvariantCulture,
            $"Schema id {schemaId} is not known. When it stands for this record's own schema, add it to SchemaIds of the pipeline."),
        _ => "The message ends inside Confluent's framing (a zero byte and four bytes of schema id).",
    };
}
