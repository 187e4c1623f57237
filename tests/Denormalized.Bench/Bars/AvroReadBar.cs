namespace Denormalized.Bench.Bars;

/// <summary>Avro PageViews by hand: into records, and into views of the message that allocate nothing. Frozen.</summary>
internal static class AvroReadBar
{
    public static int Records(Messages messages)
    {
        long sum = 0;
        for (int i = 0; i < messages.Count; i++)
        {
            sum += Record(messages[i]).UserId;
        }

        GC.KeepAlive(sum);
        return messages.Count;
    }

    public static int Views(Messages messages)
    {
        long sum = 0;
        for (int i = 0; i < messages.Count; i++)
        {
            sum += View(messages[i]);
        }

        GC.KeepAlive(sum);
        return messages.Count;
    }

    private static PageView Record(ReadOnlySpan<byte> message)
    {
        var r = new BarReader(message);
        var id = Guid.Parse(r.View((int)r.ZigZag()));
        long user = r.ZigZag();
        string url = r.String((int)r.ZigZag());
        string country = r.String((int)r.ZigZag());
        string? referrer = r.ZigZag() == 0 ? null : r.String((int)r.ZigZag());
        DateTime at = BarReader.Instant(r.ZigZag());
        int latency = (int)r.ZigZag();
        double score = r.Raw<double>();
        bool isBot = r.Raw<byte>() != 0;
        decimal price = Decimal(ref r);
        string[] tags = Tags(ref r);
        return new PageView
        {
            Id = id,
            UserId = user,
            Url = url,
            Country = country,
            Referrer = referrer,
            OccurredAt = at,
            LatencyMs = latency,
            Score = score,
            IsBot = isBot,
            Price = price,
            Tags = tags,
            Attributes = Attributes(ref r),
        };
    }

    private static long View(ReadOnlySpan<byte> message)
    {
        var r = new BarReader(message);
        long sum = Guid.Parse(r.View((int)r.ZigZag())).GetHashCode() + r.ZigZag();
        sum += r.View((int)r.ZigZag()).Length;
        sum += r.View((int)r.ZigZag())[0];
        if (r.ZigZag() != 0)
        {
            sum += r.View((int)r.ZigZag()).Length;
        }

        sum += BarReader.Instant(r.ZigZag()).Ticks + r.ZigZag() + BitConverter.DoubleToInt64Bits(r.Raw<double>()) + r.Raw<byte>() + Decimal(ref r).GetHashCode();
        long n;
        while ((n = r.ZigZag()) != 0)
        {
            for (; n > 0; n--)
            {
                sum += r.View((int)r.ZigZag()).Length;
            }
        }

        while ((n = r.ZigZag()) != 0)
        {
            for (; n > 0; n--)
            {
                sum += r.View((int)r.ZigZag()).Length;
                sum += r.View((int)r.ZigZag()).Length;
            }
        }

        return sum;
    }

    private static decimal Decimal(ref BarReader r)
    {
        ReadOnlySpan<byte> bytes = r.View((int)r.ZigZag());
        long unscaled = bytes.Length == 0 ? 0 : (sbyte)bytes[0];
        for (int i = 1; i < bytes.Length; i++)
        {
            unscaled = (unscaled << 8) | bytes[i];
        }

        return BarReader.Decimal4(unscaled);
    }

    private static string[] Tags(ref BarReader r)
    {
        long n = r.ZigZag();
        if (n == 0)
        {
            return [];
        }

        string[] tags = new string[n];
        for (int i = 0; i < tags.Length; i++)
        {
            tags[i] = r.String((int)r.ZigZag());
        }

        return r.ZigZag() == 0 ? tags : throw new NotSupportedException("several blocks");
    }

    private static Dictionary<string, string> Attributes(ref BarReader r)
    {
        long n = r.ZigZag();
        var attributes = new Dictionary<string, string>((int)n);
        if (n == 0)
        {
            return attributes;
        }

        for (long i = 0; i < n; i++)
        {
            string key = r.String((int)r.ZigZag());
            attributes[key] = r.String((int)r.ZigZag());
        }

        return r.ZigZag() == 0 ? attributes : throw new NotSupportedException("several blocks");
    }
}
