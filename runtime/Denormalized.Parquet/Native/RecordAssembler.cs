using Denormalized.CompilerServices;
using Denormalized.Schema;

namespace Denormalized.ParquetFormat;

/// <summary>Finds the columns of a stream in a file, and makes blocks of its rows.</summary>
internal sealed class RecordAssembler : IDisposable
{
    private readonly StreamInfo _stream;
    private readonly Func<string, ParquetException> _mismatch;
    private readonly bool _allowMissing;
    private readonly bool _sharesTexts;
    private readonly HashSet<string> _optional;
    private readonly Dictionary<string, int> _leaves = new(StringComparer.Ordinal);
    private readonly Func<int, ParquetColumn> _open;
    private readonly Assembler[] _fields;

    /// <param name="stream">What is to be made.</param>
    /// <param name="file">What there is.</param>
    /// <param name="allowMissing">Members without a column get the default of their type.</param>
    /// <param name="open">Gives the column of a leaf, by its number.</param>
    /// <param name="sharesTexts">Blocks are for cursors only: texts of dictionaries stay there, see <see cref="TextDictionary"/>.</param>
    /// <exception cref="ParquetException">A column cannot be read as its member.</exception>
    public RecordAssembler(StreamInfo stream, ParquetFile file, bool allowMissing, Func<int, ParquetColumn> open, bool sharesTexts = false)
    {
        _sharesTexts = sharesTexts;
        _stream = stream;
        _mismatch = file.Mismatch;
        _allowMissing = allowMissing;
        _optional = OptionalMembers.Of(stream);
        _open = open;
        foreach (ParquetLeaf leaf in file.Leaves)
        {
            _leaves[Key(leaf.Path)] = leaf.Index;
        }

        ParquetSchema want = ParquetSchema.Parse(stream.ParquetSchema);
        _fields = [.. want.Fields.Select((f, i) => Field(NativeColumnType.Parse(stream.Columns[i].Type), f, Child(file.Schema.Fields, f.Name), new Scope([], 0, 0, 0, false)))];
    }

    /// <summary>Makes a block of the rows that were read.</summary>
    public void Read(int rows, ColumnBlock block)
    {
        block.Begin(rows);
        for (int i = 0; i < _fields.Length; i++)
        {
            _fields[i].Read(rows);
            block.Column(_stream.Columns[i].Name, _stream.Columns[i].Type);
            _fields[i].Describe(block);
        }
    }

    public void Dispose() => Array.ForEach(_fields, f => f.Dispose());

    /// <param name="Path">Names down to the group.</param>
    /// <param name="Definition">Level from which what is around is there.</param>
    /// <param name="Repetition">Lists around.</param>
    /// <param name="Explained">See <see cref="FileLeaf.ExplainedDefinition"/>.</param>
    /// <param name="IsAbsent">A nullable record around is not in the file: nothing in it is missed.</param>
    private sealed record Scope(string[] Path, int Definition, int Repetition, int Explained, bool IsAbsent)
    {
        /// <summary>Level from which an element of the innermost list is there.</summary>
        public int Element { get; init; }

        public Scope Into(ParquetNode node) => this with
        {
            Path = [.. Path, node.Name],
            Definition = Definition + (node.Repetition == ParquetRepetition.Required ? 0 : 1),
        };
    }

    private Assembler Field(NativeColumnType type, ParquetNode want, ParquetNode? have, Scope scope) => type.Name switch
    {
        "Array" or "Map" => List(type, want, have, scope),
        "Tuple" => Tuple(type, want, have, scope),
        "Nullable" => Leaf(type.Inner[0], want, have, scope, isNullable: true),
        _ => Leaf(type, want, have, scope, isNullable: false),
    };

    private Assembler.Leaf Leaf(NativeColumnType type, ParquetNode want, ParquetNode? have, Scope scope, bool isNullable)
    {
        if (have is null)
        {
            return isNullable || scope.IsAbsent || _allowMissing || _optional.Contains(Dotted(scope, want))
                ? new Assembler.Leaf(type, isNullable, null, null, _sharesTexts)
                : throw _mismatch($"there is no column '{Dotted(scope, want)}', which the record needs; let the member be nullable or not required, or set {nameof(ParquetReadOptions)}.{nameof(ParquetReadOptions.AllowMissingColumns)}");
        }

        bool isText = type.Width == 0;
        bool isSame = isText ? have.Type == ParquetPhysicalType.ByteArray : ReadConversions.IsSame(type, want, have);
        ReadConversion? convert = isSame || have.IsGroup || isText ? null : ReadConversions.Find(type, want, have);
        if ((!isSame && convert is null) || have.Repetition == ParquetRepetition.Repeated)
        {
            throw Refused(want, have, scope);
        }

        return new Assembler.Leaf(type, isNullable, Open(have, scope.Into(have), scope), convert, _sharesTexts);
    }

    private Assembler.List List(NativeColumnType type, ParquetNode want, ParquetNode? have, Scope scope)
    {
        ParquetNode wantRepeated = want.Children[0];
        if (have is null)
        {
            Scope nowhere = scope with { IsAbsent = true };
            return new Assembler.List(null, 0, 0, [.. type.Inner.Select((t, i) => Field(t, wantRepeated.Children[i], null, nowhere))]);
        }

        bool isMap = type.Name == "Map";
        bool isBare = have.Repetition == ParquetRepetition.Repeated && !isMap;
        ParquetNode repeated = isBare ? have : ListShape.Repeated(have) ?? throw Refused(want, have, scope);
        Scope outer = isBare ? scope : scope.Into(have);
        Scope inner = outer.Into(repeated);
        inner = inner with { Repetition = scope.Repetition + 1, Explained = inner.Definition, Element = inner.Definition };
        Assembler[] contents;
        if (isMap)
        {
            contents = repeated.Children.Count == 2
                ? [.. type.Inner.Select((t, i) => Field(t, wantRepeated.Children[i], repeated.Children[i], inner))]
                : throw Refused(want, have, scope);
        }
        else if (isBare || ListShape.IsElement(have, repeated))
        {
            // The repeated node is the element: its own level is counted already.
            contents = [Field(type.Inner[0], wantRepeated.Children[0], repeated with { Repetition = ParquetRepetition.Required }, inner with { Path = outer.Path })];
        }
        else
        {
            contents = [Field(type.Inner[0], wantRepeated.Children[0], repeated.Children[0], inner)];
        }

        FileLeaf file = Open(repeated, inner, scope);
        return new Assembler.List(file, inner.Repetition, inner.Definition, contents);
    }

    private Assembler.Tuple Tuple(NativeColumnType type, ParquetNode want, ParquetNode? have, Scope scope)
    {
        if (have is { IsGroup: false } or { Repetition: ParquetRepetition.Repeated })
        {
            throw Refused(want, have, scope);
        }

        bool isNullable = want.Repetition == ParquetRepetition.Optional;
        if (isNullable && Child(have?.Children ?? [], ClickHousePlan.PresenceElement) is { Type: ParquetPhysicalType.Boolean } flag)
        {
            // ClickHouse writes the Tuple of our tables as it is, with its flag.
            want = want with { Repetition = ParquetRepetition.Required, Children = want.Children.Prepend(flag).ToEquatableArray() };
            isNullable = false;
        }

        NativeColumnType[] elements = [.. type.Inner.Skip(isNullable ? 1 : 0)]; // behind the presence flag
        Scope inner = have is null ? scope with { IsAbsent = scope.IsAbsent || isNullable, Path = [.. scope.Path, want.Name] } : scope.Into(have);
        inner = isNullable && have is not null ? inner with { Explained = inner.Definition } : inner;
        Assembler[] fields = [.. elements.Select((e, i) => Field(e, want.Children[i], have is null ? null : Child(have.Children, want.Children[i].Name), inner))];
        return new Assembler.Tuple(have is null || !isNullable ? null : Open(have, inner, scope), isNullable, scope.Repetition, inner.Definition, fields);
    }

    /// <summary>The column of the first leaf at or below a node.</summary>
    private FileLeaf Open(ParquetNode node, Scope at, Scope scope)
    {
        string[] path = at.Path;
        for (; node.IsGroup; node = node.Children[0])
        {
            path = [.. path, node.Children[0].Name];
        }

        return new FileLeaf(_open(_leaves[Key(path)]), scope.Element, scope.Explained);
    }

    private ParquetException Refused(ParquetNode want, ParquetNode have, Scope scope) =>
        _mismatch($"column '{Dotted(scope, want)}' is {Text(have)}, which cannot be read as {Text(want)}");

    private static string Text(ParquetNode node) =>
        (node.Repetition == ParquetRepetition.Repeated ? "repeated " : "") + (node.Type?.ToString().ToUpperInvariant() ?? "a group") + (node.Length > 0 ? $"({node.Length})" : "") + (node.Logical is null ? "" : $" ({node.Logical})");

    private static ParquetNode? Child(IEnumerable<ParquetNode> nodes, string name) => nodes.FirstOrDefault(n => n.Name == name);

    private static string Dotted(Scope scope, ParquetNode node) => string.Join('.', scope.Path.Append(node.Name));

    private static string Key(IEnumerable<string> path) => string.Join('\0', path);
}
