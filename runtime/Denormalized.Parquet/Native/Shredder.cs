using Denormalized.CompilerServices;
using Denormalized.Schema;

namespace Denormalized.ParquetFormat;

/// <summary>
/// Takes a column apart that lies in ClickHouse's Native layout (see <see cref="ColumnBlock"/>) into the levels and values of
/// its leaves: columns at a time, no row object in between.
/// </summary>
internal abstract unsafe class Shredder
{
    /// <summary>Takes the segments of the column, in their order.</summary>
    public abstract void Bind(ReadOnlySpan<Segment> segments, ref int next);

    /// <summary>Writes the entries of a frame, which follow those of the last one.</summary>
    public abstract void Write(Frame frame);

    /// <param name="node">What the column is in Parquet.</param>
    /// <param name="type">What it is in Native.</param>
    /// <param name="writers">Of the leaves, taken from its front.</param>
    /// <param name="definition">Definition level of what is around.</param>
    /// <param name="repetition">Repetition level of what is around.</param>
    public static Shredder Create(ParquetNode node, NativeColumnType type, Queue<ColumnWriter> writers, int definition, int repetition)
    {
        switch (type.Name)
        {
            case "Array":
                return new ListShredder(definition, repetition, [Create(node.Children[0].Children[0], type.Inner[0], writers, definition + 1, repetition + 1)]);
            case "Map":
                Shredder key = Create(node.Children[0].Children[0], type.Inner[0], writers, definition + 1, repetition + 1);
                Shredder value = Create(node.Children[0].Children[1], type.Inner[1], writers, definition + 1, repetition + 1);
                return new ListShredder(definition, repetition, [key, value]);
            case "Tuple":
                bool isOptional = node.Repetition == ParquetRepetition.Optional;
                IEnumerable<NativeColumnType> elements = isOptional ? type.Inner.Skip(1) : type.Inner; // behind the presence flag
                definition += isOptional ? 1 : 0;
                Shredder[] fields = [.. node.Children.Zip(elements, (n, e) => Create(n, e, writers, definition, repetition))];
                return new TupleShredder(isOptional ? new Frame(definition, repetition) : null, fields);
            case "Nullable":
                return new LeafShredder(LeafValues.Create(node, type.Inner[0], writers.Dequeue()), new Frame(definition + 1, repetition));
            default:
                return new LeafShredder(LeafValues.Create(node, type, writers.Dequeue()), null);
        }
    }

    /// <summary>Elements of an array, or keys and values of a map.</summary>
    private sealed class ListShredder(int definition, int repetition, Shredder[] contents) : Shredder
    {
        private readonly Frame _elements = new(definition + 1, repetition + 1);
        private ulong* _ends;

        public override void Bind(ReadOnlySpan<Segment> segments, ref int next)
        {
            _ends = (ulong*)segments[next++].Data;
            foreach (Shredder content in contents)
            {
                content.Bind(segments, ref next);
            }
        }

        public override void Write(Frame frame)
        {
            ReadOnlySpan<int> indexes = frame.Indexes;
            _elements.Start(Room(indexes));
            for (int i = 0; i < indexes.Length; i++)
            {
                int index = indexes[i];
                int repeated = frame.MaxRepetition == 0 ? 0 : frame.Repetitions[i];
                if (index < 0)
                {
                    _elements.Add(frame.Definitions[i], repeated, -1);
                    continue;
                }

                int end = (int)_ends[index];
                int start = Start(index);
                if (start == end)
                {
                    _elements.Add(definition, repeated, -1);
                }

                for (; start < end; start++)
                {
                    _elements.Add(definition + 1, repeated, start);
                    repeated = repetition + 1;
                }
            }

            foreach (Shredder content in contents)
            {
                content.Write(_elements);
            }
        }

        private int Room(ReadOnlySpan<int> indexes)
        {
            long room = indexes.Length;
            foreach (int index in indexes)
            {
                room += index < 0 ? 0 : (int)_ends[index] - Start(index);
            }

            return checked((int)room);
        }

        private int Start(int index) => index == 0 ? 0 : (int)_ends[index - 1];
    }

    /// <summary>Fields of a nested record; where it is nullable (there is a frame), behind its presence flag.</summary>
    private sealed class TupleShredder(Frame? present, Shredder[] fields) : Shredder
    {
        private byte* _isSet;

        public override void Bind(ReadOnlySpan<Segment> segments, ref int next)
        {
            _isSet = present is null ? null : segments[next++].Data;
            foreach (Shredder field in fields)
            {
                field.Bind(segments, ref next);
            }
        }

        public override void Write(Frame frame)
        {
            Frame inner = present is null ? frame : Present(frame, present, _isSet, 1);
            foreach (Shredder field in fields)
            {
                field.Write(inner);
            }
        }
    }

    /// <summary>A plain value, nullable where there is a frame.</summary>
    private sealed class LeafShredder(LeafValues values, Frame? present) : Shredder
    {
        private byte* _isNull;

        public override void Bind(ReadOnlySpan<Segment> segments, ref int next)
        {
            _isNull = present is null ? null : segments[next++].Data;
            values.Bind(segments[next++].Data);
        }

        public override void Write(Frame frame)
        {
            Frame inner = present is null ? frame : Present(frame, present, _isNull, 0);
            values.Writer.AddLevels(inner.Definitions, inner.Repetitions, inner.Count);
            if (inner.IsDense)
            {
                values.WriteDense(inner.First, inner.Count);
            }
            else
            {
                values.WriteSome(inner.Indexes);
            }
        }
    }

    /// <summary>One level further in: only entries whose flag says so are there.</summary>
    private static Frame Present(Frame frame, Frame inner, byte* flags, byte there)
    {
        ReadOnlySpan<int> indexes = frame.Indexes;
        ReadOnlySpan<byte> repetitions = frame.Repetitions;
        inner.Start(indexes.Length);
        for (int i = 0; i < indexes.Length; i++)
        {
            int index = indexes[i];
            int repetition = repetitions.IsEmpty ? 0 : repetitions[i];
            if (index < 0)
            {
                inner.Add(frame.Definitions[i], repetition, -1);
            }
            else if (flags[index] == there)
            {
                inner.Add(inner.MaxDefinition, repetition, index);
            }
            else
            {
                inner.Add(inner.MaxDefinition - 1, repetition, -1);
            }
        }

        return inner;
    }
}
