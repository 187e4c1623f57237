using Denormalized.CompilerServices;
using Denormalized.Schema;

namespace Denormalized;

/// <summary>Passes over a value of a writer's schema.</summary>
internal abstract class AvroSkip
{
    /// <summary>Lengths above it are as good as this one: it keeps sums small.</summary>
    private const int MaxMinBytes = 1 << 24;

    private int _minBytes = -1;
    private bool _measuring;

    /// <summary>Bytes that a value has at least; a lower bound for records within themselves.</summary>
    public int MinBytes
    {
        get
        {
            if (_measuring)
            {
                return 0;
            }

            if (_minBytes < 0)
            {
                _measuring = true;
                _minBytes = (int)Math.Min(Measure(), MaxMinBytes);
                _measuring = false;
            }

            return _minBytes;
        }
    }

    public abstract bool Skip(ref AvroCursor input);

    protected abstract long Measure();
}

/// <summary>Makes the <see cref="AvroSkip"/> of a schema; one object for each record, so that recursive types end.</summary>
internal sealed class AvroSkips
{
    private readonly Dictionary<AvroRecord, SkipSequence> _records = [];

    public AvroSkip Of(AvroSchema schema)
    {
        switch (schema)
        {
            case AvroRecord record:
                if (!_records.TryGetValue(record, out SkipSequence? known))
                {
                    _records.Add(record, known = new SkipSequence { IsRecord = true });
                    known.Parts = [.. record.Fields.Select(f => Of(f.Type))];
                }

                return known;
            case AvroFixed f: return new SkipFixed(f.Size);
            case AvroArray array: return new SkipBlocks(false, Of(array.Items));
            case AvroMap map: return new SkipBlocks(true, Of(map.Values));
            case AvroUnion union: return new SkipUnion([.. union.Branches.Select(Of)]);
            default:
                return schema.Kind switch
                {
                    AvroKind.Null => new SkipFixed(0),
                    AvroKind.Boolean => new SkipFixed(1),
                    AvroKind.Float => new SkipFixed(sizeof(float)),
                    AvroKind.Double => new SkipFixed(sizeof(double)),
                    AvroKind.Bytes or AvroKind.String => new SkipBytes(),
                    _ => new SkipLong(),
                };
        }
    }

    private sealed class SkipFixed(int size) : AvroSkip
    {
        public override bool Skip(ref AvroCursor input) => input.TrySkip(size);

        protected override long Measure() => size;
    }

    private sealed class SkipLong : AvroSkip
    {
        public override bool Skip(ref AvroCursor input) => input.TryLong(out _);

        protected override long Measure() => 1;
    }

    private sealed class SkipBytes : AvroSkip
    {
        public override bool Skip(ref AvroCursor input) => input.TrySkipBytes();

        protected override long Measure() => 1;
    }

    private sealed class SkipUnion(AvroSkip[] branches) : AvroSkip
    {
        public override bool Skip(ref AvroCursor input) =>
            input.TryIndex(branches.Length, DecodeFailure.Length, out int branch) && branches[branch].Skip(ref input);

        protected override long Measure() => 1;
    }

    private sealed class SkipBlocks(bool hasKeys, AvroSkip item) : AvroSkip
    {
        public override bool Skip(ref AvroCursor input)
        {
            int min = item.MinBytes + (hasKeys ? 1 : 0);
            for (; ; )
            {
                if (!input.TryBlock(min, out long count, out long bytes))
                {
                    return false;
                }

                if (count == 0)
                {
                    return true;
                }

                if (bytes >= 0)
                {
                    input.At += (int)bytes;
                    continue;
                }

                for (; count > 0; count--)
                {
                    if ((hasKeys && !input.TrySkipBytes()) || !item.Skip(ref input))
                    {
                        return false;
                    }
                }
            }
        }

        protected override long Measure() => 1;
    }
}

/// <summary>Several values, one behind the other: a record, or some of its fields.</summary>
internal sealed class SkipSequence : AvroSkip
{
    public AvroSkip[] Parts { get; set; } = [];

    /// <summary>Counts as a level of depth.</summary>
    public bool IsRecord { get; init; }

    public override bool Skip(ref AvroCursor input)
    {
        if (IsRecord && !input.TryEnter())
        {
            return false;
        }

        foreach (AvroSkip part in Parts)
        {
            if (!part.Skip(ref input))
            {
                return false;
            }
        }

        if (IsRecord)
        {
            input.Leave();
        }

        return true;
    }

    protected override long Measure() => Parts.Sum(p => (long)p.MinBytes);
}
