using System.Text;

namespace Denormalized.Schema;

/// <summary>A ClickHouse type as its text says: <c>Tuple(city String, height Nullable(Float64))</c>.</summary>
public sealed record ClickHouseTypeText(string Name, IReadOnlyList<ClickHouseArgument> Arguments)
{
    /// <exception cref="FormatException">It is no type.</exception>
    public static ClickHouseTypeText Parse(string text)
    {
        var parser = new Parser(text);
        ClickHouseTypeText type = parser.Type();
        return parser.IsAtEnd ? type : throw parser.Error();
    }

    /// <summary>The type in one spelling, for comparison.</summary>
    public override string ToString() => Arguments.Count == 0 ? Name : $"{Name}({string.Join(", ", Arguments)})";

    private sealed class Parser(string text)
    {
        private int _at;
        private int _depth;

        public bool IsAtEnd => _at == text.Length;

        private char Current => _at < text.Length ? text[_at] : '\0';

        public FormatException Error() => new($"'{text}' is no ClickHouse type: position {_at + 1}.");

        public ClickHouseTypeText Type()
        {
            string name = Word();
            if (Current != '(')
            {
                return new ClickHouseTypeText(name, []);
            }

            if (++_depth > 64)
            {
                throw Error();
            }

            var arguments = new List<ClickHouseArgument>();
            do
            {
                _at++;
                Space();
                arguments.Add(Argument());
                Space();
            }
            while (Current == ',');
            _depth--;
            return _at < text.Length && text[_at++] == ')' ? new ClickHouseTypeText(name, arguments) : throw Error();
        }

        /// <summary><c>'text' = 1</c>, <c>9</c>, <c>Type</c>, <c>name Type</c> or <c>`name` Type</c>.</summary>
        private ClickHouseArgument Argument()
        {
            if (Current == '\'')
            {
                string literal = Quoted('\'');
                Space();
                if (Current != '=')
                {
                    return new ClickHouseArgument(literal, null);
                }

                _at++;
                Space();
                return new ClickHouseArgument(literal, new ClickHouseTypeText(Word(), []));
            }

            if (Current == '`')
            {
                string name = Quoted('`');
                Space();
                return new ClickHouseArgument(name, Type());
            }

            int start = _at;
            string word = Word();
            Space();
            if (Current is '`' or '_' || char.IsLetter(Current))
            {
                return new ClickHouseArgument(word, Type());
            }

            _at = start;
            return new ClickHouseArgument(null, Type());
        }

        /// <summary>A name or a number.</summary>
        private string Word()
        {
            int start = _at;
            while (char.IsLetterOrDigit(Current) || Current is '_' or '-' or '.')
            {
                _at++;
            }

            return _at > start ? text.Substring(start, _at - start) : throw Error();
        }

        private string Quoted(char quote)
        {
            var content = new StringBuilder();
            for (_at++; Current != quote; _at++)
            {
                bool isEscaped = Current == '\\';
                _at += isEscaped ? 1 : 0;
                content.Append(_at == text.Length ? throw Error() : isEscaped ? Unescaped(text[_at]) : text[_at]);
            }

            _at++;
            return content.ToString();
        }

        private static char Unescaped(char letter) => letter switch
        {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            '0' => '\0',
            'b' => '\b',
            'f' => '\f',
            _ => letter,
        };

        private void Space()
        {
            while (Current is ' ' or '\n' or '\t')
            {
                _at++;
            }
        }
    }
}

/// <param name="Label">Name of a tuple's element or an enum's member, or a text.</param>
/// <param name="Type">A type, or a number as its name.</param>
public sealed record ClickHouseArgument(string? Label, ClickHouseTypeText? Type)
{
    /// <summary>A number begins like one, a type never does.</summary>
    private bool IsEnumMember => Label is not null && Type?.Name[0] is (>= '0' and <= '9') or '-';

    public override string ToString()
        => Label is null ? Type!.ToString()
        : Type is null ? ClickHouseText.Literal(Label)
        : IsEnumMember ? $"{ClickHouseText.Literal(Label)} = {Type}"
        : $"{ClickHouseText.Element(Label)} {Type}";
}
