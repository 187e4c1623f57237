using Denormalized.CompilerServices;

namespace Denormalized.Bench.Codecs;

/// <summary>Looks at every value of decoded rows where it lies, texts as UTF-8: what a pipeline's lambda does without strings.</summary>
public sealed class PageViewTexts
{
    private readonly ColumnBlock _block = new();

    /// <summary>A sum over all values, so that none is left out.</summary>
    public long Look(RecordColumns columns)
    {
        _block.Begin(columns.Rows);
        columns.Describe(_block);
        FixedCursor<UuidBits> id = _block.Open("id", "UUID").Fixed<UuidBits>();
        FixedCursor<long> user = _block.Open("user_id", "Int64").Fixed<long>();
        StringCursor url = _block.Open("url", "String").String();
        StringCursor country = _block.Open("country", "String").String();
        SegmentReader nullable = _block.Open("referrer", "Nullable(String)");
        FixedCursor<byte> isNull = nullable.Fixed<byte>();
        StringCursor referrer = nullable.String();
        FixedCursor<long> at = _block.Open("occurred_at", "DateTime64(6, 'UTC')").Fixed<long>();
        FixedCursor<int> latency = _block.Open("latency_ms", "Int32").Fixed<int>();
        FixedCursor<double> score = _block.Open("score", "Float64").Fixed<double>();
        FixedCursor<byte> isBot = _block.Open("is_bot", "Bool").Fixed<byte>();
        FixedCursor<long> price = _block.Open("price", "Decimal(18, 4)").Fixed<long>();
        SegmentReader array = _block.Open("tags", "Array(String)");
        var tags = new LengthCursor(array.Fixed<ulong>());
        StringCursor tag = array.String();
        SegmentReader map = _block.Open("attributes", "Map(String, String)");
        var attributes = new LengthCursor(map.Fixed<ulong>());
        StringCursor key = map.String();
        StringCursor value = map.String();

        long sum = 0;
        for (int row = 0; row < _block.Rows; row++)
        {
            sum += id.Next().GetHashCode() + user.Next() + url.NextUtf8().Length + country.NextUtf8()[0];
            sum += isNull.Next() + referrer.NextUtf8().Length + at.Next() + latency.Next() + BitConverter.DoubleToInt64Bits(score.Next()) + isBot.Next() + price.Next();
            for (int n = tags.Next(); n > 0; n--)
            {
                sum += tag.NextUtf8().Length;
            }

            for (int n = attributes.Next(); n > 0; n--)
            {
                sum += key.NextUtf8().Length + value.NextUtf8().Length;
            }
        }

        return sum;
    }
}
