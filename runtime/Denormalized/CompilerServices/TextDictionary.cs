using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Denormalized.CompilerServices;

/// <summary>
/// Distinct texts to which rows refer by number, as columnar files have them. Each becomes a string once, which the records share;
/// of very many only the bytes are kept.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class TextDictionary
{
    /// <summary>So many strings are kept at most.</summary>
    private const int MaxStrings = 1 << 16;

    private byte[] _bytes = [];
    private int[] _ends = [];
    private string?[] _strings = [];
    private int _count;

    /// <summary>Number of the empty text, which comes behind the others: what stands in the place of a null.</summary>
    public int Empty => _count;

    /// <summary>Takes other texts: one behind the other, and where each ends.</summary>
    public void Reset(ReadOnlySpan<byte> texts, ReadOnlySpan<int> ends)
    {
        _count = ends.Length;
        if (_bytes.Length < texts.Length)
        {
            _bytes = new byte[texts.Length];
        }

        texts.CopyTo(_bytes);
        _ends = [.. ends, texts.Length];
        _strings = _count < MaxStrings ? new string[_count + 1] : [];
    }

    /// <summary>The UTF-8 (or other bytes) of a text.</summary>
    public ReadOnlySpan<byte> Utf8(int number)
    {
        int start = number == 0 ? 0 : _ends[number - 1];
        return _bytes.AsSpan(start, _ends[number] - start);
    }

    /// <summary>A text as a string.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public string String(int number) => (uint)number < (uint)_strings.Length && _strings[number] is { } made ? made : Make(number);

    private unsafe string Make(int number)
    {
        ReadOnlySpan<byte> text = Utf8(number);
        fixed (byte* p = text)
        {
            string made = Utf16.Decode(p, text.Length);
            if (number < _strings.Length)
            {
                _strings[number] = made;
            }

            return made;
        }
    }
}
