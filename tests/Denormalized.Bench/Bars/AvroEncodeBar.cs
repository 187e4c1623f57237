using System.Buffers.Binary;
using System.Numerics;

namespace Denormalized.Bench.Bars;

/// <summary>PageView as Avro, written by hand. Frozen.</summary>
internal static class AvroEncodeBar
{
    public static int Encode(PageView[] rows, byte[] buffer)
    {
        var writer = new BarWriter(buffer);
        foreach (PageView row in rows)
        {
            Write(ref writer, row);
        }

        return rows.Length;
    }

    private static void Write(ref BarWriter w, PageView row)
    {
        w.Ensure(96);
        w.Byte(72);
        row.Id.TryFormat(w.Buffer.AsSpan(w.Position, 36), out _);
        w.Position += 36;
        w.ZigZag(row.UserId);
        w.String(row.Url, 1);
        w.String(row.Country, 1);
        w.Ensure(1);
        if (row.Referrer is { } referrer)
        {
            w.Byte(2);
            w.String(referrer, 1);
        }
        else
        {
            w.Byte(0);
        }

        w.Ensure(80);
        w.ZigZag(BarWriter.Micros(row.OccurredAt));
        w.ZigZag(row.LatencyMs);
        w.Raw(row.Score);
        w.Byte(row.IsBot ? (byte)1 : (byte)0);
        Decimal(ref w, row.Price);
        if (row.Tags.Length > 0)
        {
            w.ZigZag(row.Tags.Length);
            foreach (string tag in row.Tags)
            {
                w.String(tag, 1);
            }

            w.Ensure(20);
        }

        w.Byte(0);
        if (row.Attributes.Count > 0)
        {
            w.ZigZag(row.Attributes.Count);
            foreach (KeyValuePair<string, string> pair in row.Attributes)
            {
                w.String(pair.Key, 1);
                w.String(pair.Value, 1);
            }

            w.Ensure(20);
        }

        w.Byte(0);
    }

    private static void Decimal(ref BarWriter w, decimal value)
    {
        long unscaled = BarWriter.Unscaled4(value);
        int length = (65 - BitOperations.LeadingZeroCount((ulong)(unscaled ^ (unscaled >> 63))) + 7) >> 3;
        w.Byte((byte)(length << 1));
        BinaryPrimitives.WriteInt64BigEndian(w.Buffer.AsSpan(w.Position), unscaled << (64 - (8 * length)));
        w.Position += length;
    }
}
