namespace Denormalized.Tool.Infer.Evidence;

/// <summary>One key of the objects at a path.</summary>
internal sealed class MemberEvidence(ReadOnlySpan<byte> key, int index)
{
    // A key never begins with a line feed: what cannot be compared in place compares as different.
    private static readonly byte[] NotInPlace = "\n"u8.ToArray();

    /// <summary>The key with the quote behind it, as JSON writes it where it needs no escape.</summary>
    public byte[] Quoted { get; } = key.IndexOfAny((byte)'"', (byte)'\\') >= 0 || key.IndexOfAnyInRange((byte)0, (byte)0x1F) >= 0 ? NotInPlace : [.. key, (byte)'"'];

    public PathEvidence Value { get; } = new() { Cases = CaseEvidence.IsCandidate(key) ? new CaseEvidence() : null };

    /// <summary>Objects that have the key; a key repeated in one object counts once.</summary>
    public long Present { get; set; }

    /// <summary>Sum of the key's positions in its objects: the mean orders the members, whatever the order of the rows.</summary>
    public long Positions { get; set; }

    /// <summary>Place among the members of its object.</summary>
    public int Index => index;

    /// <summary>The key that came behind this one: objects look like those before them.</summary>
    public MemberEvidence? Next { get; set; }

    public double MeanPosition => (double)Positions / Math.Max(1, Present);
}

/// <summary>Paths of the whole input so far, to bound memory.</summary>
internal sealed class PathCount
{
    public int Value { get; set; }
}

/// <summary>Objects at a path: each key with its own evidence, or all values together once there are too many keys.</summary>
internal sealed class ObjectEvidence
{
    /// <summary>
    /// More distinct keys than this can only be data, and are collapsed to bound memory. Whether the limit is passed
    /// does not depend on the order of the rows, nor does the merged evidence.
    /// </summary>
    public const int MaxMembers = 20_000;

    /// <summary>
    /// With so many paths in the whole input, objects with many keys take no more; past the second number none does. The
    /// order of the rows may tell which ones: the price of an answer at all for input made to exhaust memory.
    /// </summary>
    private const int ManyPaths = 60_000;
    private const int MaxPaths = 90_000;
    private const int ManyMembers = 200;

    private Utf8Table<MemberEvidence> _members = new();
    private List<MemberEvidence>? _discriminators;
    private long[] _lastObjects = [];

    /// <summary>The key that an object began with the last time.</summary>
    public MemberEvidence? First { get; set; }

    public long Count { get; set; }

    /// <summary>What a person said about kinds of objects: those seen are all there are, or not.</summary>
    public bool? AreKindsClosed { get; set; }

    /// <summary>Keys in all objects.</summary>
    public long Keys { get; private set; }

    public long EmptyObjects { get; private set; }

    /// <summary>Keys that stood twice in one object.</summary>
    public long Duplicates { get; set; }

    /// <summary>Evidence of all values together; set once the keys are too many to be members.</summary>
    public PathEvidence? Collapsed { get; private set; }

    public int MemberCount => _members.Count;

    public IEnumerable<(byte[] Key, MemberEvidence Member)> Members
    {
        get
        {
            for (int i = 0; i < _members.Count; i++)
            {
                yield return (_members.Key(i), _members[i]);
            }
        }
    }

    /// <summary>Evidence of the values under all keys.</summary>
    public IEnumerable<PathEvidence> Values => Collapsed is not null ? [Collapsed] : Members.Select(m => m.Member.Value);

    /// <summary>Evidence of the values under the key; null when there are none.</summary>
    public PathEvidence? Find(ReadOnlySpan<byte> key) => Collapsed ?? (IndexOf(key) is >= 0 and var index ? _members[index].Value : null);

    /// <summary>
    /// For each member the number of the object that had it last: tells repeated keys, and which keys an object has. Side
    /// by side, because the latter is asked for at the end of every object of several kinds.
    /// </summary>
    public Span<long> LastObjects => _lastObjects;

    /// <summary>Index of the key, -1 when it is not there.</summary>
    public int IndexOf(ReadOnlySpan<byte> key) => _members.Find(key);

    /// <summary>An object ends.</summary>
    /// <param name="keys">How many it had.</param>
    public void Close(long number, long keys)
    {
        Keys += keys;
        EmptyObjects += keys == 0 ? 1 : 0;
        if (_discriminators is null)
        {
            return;
        }

        foreach (MemberEvidence member in _discriminators)
        {
            if (_lastObjects[member.Index] == number)
            {
                member.Value.Cases!.Close(_lastObjects.AsSpan(0, MemberCount), number);
            }
        }
    }

    /// <summary>The key's evidence, made when new; null when the evidence is collapsed.</summary>
    public MemberEvidence? Member(ReadOnlySpan<byte> key, PathCount paths)
    {
        if (Collapsed is not null)
        {
            return null;
        }

        int index = _members.Find(key);
        if (index >= 0)
        {
            return _members[index];
        }

        bool full = paths.Value >= MaxPaths || (paths.Value >= ManyPaths && _members.Count >= ManyMembers);
        if (_members.Count == MaxMembers || full)
        {
            Collapse();
            return null;
        }

        paths.Value++;
        var member = new MemberEvidence(key, _members.Count);
        _members.Add(key, member);
        if (member.Index == _lastObjects.Length)
        {
            Array.Resize(ref _lastObjects, Math.Max(4, _lastObjects.Length * 2));
        }

        if (member.Value.Cases is not null)
        {
            (_discriminators ??= []).Add(member);
        }

        return member;
    }

    public void Merge(ObjectEvidence other) => Merge(other, new PathCount());

    public void Merge(ObjectEvidence other, PathCount paths)
    {
        Count += other.Count;
        Keys += other.Keys;
        EmptyObjects += other.EmptyObjects;
        Duplicates += other.Duplicates;
        AreKindsClosed ??= other.AreKindsClosed;
        if (other.Collapsed is not null)
        {
            Collapse();
            Collapsed!.Merge(other.Collapsed);
            return;
        }

        foreach ((byte[] key, MemberEvidence member) in other.Members)
        {
            if (Member(key, paths) is not { } mine)
            {
                Collapsed!.Merge(member.Value);
                continue;
            }

            mine.Present += member.Present;
            mine.Positions += member.Positions;
            mine.Value.Merge(member.Value);
        }

        MergeCases(other);
    }

    private void MergeCases(ObjectEvidence other)
    {
        if (other._discriminators is null || Collapsed is not null)
        {
            return;
        }

        int[] places = [.. Enumerable.Range(0, other.MemberCount).Select(i => _members.Find(other._members.Key(i)))];
        foreach (MemberEvidence theirs in other._discriminators)
        {
            CaseEvidence mine = _discriminators!.Find(m => m.Quoted.AsSpan().SequenceEqual(theirs.Quoted))!.Value.Cases!;
            mine.Merge(theirs.Value.Cases!, places);
        }
    }

    /// <summary>The evidence of all values as that of one path: what a map's values are.</summary>
    public PathEvidence MergedValues()
    {
        if (Collapsed is not null)
        {
            return Collapsed;
        }

        var merged = new PathEvidence();
        foreach ((_, MemberEvidence member) in Members)
        {
            merged.Merge(member.Value);
        }

        return merged;
    }

    private void Collapse()
    {
        if (Collapsed is null)
        {
            Collapsed = MergedValues();
            _members = new Utf8Table<MemberEvidence>();
            _discriminators = null;
        }
    }
}
