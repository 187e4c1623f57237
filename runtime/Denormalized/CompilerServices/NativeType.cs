using System.Globalization;

namespace Denormalized.CompilerServices;

/// <summary>What the bytes of one substream are.</summary>
internal enum SubstreamKind : byte
{
    /// <summary>Values of one width.</summary>
    Fixed,

    /// <summary>Lengths and bytes.</summary>
    String,

    /// <summary>UInt64 end offsets; the last is the number of elements of the level below.</summary>
    Offsets,

    /// <summary>A dictionary and indexes into it (LowCardinality), which the reader turns into values.</summary>
    Dictionary,

    /// <summary>As <see cref="Dictionary"/>; index 0 is null. The reader turns it into a null map and values.</summary>
    NullableDictionary,
}

/// <summary>One substream of a type, in the order of the Native format.</summary>
/// <param name="Kind">What its bytes are.</param>
/// <param name="Width">Bytes of a value of fixed width; 0 for a dictionary of strings.</param>
/// <param name="Level">How many arrays are around: whose elements are counted.</param>
internal readonly record struct Substream(SubstreamKind Kind, int Width, int Level);

/// <summary>
/// A ClickHouse type text taken apart into its substreams. Whatever can be selected is known, or refused by name with
/// a remedy.
/// </summary>
internal ref partial struct NativeType
{
    private const int MaxDepth = 64;

    private readonly ReadOnlySpan<char> _text;
    private readonly List<Substream> _substreams;
    private int _at;

    private NativeType(ReadOnlySpan<char> text, List<Substream> substreams)
    {
        _text = text;
        _substreams = substreams;
    }

    /// <summary>The substreams of a type.</summary>
    /// <exception cref="NotSupportedException">A type whose bytes cannot be taken apart.</exception>
    /// <exception cref="InvalidDataException">Not a type.</exception>
    public static Substream[] Parse(string type)
    {
        var substreams = new List<Substream>();
        var parser = new NativeType(type, substreams);
        parser.Type(level: 0, depth: 0);
        parser.Space();
        return parser._at == type.Length ? [.. substreams] : throw parser.Malformed();
    }

    private void Type(int level, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new InvalidDataException($"The type {Shown()} is nested deeper than {MaxDepth}.");
        }

        string name = Name();
        switch (name)
        {
            case "Nullable":
                Open();
                _substreams.Add(new Substream(SubstreamKind.Fixed, 1, level));
                Type(level, depth + 1);
                Close();
                break;
            case "Array":
                Open();
                _substreams.Add(new Substream(SubstreamKind.Offsets, 8, level));
                Type(level + 1, depth + 1);
                Close();
                break;
            case "Map":
                Open();
                _substreams.Add(new Substream(SubstreamKind.Offsets, 8, level));
                Type(level + 1, depth + 1);
                Expect(',');
                Type(level + 1, depth + 1);
                Close();
                break;
            case "Nested":
                _substreams.Add(new Substream(SubstreamKind.Offsets, 8, level));
                Elements(level + 1, depth + 1);
                break;
            case "Tuple":
                Elements(level, depth + 1);
                break;
            case "SimpleAggregateFunction":
                Open();
                SkipArgument();
                Expect(',');
                Type(level, depth + 1);
                Close();
                break;
            case "LowCardinality":
                Open();
                Dictionary(level, depth + 1);
                Close();
                break;
            case "FixedString":
                Open();
                _substreams.Add(new Substream(SubstreamKind.Fixed, PositiveNumber(), level));
                Close();
                break;
            case "Decimal":
                Open();
                _substreams.Add(new Substream(SubstreamKind.Fixed, DecimalWidth(PositiveNumber()), level));
                SkipArguments();
                break;
            case "String":
                _substreams.Add(new Substream(SubstreamKind.String, 0, level));
                break;
            case "Point":
                Points(level, arrays: 0);
                break;
            case "Ring" or "LineString":
                Points(level, arrays: 1);
                break;
            case "Polygon" or "MultiLineString":
                Points(level, arrays: 2);
                break;
            case "MultiPolygon":
                Points(level, arrays: 3);
                break;
            default:
                _substreams.Add(new Substream(SubstreamKind.Fixed, FixedWidth(name), level));
                if (Peek() == '(')
                {
                    Open();
                    SkipArguments();
                }

                break;
        }
    }

    private readonly int FixedWidth(string name) => name switch
    {
        "Bool" or "UInt8" or "Int8" or "Enum8" or "Nothing" => 1,
        "UInt16" or "Int16" or "Enum16" or "Date" or "BFloat16" => 2,
        "UInt32" or "Int32" or "Float32" or "Date32" or "DateTime" or "DateTime32" or "Time" or "IPv4" or "Decimal32" => 4,
        "UInt64" or "Int64" or "Float64" or "DateTime64" or "Time64" or "Decimal64" => 8,
        "UInt128" or "Int128" or "UUID" or "IPv6" or "Decimal128" => 16,
        "UInt256" or "Int256" or "Decimal256" => 32,
        _ when name.StartsWith("Interval", StringComparison.Ordinal) => 8,
        "JSON" or "Object" or "Variant" or "Dynamic" or "QBit" => throw new NotSupportedException(
            $"The column type {Shown()} cannot be read. Select it as text, toString(x), or one of its typed parts."),
        "AggregateFunction" => throw new NotSupportedException(
            $"The column type {Shown()} is the state of an aggregate. Select its result with the -Merge form of the function."),
        _ => throw new NotSupportedException($"The column type {Shown()} is not known ('{name}'). Cast it to a known type in the query."),
    };

    /// <summary>The inner type's own substreams say what the dictionary holds.</summary>
    private void Dictionary(int level, int depth)
    {
        int first = _substreams.Count;
        Space();
        bool nullable = _text[_at..].StartsWith("Nullable(", StringComparison.Ordinal);
        Type(level, depth);
        Substream values = _substreams[^1];
        if (values.Kind is not (SubstreamKind.Fixed or SubstreamKind.String) || _substreams.Count != first + (nullable ? 2 : 1))
        {
            throw new InvalidDataException($"The column type {Shown()} keeps a dictionary of something other than plain values.");
        }

        _substreams.RemoveRange(first, _substreams.Count - first);
        _substreams.Add(new Substream(nullable ? SubstreamKind.NullableDictionary : SubstreamKind.Dictionary, values.Width, level));
    }

    private static int DecimalWidth(int precision) => precision switch
    {
        <= 9 => 4,
        <= 18 => 8,
        <= 38 => 16,
        _ => 32,
    };

    private readonly void Points(int level, int arrays)
    {
        for (int i = 0; i < arrays; i++)
        {
            _substreams.Add(new Substream(SubstreamKind.Offsets, 8, level + i));
        }

        _substreams.Add(new Substream(SubstreamKind.Fixed, 8, level + arrays));
        _substreams.Add(new Substream(SubstreamKind.Fixed, 8, level + arrays));
    }

    /// <summary>(Type, Type) or (name Type, `other name` Type).</summary>
    private void Elements(int level, int depth)
    {
        Open();
        do
        {
            SkipElementName();
            Type(level, depth);
        }
        while (TryTake(','));
        Close();
    }

    /// <summary>An element has a name when a second word follows the first.</summary>
    private void SkipElementName()
    {
        Space();
        int start = _at;
        if (Peek() is '`' or '"')
        {
            SkipQuoted();
            return;
        }

        while (_at < _text.Length && _text[_at] is not (' ' or ',' or '(' or ')'))
        {
            _at++;
        }

        int word = _at;
        Space();
        if (word == _at || _at == _text.Length || _text[_at] is ',' or '(' or ')')
        {
            _at = start;
        }
    }

    private string Name()
    {
        Space();
        int start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] == '_'))
        {
            _at++;
        }

        return _at == start ? throw Malformed() : _text[start.._at].ToString();
    }

    private int PositiveNumber()
    {
        Space();
        int start = _at;
        while (_at < _text.Length && char.IsAsciiDigit(_text[_at]))
        {
            _at++;
        }

        return int.TryParse(_text[start.._at], NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0
            ? number
            : throw Malformed();
    }

    /// <summary>To behind the parenthesis that closes the one just opened.</summary>
    private void SkipArguments()
    {
        SkipArgument();
        while (TryTake(','))
        {
            SkipArgument();
        }

        Close();
    }

    /// <summary>To the next comma or closing parenthesis of this level.</summary>
    private void SkipArgument()
    {
        int open = 0;
        while (_at < _text.Length)
        {
            char c = _text[_at];
            if (c is '\'' or '`' or '"')
            {
                SkipQuoted();
                continue;
            }

            if (open == 0 && (c is ',' or ')'))
            {
                return;
            }

            open += c == '(' ? 1 : c == ')' ? -1 : 0;
            _at++;
        }
    }

    private void SkipQuoted()
    {
        int start = _at;
        _at = QuotedEnd(_text, start);
        if (_at - start < 2 || _text[_at - 1] != _text[start])
        {
            throw Malformed();
        }
    }

    private void Open() => Expect('(');

    private void Close() => Expect(')');

    private void Expect(char c)
    {
        if (!TryTake(c))
        {
            throw Malformed();
        }
    }

    private bool TryTake(char c)
    {
        if (Peek() != c)
        {
            return false;
        }

        _at++;
        return true;
    }

    private char Peek()
    {
        Space();
        return _at < _text.Length ? _text[_at] : '\0';
    }

    private void Space()
    {
        while (_at < _text.Length && _text[_at] is ' ' or '\n' or '\t')
        {
            _at++;
        }
    }

    private readonly string Shown() => _text.Length > 200 ? $"{_text[..200]}..." : _text.ToString();

    private readonly InvalidDataException Malformed() => new($"The column type {Shown()} is malformed at character {_at + 1}.");
}
