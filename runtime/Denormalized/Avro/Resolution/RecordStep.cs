namespace Denormalized;

/// <summary>A record whose fields the reader has in the writer's order: one pass.</summary>
internal sealed class RecordStep : AvroStep
{
    /// <summary>Copies, drops, defaults and changes, in order.</summary>
    public AvroStep[] Parts { get; set; } = [];

    public override bool Run(ref AvroCursor input, AvroBuffer output)
    {
        if (!input.TryEnter())
        {
            return false;
        }

        foreach (AvroStep part in Parts)
        {
            if (!part.Run(ref input, output))
            {
                return false;
            }
        }

        input.Leave();
        return true;
    }
}

/// <summary>
/// A record whose fields the reader has in another order: the fields of the writer are found first, then read in the
/// reader's order. A field is passed over once for each such record around it, of which there are at most 64.
/// </summary>
internal sealed class ReorderedRecordStep : AvroStep
{
    /// <summary>All fields of the writer.</summary>
    public AvroSkip[] WriterFields { get; set; } = [];

    /// <summary>The fields of the reader; index of the writer's field, -1 for a default.</summary>
    public (int WriterField, AvroStep Step)[] Fields { get; set; } = [];

    public override bool Run(ref AvroCursor input, AvroBuffer output)
    {
        if (!input.TryEnter())
        {
            return false;
        }

        int offsets = output.TakeOffsets(WriterFields.Length);
        for (int i = 0; i < WriterFields.Length; i++)
        {
            output.Offset(offsets + i) = input.At;
            if (!WriterFields[i].Skip(ref input))
            {
                return false;
            }
        }

        int end = input.At;
        foreach ((int writerField, AvroStep step) in Fields)
        {
            input.At = writerField < 0 ? end : output.Offset(offsets + writerField);
            if (!step.Run(ref input, output))
            {
                return false;
            }
        }

        output.FreeOffsets(offsets);
        input.At = end;
        input.Leave();
        return true;
    }
}
