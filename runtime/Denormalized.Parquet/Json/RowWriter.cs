using System.Text.Json;
using Denormalized.Schema;

namespace Denormalized.ParquetFormat;

/// <summary>Puts rows together from columns, as JSON: walks the schema and follows the levels of its leaves.</summary>
internal abstract class RowWriter
{
    private RowWriter(int definition) => Definition = definition;

    /// <summary>Definition level from which the node is there.</summary>
    protected int Definition { get; }

    /// <summary>Any leaf below: all have the levels of the node itself.</summary>
    protected abstract Leaf First { get; }

    /// <summary>Writers of the fields of a file, in its order, and their leaves.</summary>
    public static (IReadOnlyList<(string Name, RowWriter Writer)> Fields, IReadOnlyList<Leaf> Leaves) Create(ParquetSchema schema)
    {
        var leaves = new List<Leaf>();
        return ([.. schema.Fields.Select(f => (f.Name, Create(f, 0, 0, leaves)))], leaves);
    }

    private static RowWriter Create(ParquetNode node, int definition, int repetition, List<Leaf> leaves)
    {
        if (node.Repetition == ParquetRepetition.Repeated)
        {
            // A repeated field outside of a list is a list that cannot be null.
            return new List(definition + 1, repetition + 1, Content(node, definition + 1, repetition + 1, leaves));
        }

        definition += node.Repetition == ParquetRepetition.Optional ? 1 : 0;
        RowWriter writer = Content(node, definition, repetition, leaves);
        return node.Repetition == ParquetRepetition.Optional ? new Optional(definition, writer) : writer;
    }

    /// <summary>The node, when it is there.</summary>
    private static RowWriter Content(ParquetNode node, int definition, int repetition, List<Leaf> leaves)
    {
        if (!node.IsGroup)
        {
            var leaf = new Leaf(node, definition);
            leaves.Add(leaf);
            return leaf;
        }

        ParquetNode? repeated = ListShape.Repeated(node);
        switch (node.Logical?.Kind)
        {
            case ParquetLogicalKind.List when repeated is not null:
                RowWriter element = ListShape.IsElement(node, repeated)
                    ? Content(repeated, definition + 1, repetition + 1, leaves)
                    : Create(repeated.Children[0], definition + 1, repetition + 1, leaves);
                return new List(definition + 1, repetition + 1, element);
            case ParquetLogicalKind.Map when repeated is { IsGroup: true, Children.Count: 2 }:
                // Some writers let keys be null, which none is.
                ParquetNode key = repeated.Children[0];
                return key.Repetition != ParquetRepetition.Repeated && Content(key, definition + 1 + (int)key.Repetition, repetition + 1, leaves) is Leaf text
                    ? new Map(definition + 1, repetition + 1, text, Create(repeated.Children[1], definition + 1, repetition + 1, leaves))
                    : throw new InvalidDataException($"the keys of map '{node.Name}' are no plain values");
            default:
                return new Group(definition, [.. node.Children.Select(c => (c.Name, Create(c, definition, repetition, leaves)))]);
        }
    }

    /// <summary>Writes the next value.</summary>
    public abstract void Write(Utf8JsonWriter json);

    /// <summary>Passes over the entry that says that something above is not there.</summary>
    protected abstract void Skip();

    /// <summary>Values of one column.</summary>
    public sealed class Leaf(ParquetNode node, int definition) : RowWriter(definition)
    {
        private readonly JsonValueWriter _write = JsonValues.For(node);
        private ParquetColumn _column = null!;
        private int _at;
        private int _value;

        /// <summary>How much of the path of the next entry is there.</summary>
        public int NextDefinition => _at >= _column.Count ? throw Ragged() : _column.Leaf.MaxDefinition == 0 ? 0 : _column.DefinitionLevels[_at];

        /// <summary>Which list the next entry goes on with, 0 at the end.</summary>
        public int NextRepetition => _at < _column.Count && _column.Leaf.MaxRepetition > 0 ? _column.RepetitionLevels[_at] : 0;

        protected override Leaf First => this;

        public void Bind(ParquetColumn column) => (_column, _at, _value) = (column, 0, 0);

        public override void Write(Utf8JsonWriter json) => _write(json, Take());

        /// <summary>The next value, which must be there.</summary>
        public ReadOnlySpan<byte> Take()
        {
            if (NextDefinition < _column.Leaf.MaxDefinition)
            {
                throw Ragged();
            }

            _at++;
            return _column.Bytes(_value++);
        }

        /// <summary>All entries of the row were taken.</summary>
        public void EndRow()
        {
            if (NextRepetition != 0)
            {
                throw Ragged();
            }
        }

        public string TakeText() => NextDefinition >= Definition ? JsonValues.Text(node, Take()) : throw new InvalidDataException("a key of a map is null");

        protected override void Skip() => _at++;

        private InvalidDataException Ragged() => new($"'{_column.Leaf.Name}' has other lists or nulls than the columns beside it");
    }

    private sealed class Optional(int definition, RowWriter content) : RowWriter(definition)
    {
        protected override Leaf First => content.First;

        public override void Write(Utf8JsonWriter json)
        {
            if (First.NextDefinition >= Definition)
            {
                content.Write(json);
            }
            else
            {
                json.WriteNullValue();
                Skip();
            }
        }

        protected override void Skip() => content.Skip();
    }

    private sealed class Group(int definition, (string Name, RowWriter Writer)[] fields) : RowWriter(definition)
    {
        protected override Leaf First => fields[0].Writer.First;

        public override void Write(Utf8JsonWriter json)
        {
            json.WriteStartObject();
            foreach ((string name, RowWriter writer) in fields)
            {
                json.WritePropertyName(name);
                writer.Write(json);
            }

            json.WriteEndObject();
        }

        protected override void Skip() => Array.ForEach(fields, f => f.Writer.Skip());
    }

    private sealed class List(int definition, int repetition, RowWriter element) : RowWriter(definition)
    {
        protected override Leaf First => element.First;

        public override void Write(Utf8JsonWriter json)
        {
            json.WriteStartArray();
            if (First.NextDefinition < Definition)
            {
                Skip();
            }
            else
            {
                do
                {
                    element.Write(json);
                }
                while (First.NextRepetition >= repetition);
            }

            json.WriteEndArray();
        }

        protected override void Skip() => element.Skip();
    }

    private sealed class Map(int definition, int repetition, Leaf key, RowWriter value) : RowWriter(definition)
    {
        protected override Leaf First => key;

        public override void Write(Utf8JsonWriter json)
        {
            json.WriteStartObject();
            if (First.NextDefinition < Definition)
            {
                Skip();
            }
            else
            {
                do
                {
                    json.WritePropertyName(key.TakeText());
                    value.Write(json);
                }
                while (First.NextRepetition >= repetition);
            }

            json.WriteEndObject();
        }

        protected override void Skip()
        {
            SkipOne(key);
            value.Skip();
        }

        private static void SkipOne(RowWriter writer) => writer.Skip();
    }
}
