using System.Buffers;
using System.Text;

namespace Denormalized.Conformance.Tests;

/// <summary>
/// An Avro object container file, uncompressed (Avro 1.12, Object Container Files):
/// <code>
/// 4F 62 6A 01, metadata as map of bytes, sync marker; then blocks of count, size, rows, sync marker
/// </code>
/// </summary>
internal static class AvroFile
{
    public static byte[] Write(string schema, IReadOnlyList<byte[]> rows)
    {
        byte[] sync = [.. Enumerable.Range(1, 16).Select(i => (byte)i)];
        using var file = new MemoryStream();
        file.Write("Obj\u0001"u8);
        Long(file, 2);
        Bytes(file, "avro.schema"u8);
        Bytes(file, Encoding.UTF8.GetBytes(schema));
        Bytes(file, "avro.codec"u8);
        Bytes(file, "null"u8);
        Long(file, 0);
        file.Write(sync);
        Long(file, rows.Count);
        Long(file, rows.Sum(r => (long)r.Length));
        foreach (byte[] row in rows)
        {
            file.Write(row);
        }

        file.Write(sync);
        return file.ToArray();
    }

    private static void Bytes(Stream file, ReadOnlySpan<byte> bytes)
    {
        Long(file, bytes.Length);
        file.Write(bytes);
    }

    private static void Long(Stream file, long value)
    {
        ulong zigzag = (ulong)((value << 1) ^ (value >> 63));
        for (; zigzag >= 0x80; zigzag >>= 7)
        {
            file.WriteByte((byte)(zigzag | 0x80));
        }

        file.WriteByte((byte)zigzag);
    }
}
