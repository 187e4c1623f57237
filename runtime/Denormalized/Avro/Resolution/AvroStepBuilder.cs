using Denormalized.Schema;

namespace Denormalized;

/// <summary>Turns a resolution into steps; what stays as it is becomes a copy, as long as possible.</summary>
internal sealed class AvroStepBuilder
{
    private readonly Dictionary<RecordResolution, AvroStep> _records = [];
    private readonly Dictionary<AvroResolution, bool> _same = [];
    private readonly AvroSkips _skips = new();

    /// <summary>Whether every value has the same bytes in both schemas: nothing that can be reached changes any.</summary>
    public bool IsSame(AvroResolution resolution)
    {
        if (!_same.TryGetValue(resolution, out bool same))
        {
            same = StaysSame(resolution, []);
            _same.Add(resolution, same);
        }

        return same;
    }

    public AvroStep Build(AvroResolution resolution, AvroSchema writer)
    {
        if (IsSame(resolution))
        {
            return new CopyStep(_skips.Of(writer));
        }

        return resolution switch
        {
            PromotionResolution p => new PromotionStep(p.From, p.To),
            UnitResolution u => new UnitStep(u.FromDigits, u.ToDigits, u.ToInt),
            RecordResolution r => Record(r),
            EnumResolution e => new EnumStep([.. e.Symbols], e.Unknown?.ToString()),
            BlocksResolution b => new BlocksStep(b.HasKeys, _skips.Of(b.WriterItem), Build(b.Item, b.WriterItem)),
            WriterUnionResolution u => new UnionStep([.. u.Branches.Select((b, i) => Build(b, ((AvroUnion)writer).Branches[i]))]),
            ReaderUnionResolution u => new BranchStep(u.Branch, Build(u.Value, writer)),
            ConflictResolution c => new ConflictStep(c.Conflict.ToString()),
            _ => throw new ArgumentOutOfRangeException(nameof(resolution), resolution, "no step"),
        };
    }

    private static bool StaysSame(AvroResolution resolution, HashSet<AvroResolution> seen)
    {
        if (!seen.Add(resolution))
        {
            return true; // looked at elsewhere; one difference is enough for all
        }

        return resolution switch
        {
            SameResolution => true,
            RecordResolution r => r.Fields.Count == r.Writer.Fields.Count
                && r.Fields.Select((f, i) => f.WriterIndex == i && StaysSame(f.Value!, seen)).All(same => same),
            EnumResolution e => e.Symbols.Select((symbol, i) => symbol == i).All(same => same),
            BlocksResolution b => StaysSame(b.Item, seen),
            WriterUnionResolution u => u.Branches.Select((b, i) => b is ReaderUnionResolution r && r.Branch == i && StaysSame(r.Value, seen)).All(same => same),
            _ => false,
        };
    }

    private AvroStep Record(RecordResolution resolution)
    {
        if (_records.TryGetValue(resolution, out AvroStep? known))
        {
            return known;
        }

        int[] order = [.. resolution.Fields.Select(f => f.WriterIndex).Where(i => i >= 0)];
        return order.Zip(order.Skip(1)).All(pair => pair.First < pair.Second) ? InOrder(resolution) : Reordered(resolution);
    }

    private RecordStep InOrder(RecordResolution resolution)
    {
        var step = new RecordStep();
        _records.Add(resolution, step);
        var parts = new List<AvroStep>();
        int next = 0;
        foreach (FieldResolution field in resolution.Fields)
        {
            for (; field.WriterIndex >= 0 && next < field.WriterIndex; next++)
            {
                parts.Add(new DropStep(_skips.Of(resolution.Writer.Fields[next].Type)));
            }

            parts.Add(Field(resolution, field));
            next += field.WriterIndex >= 0 ? 1 : 0;
        }

        parts.AddRange(resolution.Writer.Fields.Skip(next).Select(f => new DropStep(_skips.Of(f.Type))));
        step.Parts = [.. Merge(parts)];
        return step;
    }

    private ReorderedRecordStep Reordered(RecordResolution resolution)
    {
        var step = new ReorderedRecordStep();
        _records.Add(resolution, step);
        step.WriterFields = [.. resolution.Writer.Fields.Select(f => _skips.Of(f.Type))];
        step.Fields = [.. resolution.Fields.Select(f => (f.WriterIndex, Field(resolution, f)))];
        return step;
    }

    private AvroStep Field(RecordResolution resolution, FieldResolution field) => field switch
    {
        { WriterIndex: >= 0 } => Build(field.Value!, resolution.Writer.Fields[field.WriterIndex].Type),
        { Value: ConflictResolution c } => new ConflictStep(c.Conflict.ToString()),
        _ => new ConstantStep(field.Default),
    };

    /// <summary>Copies in a row become one.</summary>
    private static IEnumerable<AvroStep> Merge(List<AvroStep> parts)
    {
        for (int i = 0; i < parts.Count; i++)
        {
            AvroSkip[] run = [.. parts.Skip(i).TakeWhile(p => p is CopyStep).Select(p => ((CopyStep)p).Value)];
            i += Math.Max(0, run.Length - 1);
            yield return run.Length > 1 ? new CopyStep(new SkipSequence { Parts = run }) : parts[i];
        }
    }
}
