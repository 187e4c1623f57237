namespace Denormalized.SourceGen.Tests.Queries;

/// <summary>How operators compose to one statement.</summary>
public class QueryShapeTests
{
    [Fact]
    public void Wanted_query()
    {
        string sql = QueryCode.Sql(
            """
            db.From<PageView>()
                .Where(v => v.Country == country && v.At >= since)
                .GroupBy(v => v.Url).Select(g => new { Url = g.Key, Views = g.Count(), P99 = g.Quantile(0.99, v => v.LatencyMs) })
                .OrderByDescending(t => t.Views).Take(10)
            """,
            """
            string country = "DE";
            var since = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
            """);
        Assert.Equal(
            """
            SELECT _t.`url` AS `Url`, toInt64(count()) AS `Views`, quantile(0.99)(toFloat64(_t.`latency_ms`)) AS `P99`
            FROM `page_views` AS _t
            WHERE _t.`country` = {p0:String} AND _t.`at` >= {p1:DateTime64(7, 'UTC')}
            GROUP BY _t.`url`
            ORDER BY `Views` DESC
            LIMIT 10
            -- p0:String = DE
            -- p1:DateTime64(7, 'UTC') = 2026-01-02 03:04:05.0000000
            """, sql);
    }
}
