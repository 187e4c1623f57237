using System.Buffers;
using System.ComponentModel;
using System.Text;

namespace Denormalized.CompilerServices;

/// <summary>
/// Writes columns as one block of ClickHouse's Native format (without block info, as over HTTP and in INSERT):
/// <code>
/// columns : LEB128, rows : LEB128
/// for each column: name : String, type : String, its segments one after the other
///
/// 01 02  02 69 64  05 55 49 6e 74 38  2a 2b      two rows of id UInt8: 42, 43
/// </code>
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class NativeWriter
{
    private const int LargestChunk = 1 << 20;

    /// <summary>Writes all columns of all parts, which have the same number of rows, as one block.</summary>
    public static void Write(IBufferWriter<byte> output, params ReadOnlySpan<ColumnBlock> parts)
    {
        ArgumentNullException.ThrowIfNull(output);
        (int columns, int rows) = Shape(parts);
        WriteVarInt(output, (uint)columns);
        WriteVarInt(output, (uint)rows);
        foreach (ColumnBlock part in parts)
        {
            for (int column = 0; column < part.Count; column++)
            {
                WriteString(output, part.Name(column));
                WriteString(output, part.Type(column));
                foreach (Segment segment in part.Segments(column))
                {
                    WriteSegment(output, segment);
                }
            }
        }
    }

    /// <summary>Bytes that <see cref="Write"/> writes.</summary>
    public static long Size(params ReadOnlySpan<ColumnBlock> parts)
    {
        (int columns, int rows) = Shape(parts);
        long size = VarInt.Size((uint)columns) + VarInt.Size((uint)rows);
        foreach (ColumnBlock part in parts)
        {
            for (int column = 0; column < part.Count; column++)
            {
                size += StringSize(part.Name(column)) + StringSize(part.Type(column));
                foreach (Segment segment in part.Segments(column))
                {
                    size += segment.Bytes;
                }
            }
        }

        return size;
    }

    private static (int Columns, int Rows) Shape(ReadOnlySpan<ColumnBlock> parts)
    {
        if (parts.IsEmpty)
        {
            throw new ArgumentException("A block has at least one part.", nameof(parts));
        }

        int columns = 0;
        foreach (ColumnBlock part in parts)
        {
            columns += part.Count;
            if (part.Rows != parts[0].Rows)
            {
                throw new ArgumentException(
                    $"All parts of a block have the same number of rows, not {parts[0].Rows} and {part.Rows}.", nameof(parts));
            }
        }

        return (columns, parts[0].Rows);
    }

    private static int StringSize(string text)
    {
        int bytes = Encoding.UTF8.GetByteCount(text);
        return VarInt.Size((uint)bytes) + bytes;
    }

    private static void WriteString(IBufferWriter<byte> output, string text)
    {
        int bytes = Encoding.UTF8.GetByteCount(text);
        WriteVarInt(output, (uint)bytes);
        if (bytes != 0)
        {
            output.Advance(Encoding.UTF8.GetBytes(text, output.GetSpan(bytes)));
        }
    }

    private static unsafe void WriteVarInt(IBufferWriter<byte> output, ulong value)
    {
        fixed (byte* p = output.GetSpan(VarInt.MaxBytes))
        {
            output.Advance(VarInt.WriteScalar(ref *p, value));
        }
    }

    private static unsafe void WriteSegment(IBufferWriter<byte> output, Segment segment)
    {
        if (segment.Texts is not null)
        {
            throw new InvalidOperationException("A block whose texts are numbers in a dictionary is for cursors only.");
        }

        byte* data = segment.Data;
        for (long left = segment.Bytes; left > 0;)
        {
            int chunk = (int)Math.Min(left, LargestChunk);
            new ReadOnlySpan<byte>(data, chunk).CopyTo(output.GetSpan(chunk));
            output.Advance(chunk);
            data += chunk;
            left -= chunk;
        }
    }
}
