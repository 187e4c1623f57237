using System.Numerics;

namespace Denormalized.ParquetFormat;

/// <summary>Writes runs and packed groups; layout in <see cref="RleReader"/>.</summary>
internal static class RleWriter
{
    /// <summary>A run pays from so many equal values on.</summary>
    private const int ShortestRun = 8;

    /// <summary>Appends values of <paramref name="width"/> bits to <paramref name="output"/>.</summary>
    public static void Write(ReadOnlySpan<int> values, int width, ByteBuffer output)
    {
        int packed = 0;
        for (int at = 0; at < values.Length;)
        {
            int run = RunLength(values[at..]);
            int fill = -(at - packed) & 7; // what the group before still needs
            if (run - fill < ShortestRun)
            {
                at += run;
                continue;
            }

            at += fill;
            Pack(values[packed..at], width, output);
            Repeat(values[at], run - fill, width, output);
            at += run - fill;
            packed = at;
        }

        Pack(values[packed..], width, output);
    }

    /// <summary>Bits of the largest value.</summary>
    public static int Width(int largest) => largest == 0 ? 0 : BitOperations.Log2((uint)largest) + 1;

    private static int RunLength(ReadOnlySpan<int> values)
    {
        if (values.Length == 1 || values[1] != values[0])
        {
            return 1;
        }

        int different = values.IndexOfAnyExcept(values[0]);
        return different < 0 ? values.Length : different;
    }

    private static void Pack(ReadOnlySpan<int> values, int width, ByteBuffer output)
    {
        if (values.IsEmpty)
        {
            return;
        }

        int groups = (values.Length + 7) / 8;
        VarInt(((ulong)groups << 1) | 1, output);
        Span<byte> room = output.Room((groups * width) + BitPacking.Padding);
        room[..(groups * width)].Clear();
        BitPacking.Pack(values, width, room);
        output.Advance(groups * width);
    }

    private static void Repeat(int value, int count, int width, ByteBuffer output)
    {
        VarInt((ulong)count << 1, output);
        Span<byte> room = output.Room(4);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(room, value);
        output.Advance((width + 7) / 8);
    }

    internal static void VarInt(ulong value, ByteBuffer output)
    {
        Span<byte> bytes = output.Room(10);
        int at = 0;
        for (; value >= 0x80; value >>= 7)
        {
            bytes[at++] = (byte)(value | 0x80);
        }

        bytes[at++] = (byte)value;
        output.Advance(at);
    }
}
