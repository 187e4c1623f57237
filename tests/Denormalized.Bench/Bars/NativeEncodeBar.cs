namespace Denormalized.Bench.Bars;

/// <summary>PageView as ClickHouse Native blocks of 65,536 rows, by hand: tiles of 256 rows, a buffer a column, one gather. Frozen.</summary>
internal sealed class NativeEncodeBar
{
    private const int Block = 65_536;
    private const int Tile = 256;

    private static readonly string[] s_names = ["id", "user_id", "url", "country", "referrer", "occurred_at", "latency_ms", "score", "is_bot", "price", "tags", "attributes"];
    private static readonly string[] s_types =
    [
        "UUID", "Int64", "String", "String", "Nullable(String)", "DateTime64(6, 'UTC')", "Int32", "Float64", "Bool", "Decimal(18, 4)", "Array(String)", "Map(String, String)",
    ];

    private readonly byte[][] _columns = [.. Enumerable.Range(0, 16).Select(_ => new byte[1 << 20])];
    private byte[] _output = new byte[1 << 24];

    public int Encode(PageView[] rows)
    {
        for (int at = 0; at < rows.Length; at += Block)
        {
            EncodeBlock(rows.AsSpan(at, Math.Min(Block, rows.Length - at)));
        }

        return rows.Length;
    }

    private void EncodeBlock(ReadOnlySpan<PageView> all)
    {
        Span<int> ends = stackalloc int[16];
        long tags = 0;
        long attributes = 0;
        for (int at = 0; at < all.Length; at += Tile)
        {
            EncodeTile(all.Slice(at, Math.Min(Tile, all.Length - at)), ends, ref tags, ref attributes);
        }

        Gather(all.Length, ends);
    }

    private void EncodeTile(ReadOnlySpan<PageView> rows, Span<int> ends, ref long tags, ref long attributes)
    {
        int n = rows.Length;
        BarWriter w = Begin(0, ends, 16 * n);
        foreach (PageView row in rows) { w.Uuid(row.Id); }
        End(0, ends, ref w);
        w = Begin(1, ends, 8 * n);
        foreach (PageView row in rows) { w.Raw(row.UserId); }
        End(1, ends, ref w);
        w = Begin(2, ends, 0);
        foreach (PageView row in rows) { w.String(row.Url, 0); }
        End(2, ends, ref w);
        w = Begin(3, ends, 0);
        foreach (PageView row in rows) { w.String(row.Country, 0); }
        End(3, ends, ref w);
        w = Begin(4, ends, n);
        foreach (PageView row in rows) { w.Byte(row.Referrer is null ? (byte)1 : (byte)0); }
        End(4, ends, ref w);
        w = Begin(5, ends, 0);
        foreach (PageView row in rows) { w.String(row.Referrer ?? "", 0); }
        End(5, ends, ref w);
        w = Begin(6, ends, 8 * n);
        foreach (PageView row in rows) { w.Raw(BarWriter.Micros(row.OccurredAt)); }
        End(6, ends, ref w);
        w = Begin(7, ends, 4 * n);
        foreach (PageView row in rows) { w.Raw(row.LatencyMs); }
        End(7, ends, ref w);
        w = Begin(8, ends, 8 * n);
        foreach (PageView row in rows) { w.Raw(row.Score); }
        End(8, ends, ref w);
        w = Begin(9, ends, n);
        foreach (PageView row in rows) { w.Byte(row.IsBot ? (byte)1 : (byte)0); }
        End(9, ends, ref w);
        w = Begin(10, ends, 8 * n);
        foreach (PageView row in rows) { w.Raw(BarWriter.Unscaled4(row.Price)); }
        End(10, ends, ref w);
        EncodeCollections(rows, ends, ref tags, ref attributes);
    }

    private void EncodeCollections(ReadOnlySpan<PageView> rows, Span<int> ends, ref long tags, ref long attributes)
    {
        BarWriter w = Begin(11, ends, 8 * rows.Length);
        foreach (PageView row in rows) { w.Raw(tags += row.Tags.Length); }
        End(11, ends, ref w);
        w = Begin(12, ends, 0);
        foreach (PageView row in rows)
        {
            foreach (string tag in row.Tags) { w.String(tag, 0); }
        }

        End(12, ends, ref w);
        w = Begin(13, ends, 8 * rows.Length);
        foreach (PageView row in rows) { w.Raw(attributes += row.Attributes.Count); }
        End(13, ends, ref w);
        BarWriter keys = Begin(14, ends, 0);
        BarWriter values = Begin(15, ends, 0);
        foreach (PageView row in rows)
        {
            foreach (KeyValuePair<string, string> pair in row.Attributes)
            {
                keys.String(pair.Key, 0);
                values.String(pair.Value, 0);
            }
        }

        End(14, ends, ref keys);
        End(15, ends, ref values);
    }

    private void Gather(int rows, ReadOnlySpan<int> ends)
    {
        var w = new BarWriter(_output);
        w.Ensure(20);
        w.VarInt(12);
        w.VarInt((ulong)rows);
        int column = 0;
        for (int i = 0; i < 16; i++)
        {
            if (i is not (5 or 12 or 14 or 15))
            {
                w.String(s_names[column], 0);
                w.String(s_types[column++], 0);
            }

            w.Ensure(ends[i]);
            _columns[i].AsSpan(0, ends[i]).CopyTo(w.Buffer.AsSpan(w.Position));
            w.Position += ends[i];
        }

        _output = w.Buffer;
    }

    private BarWriter Begin(int column, ReadOnlySpan<int> ends, int room)
    {
        var writer = new BarWriter(_columns[column]) { Position = ends[column] };
        writer.Ensure(room);
        return writer;
    }

    private void End(int column, Span<int> ends, scoped ref BarWriter writer)
    {
        ends[column] = writer.Position;
        _columns[column] = writer.Buffer;
    }
}
