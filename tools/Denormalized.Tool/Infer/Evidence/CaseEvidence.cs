using System.Numerics;

namespace Denormalized.Tool.Infer.Evidence;

/// <summary>
/// Which keys objects have, by the value of one of their keys that may tell kinds of objects apart. Given up where there
/// are too many values or keys, which does not depend on the order of the rows.
/// </summary>
internal sealed class CaseEvidence
{
    public const int MaxCases = 32;

    /// <summary>Objects with more keys are not told apart: the count is kept for each key and value.</summary>
    public const int MaxMembers = 200;

    private const int MaxBytes = 60;

    // Names under which discriminators go, without the signs between their words.
    private static readonly HashSet<string> Names =
    [
        "type", "kind", "event", "eventtype", "eventkind", "action", "op", "operation", "object", "objecttype", "typename", "class", "method",
        "command", "cmd", "messagetype", "msgtype", "recordtype", "resourcetype", "itemtype", "entrytype", "shape", "variant", "mode",
    ];

    private Utf8Table<Case>? _cases = new();
    private int _current = -1;

    /// <summary>How often the value was seen, and with it each member, by the member's index.</summary>
    internal sealed class Case
    {
        public long Count { get; set; }

        public long[] Present { get; set; } = [];
    }

    /// <summary>The values with their counts; null when they were too many.</summary>
    public IEnumerable<(byte[] Value, Case Case)>? Cases =>
        _cases is { } cases ? Enumerable.Range(0, cases.Count).Select(i => (cases.Key(i), cases[i])) : null;

    /// <summary>A key that may hold a discriminator.</summary>
    public static bool IsCandidate(ReadOnlySpan<byte> key)
    {
        if (key.Length is < 2 or > 16)
        {
            return false;
        }

        Span<char> letters = stackalloc char[key.Length];
        int length = 0;
        foreach (byte b in key)
        {
            if (char.IsAsciiLetter((char)b))
            {
                letters[length++] = char.ToLowerInvariant((char)b);
            }
        }

        return Names.GetAlternateLookup<ReadOnlySpan<char>>().Contains(letters[..length]);
    }

    /// <summary>The value that the object has that is being read.</summary>
    public void Note(ReadOnlySpan<byte> value)
    {
        if (_cases is not { } cases || (_current >= 0 && cases.KeyEquals(_current, value)))
        {
            return;
        }

        _current = value.Length > MaxBytes ? -1 : cases.Find(value);
        if (_current < 0)
        {
            if (cases.Count == MaxCases || value.Length > MaxBytes)
            {
                _cases = null;
                return;
            }

            _current = cases.Add(value, new Case());
        }
    }

    /// <summary>The object ends that has the value.</summary>
    /// <param name="lastObjects">For each member the number of the object that had it last.</param>
    /// <param name="number">Number of the object.</param>
    public void Close(ReadOnlySpan<long> lastObjects, long number)
    {
        if (lastObjects.Length > MaxMembers)
        {
            _cases = null;
        }

        if (_cases is null || _current < 0)
        {
            return;
        }

        Case @case = _cases[_current];
        @case.Count++;
        Grow(@case, lastObjects.Length);
        Span<long> present = @case.Present;
        int i = 0;
        for (; i <= lastObjects.Length - Vector<long>.Count; i += Vector<long>.Count)
        {
            // Where they are equal the comparison gives -1.
            Vector<long> had = Vector.Equals(new Vector<long>(lastObjects[i..]), new Vector<long>(number));
            (new Vector<long>(present[i..]) - had).CopyTo(present[i..]);
        }

        for (; i < lastObjects.Length; i++)
        {
            present[i] += lastObjects[i] == number ? 1 : 0;
        }
    }

    /// <param name="other">Evidence of other objects.</param>
    /// <param name="places">For each member of the others its index here.</param>
    public void Merge(CaseEvidence other, int[] places)
    {
        _cases = other._cases is null ? null : _cases;
        foreach ((byte[] value, Case theirs) in other.Cases ?? [])
        {
            if (_cases is null)
            {
                return;
            }

            int index = _cases.Find(value);
            if (index < 0 && _cases.Count == MaxCases)
            {
                _cases = null;
                return;
            }

            Case mine = _cases[index < 0 ? _cases.Add(value, new Case()) : index];
            mine.Count += theirs.Count;
            Grow(mine, places.Length == 0 ? 0 : places.Max() + 1);
            for (int i = 0; i < Math.Min(theirs.Present.Length, places.Length); i++)
            {
                mine.Present[places[i]] += theirs.Present[i];
            }
        }
    }

    private static void Grow(Case @case, int members)
    {
        if (@case.Present.Length < members)
        {
            long[] present = @case.Present;
            Array.Resize(ref present, Math.Max(members, present.Length * 2));
            @case.Present = present;
        }
    }
}
