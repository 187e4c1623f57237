namespace Denormalized.Bench.Bars;

/// <summary>PageView as ClickHouse RowBinary, by hand: one pass over each record into one buffer. Frozen.</summary>
internal static class RowBinaryEncodeBar
{
    /// <summary>Fixed-width fields, flags and length prefixes of a row without its collections.</summary>
    private const int RowRoom = 128;

    public static int Encode(PageView[] rows, byte[] buffer)
    {
        var w = new BarWriter(buffer);
        foreach (PageView row in rows)
        {
            w.Ensure(RowRoom);
            w.Uuid(row.Id);
            w.Raw(row.UserId);
            w.String(row.Url, 0);
            w.String(row.Country, 0);
            w.Ensure(RowRoom);
            if (row.Referrer is { } referrer)
            {
                w.Byte(0);
                w.String(referrer, 0);
            }
            else
            {
                w.Byte(1);
            }

            w.Ensure(RowRoom);
            w.Raw(BarWriter.Micros(row.OccurredAt));
            w.Raw(row.LatencyMs);
            w.Raw(row.Score);
            w.Byte(row.IsBot ? (byte)1 : (byte)0);
            w.Raw(BarWriter.Unscaled4(row.Price));
            w.VarInt((ulong)row.Tags.Length);
            foreach (string tag in row.Tags)
            {
                w.String(tag, 0);
            }

            w.Ensure(RowRoom);
            w.VarInt((ulong)row.Attributes.Count);
            foreach (KeyValuePair<string, string> pair in row.Attributes)
            {
                w.String(pair.Key, 0);
                w.String(pair.Value, 0);
            }
        }

        return rows.Length;
    }
}
