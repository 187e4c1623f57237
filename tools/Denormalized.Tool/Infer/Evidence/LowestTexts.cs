using System.Buffers.Binary;

namespace Denormalized.Tool.Infer.Evidence;

/// <summary>The lowest few texts in byte order, as examples that do not depend on the order of the rows.</summary>
internal sealed class LowestTexts
{
    private const int Most = 3;
    private const int MaxBytes = 64;
    private readonly List<byte[]> _values = [];

    /// <summary>First eight bytes of the highest kept: most texts are told by them to be higher.</summary>
    private ulong _highest = ulong.MaxValue;

    /// <summary>Cut to <see cref="MaxBytes"/>.</summary>
    public IReadOnlyList<byte[]> Values => _values;

    public void Add(ReadOnlySpan<byte> value)
    {
        if (Prefix(value) <= _highest)
        {
            Insert(value.Length > MaxBytes ? value[..MaxBytes] : value);
        }
    }

    public void Merge(LowestTexts other)
    {
        foreach (byte[] value in other._values)
        {
            Add(value);
        }
    }

    private void Insert(ReadOnlySpan<byte> value)
    {
        int at = _values.Count;
        while (at > 0)
        {
            int order = value.SequenceCompareTo(_values[at - 1]);
            if (order == 0)
            {
                return;
            }

            if (order > 0)
            {
                break;
            }

            at--;
        }

        if (at == Most)
        {
            return;
        }

        _values.Insert(at, value.ToArray());
        if (_values.Count > Most)
        {
            _values.RemoveAt(Most);
        }

        if (_values.Count == Most)
        {
            _highest = Prefix(_values[^1]);
        }
    }

    private static ulong Prefix(ReadOnlySpan<byte> value)
    {
        if (value.Length >= sizeof(ulong))
        {
            return BinaryPrimitives.ReadUInt64BigEndian(value);
        }

        ulong prefix = 0;
        for (int i = 0; i < sizeof(ulong); i++)
        {
            prefix = (prefix << 8) | (i < value.Length ? value[i] : 0u);
        }

        return prefix;
    }
}
