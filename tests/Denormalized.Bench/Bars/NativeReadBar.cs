namespace Denormalized.Bench.Bars;

/// <summary>
/// Native blocks into PageViews by hand: a scan of the lengths finds where each column begins, then a cursor for each column
/// and row after row. Frozen.
/// </summary>
internal static class NativeReadBar
{
    public static int Read(byte[][] blocks)
    {
        int rows = 0;
        long sum = 0;
        foreach (byte[] block in blocks)
        {
            rows += Read(block, ref sum);
        }

        GC.KeepAlive(sum);
        return rows;
    }

    private static int Read(ReadOnlySpan<byte> block, ref long sum)
    {
        var r = new BarReader(block);
        r.VarInt();
        int n = (int)r.VarInt();
        BarReader id = Fixed(ref r, 16 * n);
        BarReader user = Fixed(ref r, 8 * n);
        BarReader url = Texts(ref r, n);
        BarReader country = Texts(ref r, n);
        BarReader isNull = Fixed(ref r, n);
        BarReader referrer = Texts(ref r, n, hasHeader: false);
        BarReader at = Fixed(ref r, 8 * n);
        BarReader latency = Fixed(ref r, 4 * n);
        BarReader score = Fixed(ref r, 8 * n);
        BarReader isBot = Fixed(ref r, n);
        BarReader price = Fixed(ref r, 8 * n);
        BarReader tagEnds = Fixed(ref r, 8 * n);
        BarReader tag = Texts(ref r, Last(tagEnds, n), hasHeader: false);
        BarReader attributeEnds = Fixed(ref r, 8 * n);
        BarReader key = Texts(ref r, Last(attributeEnds, n), hasHeader: false);
        BarReader value = Texts(ref r, Last(attributeEnds, n), hasHeader: false);
        long tags = 0;
        long attributes = 0;
        for (int i = 0; i < n; i++)
        {
            var row = new PageView
            {
                Id = id.Uuid(),
                UserId = user.Raw<long>(),
                Url = url.String((int)url.VarInt()),
                Country = country.String((int)country.VarInt()),
                Referrer = Nullable(ref isNull, ref referrer),
                OccurredAt = BarReader.Instant(at.Raw<long>()),
                LatencyMs = latency.Raw<int>(),
                Score = score.Raw<double>(),
                IsBot = isBot.Raw<byte>() != 0,
                Price = BarReader.Decimal4(price.Raw<long>()),
                Tags = Tags(ref tagEnds, ref tag, ref tags),
                Attributes = Attributes(ref attributeEnds, ref key, ref value, ref attributes),
            };
            sum += row.UserId;
        }

        return n;
    }

    private static string? Nullable(ref BarReader isNull, ref BarReader texts)
    {
        int length = (int)texts.VarInt();
        if (isNull.Raw<byte>() == 0)
        {
            return texts.String(length);
        }

        texts.View(length);
        return null;
    }

    private static string[] Tags(ref BarReader ends, ref BarReader texts, ref long start)
    {
        long end = ends.Raw<long>();
        string[] tags = end == start ? [] : new string[end - start];
        for (int i = 0; i < tags.Length; i++)
        {
            tags[i] = texts.String((int)texts.VarInt());
        }

        start = end;
        return tags;
    }

    private static Dictionary<string, string> Attributes(ref BarReader ends, ref BarReader keys, ref BarReader values, ref long start)
    {
        long end = ends.Raw<long>();
        var attributes = new Dictionary<string, string>((int)(end - start));
        for (; start < end; start++)
        {
            string key = keys.String((int)keys.VarInt());
            attributes[key] = values.String((int)values.VarInt());
        }

        return attributes;
    }

    private static BarReader Fixed(ref BarReader r, int bytes)
    {
        Header(ref r);
        var cursor = new BarReader(r.Source) { Position = r.Position };
        r.View(bytes);
        return cursor;
    }

    private static BarReader Texts(ref BarReader r, int count, bool hasHeader = true)
    {
        if (hasHeader)
        {
            Header(ref r);
        }

        var cursor = new BarReader(r.Source) { Position = r.Position };
        for (; count > 0; count--)
        {
            r.View((int)r.VarInt());
        }

        return cursor;
    }

    private static int Last(BarReader ends, int rows)
    {
        ends.View(8 * (rows - 1));
        return (int)ends.Raw<long>();
    }

    private static void Header(ref BarReader r)
    {
        r.View((int)r.VarInt());
        r.View((int)r.VarInt());
    }
}
