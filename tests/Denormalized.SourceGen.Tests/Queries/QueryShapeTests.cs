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

    [Fact]
    public void Where_after_take_is_a_sub_query_whose_order_is_kept()
    {
        string sql = QueryCode.Sql("db.From<PageView>().OrderBy(v => v.LatencyMs).Select(v => v.Url).Take(3).Where(u => u != \"\")");
        Assert.Equal(
            """
            SELECT _t.`value` AS `value`
            FROM (
                SELECT _t.`url` AS `value`, _t.`latency_ms` AS `__order0`
                FROM `page_views` AS _t
                ORDER BY _t.`latency_ms`
                LIMIT 3
            ) AS _t
            WHERE _t.`value` != ''
            ORDER BY _t.`__order0`
            """, sql);
    }

    [Fact]
    public void Null_is_chosen_at_run_time_and_shapes_are_interned()
    {
        string body = """
            private static Query<PageView> By(string? referrer) => db.From<PageView>().Where(v => v.Referrer == referrer);
            private static string Condition(Query<PageView> query) => query.ToSql().Sql.Split("WHERE ")[1];
            public static string Run()
            {
                Query<PageView> looped = db.From<PageView>();
                foreach (string url in new[] { "a", "b" })
                {
                    looped = looped.Where(v => v.Url != url);
                }

                return string.Join("\n", Condition(By(null)), Condition(By("x")), ReferenceEquals(By("x").ToSql().Sql, By("y").ToSql().Sql), Condition(looped));
            }
            """;
        Assert.Equal(
            """
            _t.`referrer` IS NULL
            _t.`referrer` = {p0:String}
            True
            _t.`url` != {p0:String} AND _t.`url` != {p1:String}
            """, Compile.Run(QueryCode.Source(body), new StreamGenerator(), new QueryGenerator()));
    }

    [Fact]
    public void Hostile_literals_stay_literals()
        => Assert.Equal("""`url` = '\'; DROP TABLE page_views; -- \\ \n'""", QueryCode.Where("v.Url == \"'; DROP TABLE page_views; -- \\\\ \\n\""));

    [Theory]
    [InlineData("v.Status == 5", "`status` = 5")]
    [InlineData("v.Status != 5", "ifNull(`status` != 5, true)")]
    [InlineData("!(v.Status == 5)", "NOT ifNull(`status` = 5, false)")]
    [InlineData("v.IsBot || v.LatencyMs > 5 && v.Bytes < 3", "(`is_bot` OR `latency_ms` > 5 AND `bytes` < 3)")]
    [InlineData("v.Kind == Kind.View", "`kind` = 'page-view'")]
    [InlineData("v.LatencyMs / 2 == 1", "toInt32(intDiv(`latency_ms`, toInt32(2))) = 1")]
    [InlineData("v.User == null", "NOT tupleElement(`user`, '__set')")]
    [InlineData("v.User!.Login == \"x\"", "tupleElement(`user`, 'login') = 'x'")]
    [InlineData("v.Ratio == 0.1f", "`ratio` = 0.10000000149011612")]
    [InlineData("v.Country is \"DE\" or \"FR\"", "(`country` = 'DE' OR `country` = 'FR')")]
    [InlineData("v.Tags.Contains(\"x\")", "has(`tags`, 'x')")]
    public void Conditions(string condition, string sql) => Assert.Equal(sql, QueryCode.Where(condition));
}
