namespace Denormalized;

/// <summary>CRC-32 of ISO 3309 (as in zip), which Avro puts behind snappy blocks.</summary>
internal static class Crc32
{
    private static readonly uint[] Table = MakeTable();

    public static uint Of(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in data)
        {
            crc = (crc >> 8) ^ Table[(byte)(crc ^ b)];
        }

        return ~crc;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            uint entry = i;
            for (int bit = 0; bit < 8; bit++)
            {
                entry = (entry >> 1) ^ ((entry & 1) == 0 ? 0 : 0xEDB88320);
            }

            table[i] = entry;
        }

        return table;
    }
}
