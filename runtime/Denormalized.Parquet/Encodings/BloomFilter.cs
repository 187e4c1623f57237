using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Denormalized.ParquetFormat;

/// <summary>
/// A split block bloom filter: each value sets a bit in each of the eight words of one block of 256 bits.
/// <code>
/// hash : XXH64 of the PLAIN-encoded value, without a length     upper half: which block, lower half: which bits
/// </code>
/// </summary>
internal sealed class BloomFilter(uint[] words)
{
    private const int WordsOfBlock = 8;

    private static ReadOnlySpan<uint> Salts => [0x47B6137B, 0x44974D91, 0x8824AD5B, 0xA2B7289D, 0x705495C7, 0x2DF1424B, 0x9EFC4947, 0x5C6BFB31];

    /// <summary>The bits as they stand in the file; words are little-endian, as all machines are that .NET runs on.</summary>
    public ReadOnlySpan<byte> Bytes => MemoryMarshal.AsBytes<uint>(words);

    /// <summary>A filter of so many bytes, empty.</summary>
    public static BloomFilter Create(int bytes) => new(new uint[bytes / sizeof(uint)]);

    /// <summary>The filter that these bytes are.</summary>
    /// <exception cref="InvalidDataException">They are no whole blocks.</exception>
    public static BloomFilter Read(ReadOnlySpan<byte> bytes) => !bytes.IsEmpty && bytes.Length % (WordsOfBlock * sizeof(uint)) == 0
        ? new BloomFilter(MemoryMarshal.Cast<byte, uint>(bytes).ToArray())
        : throw new InvalidDataException($"a bloom filter of {bytes.Length} bytes has no whole blocks");

    public static ulong Hash(ReadOnlySpan<byte> value) => XxHash64.HashToUInt64(value);

    public void Add(ulong hash)
    {
        Span<uint> block = Block(hash);
        for (int i = 0; i < WordsOfBlock; i++)
        {
            block[i] |= Bit(hash, i);
        }
    }

    /// <summary>False: the value is not there. True: it may be.</summary>
    public bool MayContain(ulong hash)
    {
        Span<uint> block = Block(hash);
        for (int i = 0; i < WordsOfBlock; i++)
        {
            if ((block[i] & Bit(hash, i)) == 0)
            {
                return false;
            }
        }

        return true;
    }

    private Span<uint> Block(ulong hash) => words.AsSpan((int)(((hash >> 32) * (ulong)(words.Length / WordsOfBlock)) >> 32) * WordsOfBlock, WordsOfBlock);

    private static uint Bit(ulong hash, int word) => 1U << (int)(unchecked((uint)hash * Salts[word]) >> 27);
}

/// <summary>Collects the hashes of a chunk, whose number says how large its filter has to be.</summary>
internal sealed class BloomFilterBuilder(double falsePositives) : IDisposable
{
    private const int MinBytes = 32;
    private const int MaxBytes = 128 << 20;

    private readonly PoolBuffer<ulong> _hashes = new();

    public void Clear() => _hashes.Clear();

    public void Dispose() => _hashes.Dispose();

    public void Add(ReadOnlySpan<byte> value) => _hashes.Append(BloomFilter.Hash(value));

    /// <summary>Adds values of fixed width, PLAIN-encoded.</summary>
    public void AddFixed(ReadOnlySpan<byte> plain, int width)
    {
        for (; !plain.IsEmpty; plain = plain[width..])
        {
            Add(plain[..width]);
        }
    }

    /// <summary>Adds texts, each behind its length.</summary>
    public void AddTexts(ReadOnlySpan<byte> plain)
    {
        while (!plain.IsEmpty)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(plain);
            Add(plain.Slice(4, length));
            plain = plain[(4 + length)..];
        }
    }

    public BloomFilter Build()
    {
        _hashes.Span.Sort();
        int distinct = 0;
        for (int i = 0; i < _hashes.Length; i++)
        {
            distinct += i == 0 || _hashes.Span[i] != _hashes.Span[i - 1] ? 1 : 0;
        }

        BloomFilter filter = BloomFilter.Create(Size(distinct));
        foreach (ulong hash in _hashes.Span)
        {
            filter.Add(hash);
        }

        return filter;
    }

    /// <summary>A power of two, which some readers want.</summary>
    private int Size(int distinct)
    {
        double bits = -8.0 * distinct / Math.Log(1 - Math.Pow(falsePositives, 1.0 / 8));
        return (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(bits / 8, MinBytes, MaxBytes));
    }
}
