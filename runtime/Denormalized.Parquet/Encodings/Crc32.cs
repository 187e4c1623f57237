using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Denormalized.ParquetFormat;

/// <summary>CRC-32 of ISO 3309 (as in zip), which pages can carry; eight bytes a step.</summary>
internal static class Crc32
{
    private static readonly uint[] Table = MakeTable();

    public static uint Of(ReadOnlySpan<byte> data, uint before = 0)
    {
        uint crc = ~before;
        uint[] table = Table;
        foreach (ulong word in MemoryMarshal.Cast<byte, ulong>(data[..(data.Length & ~7)]))
        {
            ulong x = word ^ crc;
            crc = table[(7 * 256) + (byte)x] ^ table[(6 * 256) + (byte)(x >> 8)] ^ table[(5 * 256) + (byte)(x >> 16)] ^ table[(4 * 256) + (byte)(x >> 24)]
                ^ table[(3 * 256) + (byte)(x >> 32)] ^ table[(2 * 256) + (byte)(x >> 40)] ^ table[256 + (byte)(x >> 48)] ^ table[(byte)(x >> 56)];
        }

        foreach (byte b in data[(data.Length & ~7)..])
        {
            crc = Step(table, crc, b);
        }

        return ~crc;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Step(uint[] table, uint crc, byte b) => (crc >> 8) ^ table[(byte)(crc ^ b)];

    /// <summary>Table n says what a byte does that n bytes stand behind.</summary>
    private static uint[] MakeTable()
    {
        var table = new uint[8 * 256];
        for (uint i = 0; i < 256; i++)
        {
            uint entry = i;
            for (int bit = 0; bit < 8; bit++)
            {
                entry = (entry >> 1) ^ ((entry & 1) == 0 ? 0 : 0xEDB88320);
            }

            table[i] = entry;
        }

        for (int i = 256; i < table.Length; i++)
        {
            table[i] = Step(table, table[i - 256], 0);
        }

        return table;
    }
}
