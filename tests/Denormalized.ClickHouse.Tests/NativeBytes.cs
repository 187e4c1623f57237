using System.Buffers.Binary;
using System.Text;

namespace Denormalized.ClickHouse.Tests;

/// <summary>
/// Blocks of ClickHouse's Native format, written by hand so that these tests depend on no other code:
/// <code>
/// varint columns, varint rows, then for each column: name, type (varint length + UTF-8), data
/// </code>
/// </summary>
internal static class NativeBytes
{
    /// <summary>A block of UInt32 columns c0..; the value is row * 1000 + column.</summary>
    public static byte[] UInt32Block(int columns, int rows, int firstRow = 0)
    {
        var output = new MemoryStream();
        Varint(output, columns);
        Varint(output, rows);
        Span<byte> value = stackalloc byte[4];
        for (int column = 0; column < columns; column++)
        {
            Text(output, "c" + column);
            Text(output, "UInt32");
            for (int row = firstRow; row < firstRow + rows; row++)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(value, (uint)((row * 1000) + column));
                output.Write(value);
            }
        }

        return output.ToArray();
    }

    public static void Varint(Stream output, long value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            output.WriteByte((byte)(value | 0x80));
        }

        output.WriteByte((byte)value);
    }

    public static void Text(Stream output, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Varint(output, bytes.Length);
        output.Write(bytes);
    }
}
