using System.Text;

namespace Denormalized.Tool.Infer.Input;

/// <content>What is wrong, in words.</content>
internal sealed unsafe partial class RowScanner
{
    private void CheckDepth(byte* p)
    {
        if (_depth + _locator.Depth >= MaxDepth)
        {
            throw Error(p, $"more than {MaxDepth:N0} levels of arrays and objects.");
        }
    }

    private RowSyntaxException Error(byte* p, string message) => new((int)(p - _start), message);

    private RowSyntaxException Unexpected(byte* p, Expect expect)
    {
        string expected = expect switch
        {
            Expect.Value => "a value",
            Expect.FirstItem => "a value or ']'",
            Expect.Key => "a key in double quotes",
            Expect.FirstKey => "a key in double quotes or '}'",
            Expect.Colon => "':' behind the key",
            _ => InArray ? "',' or ']'" : "',' or '}'",
        };
        return Error(p, $"expected {expected}, {(p >= _end ? "but the input ends" : $"found {Found(p)}")}.");
    }

    private bool InArray => _depth > 0 ? _stack[_depth - 1].Array is not null : _locator.InArray;

    private string Found(byte* p)
    {
        var rest = new ReadOnlySpan<byte>(p, (int)(_end - p));
        foreach (string word in (string[])["NaN", "Infinity", "undefined", "None", "True", "False"])
        {
            if (rest.StartsWith(Encoding.ASCII.GetBytes(word)))
            {
                return $"{word}, which JSON does not know";
            }
        }

        Rune.DecodeFromUtf8(rest, out Rune character, out _);
        return character.Value is >= ' ' and not 0x7F && character != Rune.ReplacementChar ? $"'{character}'" : $"a byte 0x{*p:X2}";
    }
}
