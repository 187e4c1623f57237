namespace Denormalized.ParquetFormat;

/// <summary>
/// The levels on the way from the rows to a column: an entry for each element of the lists above, and one where a list is empty
/// or something above is null. Entries that are there point to a row of the buffers below.
/// <code>
///   tags Array(String)   [["a", "b"], []]     ends 2 2
///
///   rows    index 0 1      repetition 0 0      definition 0 0
///   list    index 0 1 -    repetition 0 1 0    definition 1 1 0
/// </code>
/// </summary>
internal sealed class Frame(int maxDefinition, int maxRepetition)
{
    private byte[] _definitions = [];
    private byte[] _repetitions = [];
    private int[] _indexes = [];

    /// <summary>Definition level of an entry that is there.</summary>
    public int MaxDefinition { get; } = maxDefinition;

    public int MaxRepetition { get; } = maxRepetition;

    public int Count { get; private set; }

    /// <summary>All entries are there and are the rows from <see cref="First"/> on.</summary>
    public bool IsDense { get; private set; }

    public int First { get; private set; }

    public ReadOnlySpan<byte> Definitions => _definitions.AsSpan(0, MaxDefinition == 0 ? 0 : Count);

    public ReadOnlySpan<byte> Repetitions => _repetitions.AsSpan(0, MaxRepetition == 0 ? 0 : Count);

    /// <summary>Row of the buffers below for each entry, -1 where there is none.</summary>
    public ReadOnlySpan<int> Indexes => _indexes.AsSpan(0, Count);

    /// <summary>So many rows.</summary>
    public void StartRows(int first, int count)
    {
        (First, Count, IsDense) = (first, count, true);
        Room(count);
        for (int i = 0; i < count; i++)
        {
            _indexes[i] = first + i;
        }
    }

    public void Start(int room)
    {
        (Count, IsDense) = (0, false);
        Room(room);
    }

    /// <summary>Adds an entry; there must be room.</summary>
    public void Add(int definition, int repetition, int index)
    {
        _definitions[Count] = (byte)definition;
        _repetitions[Count] = (byte)repetition;
        _indexes[Count++] = index;
    }

    private void Room(int count)
    {
        if (_indexes.Length < count)
        {
            int size = Math.Max(count, 2 * _indexes.Length);
            (_definitions, _repetitions, _indexes) = (new byte[size], new byte[size], new int[size]);
        }
    }
}
