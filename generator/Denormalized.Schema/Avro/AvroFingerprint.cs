using System.Security.Cryptography;
using System.Text;

namespace Denormalized.Schema;

/// <summary>Fingerprints of a schema: of the UTF-8 bytes of its Parsing Canonical Form.</summary>
public static class AvroFingerprint
{
    /// <summary>The fingerprint of no bytes, and the polynomial.</summary>
    private const ulong Empty = 0xc15d213aa4d7a795;

    private static readonly ulong[] Table = MakeTable();

    /// <summary>CRC-64-AVRO (64-bit Rabin). Single-object encoding writes it little-endian.</summary>
    public static ulong Crc64(AvroSchema schema) => Crc64(Bytes(schema));

    public static byte[] Md5(AvroSchema schema)
    {
        using var md5 = MD5.Create();
        return md5.ComputeHash(Bytes(schema));
    }

    public static byte[] Sha256(AvroSchema schema)
    {
        using var sha256 = SHA256.Create();
        return sha256.ComputeHash(Bytes(schema));
    }

    internal static ulong Crc64(byte[] bytes)
    {
        ulong fingerprint = Empty;
        foreach (byte b in bytes)
        {
            fingerprint = (fingerprint >> 8) ^ Table[(byte)(fingerprint ^ b)];
        }

        return fingerprint;
    }

    private static byte[] Bytes(AvroSchema schema) => Encoding.UTF8.GetBytes(schema.ToCanonicalForm());

    private static ulong[] MakeTable()
    {
        var table = new ulong[256];
        for (uint i = 0; i < table.Length; i++)
        {
            ulong entry = i;
            for (int bit = 0; bit < 8; bit++)
            {
                entry = (entry >> 1) ^ ((entry & 1) == 0 ? 0 : Empty);
            }

            table[i] = entry;
        }

        return table;
    }
}
