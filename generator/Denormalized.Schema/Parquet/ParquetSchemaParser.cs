using System.Globalization;
using System.Text;

namespace Denormalized.Schema;

/// <summary>Reads message types, see <see cref="ParquetSchema"/>.</summary>
internal sealed class ParquetSchemaParser(string text)
{
    private const int MaxDepth = 100;

    private int _at;

    public ParquetSchema Parse()
    {
        Expect("message");
        string name = Name();
        var schema = new ParquetSchema(name, Nodes(0));
        return Peek().Length == 0 ? schema : throw Malformed("the end");
    }

    private EquatableArray<ParquetNode> Nodes(int depth)
    {
        if (depth > MaxDepth)
        {
            throw new FormatException($"The message type is nested deeper than {MaxDepth}.");
        }

        var nodes = new List<ParquetNode>();
        Expect("{");
        while (Peek() != "}")
        {
            nodes.Add(Node(depth));
        }

        Expect("}");
        return nodes.ToEquatableArray();
    }

    private ParquetNode Node(int depth)
    {
        ParquetRepetition repetition = Word<ParquetRepetition>();
        string type = Take();
        int length = 0;
        if (type == "fixed_len_byte_array")
        {
            Expect("(");
            length = Number();
            Expect(")");
        }

        string name = Name();
        ParquetLogicalType? logical = Peek() == "(" ? Logical() : null;
        int? id = null;
        if (Peek() == "=")
        {
            Expect("=");
            id = Number();
        }

        var node = new ParquetNode(name, repetition) { Logical = logical, FieldId = id, Length = length };
        if (type == "group")
        {
            return node with { Children = Nodes(depth + 1) };
        }

        Expect(";");
        return node with { Type = Physical(type) };
    }

    private ParquetPhysicalType Physical(string type) => type switch
    {
        "boolean" => ParquetPhysicalType.Boolean,
        "int32" => ParquetPhysicalType.Int32,
        "int64" => ParquetPhysicalType.Int64,
        "int96" => ParquetPhysicalType.Int96,
        "float" => ParquetPhysicalType.Float,
        "double" => ParquetPhysicalType.Double,
        "binary" => ParquetPhysicalType.ByteArray,
        "fixed_len_byte_array" => ParquetPhysicalType.FixedLenByteArray,
        _ => throw Malformed("a type"),
    };

    private ParquetLogicalType Logical()
    {
        Expect("(");
        var type = new ParquetLogicalType(Word<ParquetLogicalKind>());
        switch (type.Kind)
        {
            case ParquetLogicalKind.Decimal:
                Expect("(");
                type = type with { Precision = Number() };
                Expect(",");
                type = type with { Scale = Number() };
                Expect(")");
                break;
            case ParquetLogicalKind.Time or ParquetLogicalKind.Timestamp:
                Expect("(");
                type = type with { Unit = Word<ParquetTimeUnit>() };
                Expect(",");
                type = type with { IsUtc = Flag() };
                Expect(")");
                break;
            case ParquetLogicalKind.Integer:
                Expect("(");
                type = type with { Bits = Number() };
                Expect(",");
                type = type with { IsSigned = Flag() };
                Expect(")");
                break;
        }

        Expect(")");
        return type;
    }

    private T Word<T>()
        where T : struct
    {
        string word = Take();
        return word.Length > 0 && char.IsLetter(word[0]) && Enum.TryParse(word, ignoreCase: true, out T value) ? value : throw Malformed($"a {typeof(T).Name}");
    }

    private bool Flag() => Take() switch
    {
        "true" => true,
        "false" => false,
        _ => throw Malformed("true or false"),
    };

    private int Number() => int.TryParse(Take(), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : throw Malformed("a number");

    private string Name()
    {
        string name = Take();
        if (name.Length == 0 || (name.Length == 1 && ";{}()=,".IndexOf(name[0]) >= 0))
        {
            throw Malformed("a name");
        }

        return name[0] == '`' ? name.Substring(1) : name;
    }

    private void Expect(string token)
    {
        if (Take() != token)
        {
            throw Malformed($"'{token}'");
        }
    }

    private string Peek()
    {
        int at = _at;
        string token = Take();
        _at = at;
        return token;
    }

    /// <summary>The next token; a quoted name begins with its backquote.</summary>
    private string Take()
    {
        while (_at < text.Length && text[_at] <= ' ')
        {
            _at++;
        }

        if (_at == text.Length)
        {
            return "";
        }

        if (text[_at] == '`')
        {
            return Quoted();
        }

        int start = _at++;
        if (";{}()=,".IndexOf(text[start]) < 0)
        {
            while (_at < text.Length && text[_at] > ' ' && ";{}()=,`".IndexOf(text[_at]) < 0)
            {
                _at++;
            }
        }

        return text.Substring(start, _at - start);
    }

    private string Quoted()
    {
        var name = new StringBuilder("`");
        for (_at++; _at < text.Length; _at++)
        {
            if (text[_at] == '`')
            {
                if (_at + 1 == text.Length || text[_at + 1] != '`')
                {
                    _at++;
                    return name.ToString();
                }

                _at++;
            }

            name.Append(text[_at]);
        }

        throw Malformed("a closing backquote");
    }

    private FormatException Malformed(string expected) => new($"The message type is malformed at character {_at + 1}: {expected} is expected.");
}
