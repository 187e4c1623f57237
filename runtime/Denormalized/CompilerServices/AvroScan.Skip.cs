using System.Runtime.CompilerServices;

namespace Denormalized.CompilerServices;

/// <content>Values of fields that the reader does not have.</content>
public static unsafe partial class AvroScan
{
    /// <summary>Skips an int, a long or an enum.</summary>
    public static byte* SkipLong(byte* p, DecodeContext ctx) => ReadLong(p, out _, ctx);

    /// <summary>Skips a boolean.</summary>
    public static byte* SkipBool(byte* p, DecodeContext ctx) => SkipFixed(p, 1, ctx);

    /// <summary>Skips a float.</summary>
    public static byte* SkipFloat(byte* p, DecodeContext ctx) => SkipFixed(p, sizeof(float), ctx);

    /// <summary>Skips a double.</summary>
    public static byte* SkipDouble(byte* p, DecodeContext ctx) => SkipFixed(p, sizeof(double), ctx);

    /// <summary>Skips bytes or a string.</summary>
    public static byte* SkipBytes(byte* p, DecodeContext ctx) => Bytes(p, out _, out _, ctx);

    /// <summary>Skips a value of a fixed number of bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* SkipFixed(byte* p, int size, DecodeContext ctx) =>
        ctx.End - p >= size ? p + size : ctx.Fail(p, DecodeFailure.Truncated);

    /// <summary>Skips an array, or the values of a map when <paramref name="item"/> skips key and value.</summary>
    /// <param name="p">At the first block.</param>
    /// <param name="item">Skips one item.</param>
    /// <param name="ctx">Takes the failure.</param>
    public static byte* SkipBlocks(byte* p, delegate*<byte*, DecodeContext, byte*> item, DecodeContext ctx)
    {
        for (; ; )
        {
            byte* start = p;
            p = BlockCount(p, out long count, ctx);
            if (p == null || count == 0)
            {
                return p;
            }

            ReadLong(start, out long written, ctx);
            if (written < 0)
            {
                // The block says how many bytes it has; BlockCount has compared them with the end.
                ReadLong(ReadLong(start, out _, ctx), out long bytes, ctx);
                p += bytes;
                continue;
            }

            for (; count > 0; count--)
            {
                p = item(p, ctx);
                if (p == null)
                {
                    return null;
                }
            }
        }
    }
}
