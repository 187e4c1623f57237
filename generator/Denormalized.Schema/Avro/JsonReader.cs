using System.Text;

namespace Denormalized.Schema;

/// <summary>
/// Reads JSON (RFC 8259) for schemas: small texts, where a message that says line and column is worth more than speed.
/// Comments are taken, because schema files in Java projects have them.
/// </summary>
internal sealed class JsonReader
{
    private const int MaxDepth = 128;

    private readonly string _text;
    private int _at;
    private int _line = 1;
    private int _lineStart;
    private int _depth;

    private readonly Func<string, TextPosition, FormatException> _refuse;
    private readonly bool _isData;

    private JsonReader(string text, Func<string, TextPosition, FormatException> refuse, bool isData)
    {
        _text = text;
        _refuse = refuse;
        _isData = isData;
        if (Current == '\uFEFF')
        {
            _at++;
            _lineStart++;
        }

        SkipSpace();
    }

    private TextPosition Position => new(_line, _at - _lineStart + 1);

    private char Current => _at < _text.Length ? _text[_at] : '\0';

    /// <param name="text">The whole text.</param>
    /// <param name="refuse">Makes the exception for what is not JSON, of what is wrong and where; null for that of an Avro schema.</param>
    public static JsonValue Read(string text, Func<string, TextPosition, FormatException>? refuse = null)
    {
        var reader = new JsonReader(text, refuse ?? (static (message, position) => new AvroSchemaException(message, position)), isData: false);
        JsonValue value = reader.Value();
        reader.SkipSpace();
        return reader._at == text.Length ? value : throw reader.Error("nothing is expected behind the JSON value");
    }

    /// <summary>
    /// Reads rows: values one behind the other, of which an array on the top level holds rows. Data, not a schema: a key may
    /// stand twice, and there are no comments.
    /// </summary>
    public static IEnumerable<JsonValue> ReadRows(string text, Func<string, TextPosition, FormatException> refuse)
    {
        var reader = new JsonReader(text, refuse, isData: true);
        while (reader._at < text.Length)
        {
            JsonValue value = reader.Value();
            foreach (JsonValue row in value.Kind == JsonKind.Array ? value.Items : [value])
            {
                yield return row;
            }

            reader.SkipSpace();
        }
    }

    private JsonValue Value()
    {
        TextPosition start = Position;
        switch (Current)
        {
            case '"': return JsonValue.String(String(), start);
            case '{': return Nested(Object);
            case '[': return Nested(Array);
            case 't' when Take("true"): return JsonValue.Boolean(true, start);
            case 'f' when Take("false"): return JsonValue.Boolean(false, start);
            case 'n' when Take("null"): return JsonValue.Null(start);
            case '-' or (>= '0' and <= '9'): return JsonValue.Number(Number(), start);
            default: throw Error("a JSON value is expected");
        }
    }

    private JsonValue Nested(Func<JsonValue> read)
    {
        if (++_depth > MaxDepth)
        {
            throw Error($"JSON is nested deeper than {MaxDepth}");
        }

        JsonValue value = read();
        _depth--;
        return value;
    }

    private JsonValue Object()
    {
        TextPosition start = Position;
        var members = new List<JsonMember>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        _at++;
        for (SkipSpace(); Current != '}'; SkipSpace())
        {
            Separator(members.Count);
            if (Current != '"')
            {
                throw Error("a name in quotes is expected");
            }

            TextPosition at = Position;
            string name = String();
            if (!names.Add(name) && !_isData)
            {
                throw _refuse($"\"{name}\" stands twice in the object", at);
            }

            SkipSpace();
            if (Current != ':')
            {
                throw Error($"a colon is expected behind \"{name}\"");
            }

            _at++;
            SkipSpace();
            members.Add(new JsonMember(name, Value()));
        }

        _at++;
        return JsonValue.Object(members, start);
    }

    private JsonValue Array()
    {
        TextPosition start = Position;
        var items = new List<JsonValue>();
        _at++;
        for (SkipSpace(); Current != ']'; SkipSpace())
        {
            Separator(items.Count);
            items.Add(Value());
        }

        _at++;
        return JsonValue.Array(items, start);
    }

    private void Separator(int before)
    {
        if (before == 0)
        {
            return;
        }

        if (Current != ',')
        {
            throw Error("a comma or the end is expected");
        }

        _at++;
        SkipSpace();
    }

    private string String()
    {
        var text = new StringBuilder();
        for (_at++; Current != '"'; _at++)
        {
            if (Current < ' ')
            {
                throw Error(_at < _text.Length ? "a control character stands in a string; it must be escaped" : "the string has no end");
            }

            text.Append(Current == '\\' ? Escape() : Current);
        }

        _at++;
        return text.ToString();
    }

    private char Escape()
    {
        _at++;
        switch (Current)
        {
            case '"' or '\\' or '/': return Current;
            case 'b': return '\b';
            case 'f': return '\f';
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case 'u' when _at + 4 < _text.Length && Hex(_text.Substring(_at + 1, 4)) is { } unit:
                _at += 4;
                return unit;
            default: throw Error("the string holds an unknown escape");
        }
    }

    private static char? Hex(string digits)
    {
        int value = 0;
        foreach (char c in digits)
        {
            int digit = c is >= '0' and <= '9' ? c - '0' : (c | 0x20) is >= 'a' and <= 'f' ? (c | 0x20) - 'a' + 10 : -1;
            if (digit < 0)
            {
                return null;
            }

            value = (value << 4) | digit;
        }

        return (char)value;
    }

    /// <summary><c>-? (0 | [1-9] digit*) (. digit+)? ([eE] [+-]? digit+)?</c></summary>
    private string Number()
    {
        int start = _at;
        _at += Current == '-' ? 1 : 0;
        if (Current == '0')
        {
            _at++;
        }
        else
        {
            Digits();
        }

        if (Current == '.')
        {
            _at++;
            Digits();
        }

        if (Current is 'e' or 'E')
        {
            _at++;
            _at += Current is '+' or '-' ? 1 : 0;
            Digits();
        }

        return _text.Substring(start, _at - start);
    }

    private void Digits()
    {
        if (Current is not (>= '0' and <= '9'))
        {
            throw Error("a digit is expected");
        }

        while (Current is >= '0' and <= '9')
        {
            _at++;
        }
    }

    private bool Take(string word)
    {
        bool there = string.CompareOrdinal(_text, _at, word, 0, word.Length) == 0;
        _at += there ? word.Length : 0;
        return there;
    }

    private void SkipSpace()
    {
        for (; ; )
        {
            if (Current == '\n')
            {
                _at++;
                _line++;
                _lineStart = _at;
            }
            else if (Current is ' ' or '\t' or '\r')
            {
                _at++;
            }
            else if (_isData || !SkipComment())
            {
                return;
            }
        }
    }

    private bool SkipComment()
    {
        bool block = string.CompareOrdinal(_text, _at, "/*", 0, 2) == 0;
        if (!block && string.CompareOrdinal(_text, _at, "//", 0, 2) != 0)
        {
            return false;
        }

        int end = _text.IndexOf(block ? "*/" : "\n", _at + 2, StringComparison.Ordinal);
        if (end < 0 && block)
        {
            throw Error("the comment has no end");
        }

        end = end < 0 ? _text.Length : block ? end + 2 : end;
        for (; _at < end; _at++)
        {
            if (Current == '\n')
            {
                _line++;
                _lineStart = _at + 1;
            }
        }

        return true;
    }

    private FormatException Error(string message) => _refuse(message, Position);
}
