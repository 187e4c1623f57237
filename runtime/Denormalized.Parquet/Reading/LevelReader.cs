using System.Buffers.Binary;
using System.Numerics;

namespace Denormalized.ParquetFormat;

/// <summary>Reads the repetition or definition levels of a page.</summary>
internal sealed class LevelReader(int max)
{
    private readonly RleReader _runs = new();
    private readonly int _width = BitOperations.Log2((uint)max) + 1;
    private byte[] _data = [];
    private long _bit;
    private bool _isBitPacked;

    /// <summary>Begins with the levels of a version 1 page; returns where they end.</summary>
    public int StartV1(PageBytes page, PageEncoding encoding, int values)
    {
        _isBitPacked = encoding == PageEncoding.BitPacked;
        if (_isBitPacked)
        {
            long length = (((long)values * _width) + 7) / 8;
            (_data, _bit) = (page.Data, 8L * page.Start);
            return length <= page.Length ? page.Start + (int)length : throw Truncated();
        }

        if (encoding != PageEncoding.Rle)
        {
            throw new InvalidDataException($"levels with the encoding {encoding} are not possible");
        }

        int bytes = page.Length >= 4 ? BinaryPrimitives.ReadInt32LittleEndian(page.Span) : -1;
        return (uint)bytes <= (uint)(page.Length - 4) ? StartRuns(page.Data, page.Start + 4, bytes) : throw Truncated();
    }

    /// <summary>Begins with runs of a known length, as in a page of version 2; returns where they end.</summary>
    public int StartV2(PageBytes page, int bytes)
    {
        _isBitPacked = false;
        return (uint)bytes <= (uint)page.Length ? StartRuns(page.Data, page.Start, bytes) : throw Truncated();
    }

    /// <exception cref="InvalidDataException">There are fewer, or larger ones than possible.</exception>
    public void Read(Span<byte> levels)
    {
        if (_isBitPacked)
        {
            Unpack(levels);
        }
        else
        {
            _runs.Read(levels);
        }

        if (levels.ContainsAnyExceptInRange((byte)0, (byte)max))
        {
            throw new InvalidDataException($"a level is larger than {max}, the largest of the schema");
        }
    }

    private int StartRuns(byte[] data, int start, int bytes)
    {
        _runs.Start(data, start, start + bytes, _width);
        return start + bytes;
    }

    /// <summary>The packing of the first writers, highest bits first.</summary>
    private void Unpack(Span<byte> levels)
    {
        for (int i = 0; i < levels.Length; i++)
        {
            int level = 0;
            for (int bit = 0; bit < _width; bit++, _bit++)
            {
                level = (level << 1) | ((_data[_bit >> 3] >> (7 - (int)(_bit & 7))) & 1);
            }

            levels[i] = (byte)level;
        }
    }

    private static InvalidDataException Truncated() => new("the levels of a page are longer than the page");
}
