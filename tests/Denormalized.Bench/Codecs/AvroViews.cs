using Denormalized.CompilerServices;

namespace Denormalized.Bench.Codecs;

/// <summary>
/// PageViews looked at where they lie in the message, texts validated and not kept: what a generated reader of views would
/// cost, by hand over the primitives that generated code calls.
/// </summary>
internal sealed unsafe class AvroViews : IDisposable
{
    private readonly DecodeContext _context = new();

    public int Look(Messages messages)
    {
        long sum = 0;
        for (int i = 0; i < messages.Count; i++)
        {
            sum += Look(messages[i]);
        }

        GC.KeepAlive(sum);
        return messages.Count;
    }

    public void Dispose() => _context.Dispose();

    /// <summary>A sum over all values, as <see cref="PageViewTexts.Look"/> makes it.</summary>
    private long Look(ReadOnlySpan<byte> message)
    {
        long sum = 0;
        nint p = (nint)_context.Load(message, out byte* end);
        if ((p = AvroDecode.Uuid(p, out UuidBits id, _context)) == 0
            || (p = AvroDecode.Int64(p, out long user, _context)) == 0
            || (p = Text(p, ref sum)) == 0
            || (p = Text(p, ref sum)) == 0
            || (p = AvroDecode.Union(p, out int branch, _context)) == 0
            || (branch != 0 && (p = Text(p, ref sum)) == 0)
            || (p = AvroDecode.Instant(p, out long at, 6, 6, _context)) == 0
            || (p = AvroDecode.Int32(p, out int latency, _context)) == 0
            || (p = AvroDecode.Float64(p, out double score, _context)) == 0
            || (p = AvroDecode.Bool(p, out byte isBot, _context)) == 0
            || (p = AvroDecode.Decimal(p, out long price, 18, _context)) == 0
            || (p = Texts(p, 1, ref sum)) == 0
            || (p = Texts(p, 2, ref sum)) != (nint)end)
        {
            throw new InvalidOperationException(_context.AvroError().Message);
        }

        return sum + id.GetHashCode() + user + at + latency + BitConverter.DoubleToInt64Bits(score) + isBot + price;
    }

    private nint Texts(nint p, int each, ref long sum)
    {
        p = AvroDecode.BlockCount(p, out long block, _context);
        while (p != 0 && block != 0)
        {
            for (long texts = block * each; texts > 0 && p != 0; texts--)
            {
                p = Text(p, ref sum);
            }

            p = p == 0 ? 0 : AvroDecode.BlockCount(p, out block, _context);
        }

        return p;
    }

    private nint Text(nint p, ref long sum)
    {
        p = (nint)AvroScan.Text((byte*)p, _context, out _, out int length);
        sum += length;
        return p;
    }
}
