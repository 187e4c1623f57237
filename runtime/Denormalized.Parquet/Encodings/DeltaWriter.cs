using System.Numerics;

namespace Denormalized.ParquetFormat;

/// <summary>Writes DELTA_BINARY_PACKED integers; layout in <see cref="DeltaReader"/>.</summary>
internal static class DeltaWriter
{
    private const int Block = 128;
    private const int Minis = 4;
    private const int PerMini = Block / Minis;

    /// <param name="values">Integers, sign-extended.</param>
    /// <param name="isInt32">Deltas wrap around at 32 bits.</param>
    /// <param name="output">Takes the bytes.</param>
    public static void Write(ReadOnlySpan<long> values, bool isInt32, ByteBuffer output)
    {
        RleWriter.VarInt(Block, output);
        RleWriter.VarInt(Minis, output);
        RleWriter.VarInt((ulong)values.Length, output);
        Zigzag(values.IsEmpty ? 0 : values[0], output);
        Span<long> deltas = stackalloc long[Block];
        for (int at = 1; at < values.Length; at += Block)
        {
            int count = Math.Min(Block, values.Length - at);
            for (int i = 0; i < count; i++)
            {
                long delta = unchecked(values[at + i] - values[at + i - 1]);
                deltas[i] = isInt32 ? (int)delta : delta;
            }

            WriteBlock(deltas[..count], isInt32, output);
        }
    }

    private static void WriteBlock(Span<long> deltas, bool isInt32, ByteBuffer output)
    {
        long min = deltas[0];
        foreach (long delta in deltas)
        {
            min = Math.Min(min, delta);
        }

        Zigzag(min, output);
        Span<byte> widths = stackalloc byte[Minis];
        Span<ulong> rest = stackalloc ulong[Block];
        rest.Clear();
        for (int i = 0; i < deltas.Length; i++)
        {
            ulong above = unchecked((ulong)(deltas[i] - min));
            rest[i] = isInt32 ? (uint)above : above;
        }

        for (int mini = 0; mini < Minis; mini++)
        {
            ulong all = 0;
            foreach (ulong value in rest.Slice(mini * PerMini, PerMini))
            {
                all |= value;
            }

            widths[mini] = (byte)(64 - BitOperations.LeadingZeroCount(all));
        }

        output.Append(widths);
        int used = (deltas.Length + PerMini - 1) / PerMini; // those behind have no bytes
        for (int mini = 0; mini < used; mini++)
        {
            Pack(rest.Slice(mini * PerMini, PerMini), widths[mini], output);
        }
    }

    private static void Pack(ReadOnlySpan<ulong> values, int width, ByteBuffer output) =>
        output.Advance(BitPacking.Pack(values, width, output.Room((PerMini / 8 * width) + BitPacking.Padding)));

    private static void Zigzag(long value, ByteBuffer output) => RleWriter.VarInt((ulong)((value << 1) ^ (value >> 63)), output);
}
