using System.Reflection;
using System.Text.Json;
using Denormalized.ClickHouse;
using Denormalized.Schema;
using Denormalized.Tool.Commands;
using Denormalized.Tool.Import;
using Denormalized.Tool.Tests.Infer;

namespace Denormalized.Tool.Tests.Import;

public class ClickHouseImportTests
{
    [Fact]
    public void The_columns_of_the_record_have_the_types_of_the_table()
    {
        string[] types =
        [
            "Bool", "Int8", "Int16", "Int32", "Int64", "UInt8", "UInt16", "UInt32", "UInt64", "Int128", "UInt128", "Int256", "UInt256",
            "Float32", "Float64", "Decimal(9, 2)", "Decimal(38, 10)", "String", "Nullable(String)", "LowCardinality(String)", "LowCardinality(Nullable(String))",
            "FixedString(16)", "UUID", "Nullable(UUID)", "Date", "Date32", "Time64(6)", "IPv4", "IPv6", "DateTime64(0, 'UTC')", "DateTime64(3, 'UTC')",
            "DateTime64(6, 'UTC')", "DateTime64(7, 'UTC')", "DateTime64(9, 'UTC')", "Array(Int32)", "Array(Nullable(String))", "Array(Array(Float64))",
            "Map(String, Decimal(18, 4))", "Map(UUID, Int32)", "Enum8('a' = -1, 'class' = 0, 'it\\'s = 1, (b)' = 5)", "Enum16('x' = 0, 'y' = 1000)",
            "Tuple(city String, `the height` Nullable(Float64), at DateTime64(3, 'UTC'))", "Array(Tuple(k LowCardinality(String), v Array(Tuple(n Int32))))",
            "Tuple(__set Bool, n Int32)",
        ];
        ClickHouseColumn[] columns = [.. types.Select((t, i) => new ClickHouseColumn(i % 7 == 3 ? $"Odd name {i}" : $"column_{i}", t, i == 0 ? "line\nbreak" : "", i is 3 or 4 ? i - 3 : null))];
        ImportedFile file = ClickHouseImport.Import(new ClickHouseTable("some_rows", [.. columns, new ClickHouseColumn("_offset", "Int64")]), null);
        Assert.Empty(file.Differences);
        string source = file.Print("Imported");
        Assembly assembly = CompiledRecord.Generate(source);
        Type record = assembly.GetType("Imported.SomeRow", throwOnError: true)!;
        object codec = typeof(StreamRegistry).GetMethod(nameof(StreamRegistry.Get))!.MakeGenericMethod(record).Invoke(null, null)!;
        var info = (StreamInfo)codec.GetType().GetProperty("Info")!.GetValue(codec)!;
        Assert.Equal("some_rows", info.Table);
        Assert.Equal(columns.Select(c => (c.Name, c.Type)), info.Columns.Select(c => (c.Name, c.Type)));
        Assert.Contains("ORDER BY (`Odd name 3`, `column_4`)", info.CreateTable.Replace("(column_4", "(`column_4`", StringComparison.Ordinal).Replace(", column_4", ", `column_4`", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DateTime", "x: DateTime becomes DateTime64(0, 'UTC')")]
    [InlineData("DateTime64(3, 'Europe/Berlin')", "x: DateTime64(3, 'Europe/Berlin') becomes DateTime64(3, 'UTC')")]
    [InlineData("LowCardinality(UInt8)", "x: LowCardinality(UInt8) becomes UInt8")]
    [InlineData("AggregateFunction(sum, UInt64)", "x is left out: AggregateFunction(sum, UInt64) has no form in C#")]
    [InlineData("Array(Point)", "x is left out: Array(Point) has no form in C#")]
    public void Where_they_have_not_the_file_says_so(string type, string difference)
    {
        ImportedFile file = ClickHouseImport.Import(new ClickHouseTable("t", [new("id", "Int32"), new("x", type)]), "Row");
        Assert.Equal([difference], file.Differences);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Array(")]
    [InlineData("Array(Int32))")]
    [InlineData("Enum8('a = 1)")]
    [InlineData("Int32 Int32")]
    public void What_is_no_type_is_refused(string type) => Assert.Throws<FormatException>(() => ClickHouseTypeText.Parse(type));

    [Fact]
    public async Task The_command_reads_a_table_of_the_embedded_engine()
    {
        string folder = TestEngine.Folder;
        await using (EmbeddedClickHouse engine = EmbeddedClickHouse.Open(new EmbeddedOptions { Path = folder }))
        {
            await engine.ExecuteAsync("CREATE TABLE page_views (id UUID COMMENT 'of the view', country LowCardinality(String), at DateTime64(6, 'UTC')) ENGINE = MergeTree ORDER BY (country, at)");
            var output = new StringWriter { NewLine = "\n" };
            var error = new StringWriter { NewLine = "\n" };
            Assert.Equal((0, ""), (await ToolCommands.RunAsync(["import", "--table", "page_views", "--embedded", folder, "--namespace", "Shop"], output, error), error.ToString()));
            Assert.Equal("""
                using System;
                using Denormalized;

                namespace Shop;

                // Imported from the ClickHouse table page_views.
                [Stream("page_views")]
                public partial record PageView
                {
                    // of the view
                    public required Guid Id { get; init; }

                    [LowCardinality, SortKey(0)]
                    public required string Country { get; init; }

                    [SortKey(1)]
                    public required DateTimeOffset At { get; init; }
                }

                """, output.ToString());
            Assert.Equal(ExitCodes.Failed, await ToolCommands.RunAsync(["import", "--table", "nothing", "--embedded", folder], output, error));
            Assert.Contains("There is no table 'nothing'.", error.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Columns_that_the_table_computes_are_left_out()
    {
        string folder = TestEngine.Folder;
        await using EmbeddedClickHouse engine = EmbeddedClickHouse.Open(new EmbeddedOptions { Path = folder });
        await engine.ExecuteAsync("""
            CREATE TABLE computed_orders (id Int64, n Int32 DEFAULT 7, day Date MATERIALIZED toDate(at), at DateTime64(6, 'UTC'), twice Int64 ALIAS n * 2, raw String EPHEMERAL)
            ENGINE = MergeTree ORDER BY (day, id)
            """);
        var output = new StringWriter { NewLine = "\n" };
        var error = new StringWriter { NewLine = "\n" };
        Assert.Equal(0, await ToolCommands.RunAsync(["import", "--table", "computed_orders", "--embedded", folder, "--namespace", "Shop"], output, error));
        Assert.Equal("""
            The record differs: day is left out: the table computes MATERIALIZED columns itself.
            The record differs: twice is left out: the table computes ALIAS columns itself.
            The record differs: raw is left out: EPHEMERAL columns are not stored.

            """, error.ToString());
        Assert.Equal("""
            using System;
            using Denormalized;

            namespace Shop;

            // Imported from the ClickHouse table computed_orders.
            // Left out: day, the table computes MATERIALIZED columns itself.
            // Left out: twice, the table computes ALIAS columns itself.
            // Left out: raw, EPHEMERAL columns are not stored.
            [Stream("computed_orders")]
            public partial record ComputedOrder
            {
                public required long Id { get; init; }

                public required int N { get; init; }

                public required DateTimeOffset At { get; init; }
            }

            """, output.ToString());
    }

    [Theory]
    [InlineData("Enum8('a' = -1, 'class' = 0, 'it\\'s = 1, (b)\\n' = 5)")]
    [InlineData("Array(Tuple(city String, `the height` Nullable(Float64), at DateTime64(3, 'Europe/Berlin')))")]
    [InlineData("Map(LowCardinality(String), Tuple(Int8, Decimal(18, 4)))")]
    public async Task A_type_is_printed_on_one_line_as_the_server_takes_it(string type)
    {
        Assert.Equal(type, ClickHouseTypeText.Parse(type).ToString());
        IReadOnlyList<JsonElement> rows = await JsonRows.ReadAsync(
            TestEngine.Instance, "SELECT toTypeName(defaultValueOfTypeName({t:String})) AS type", [QueryParameter.String("t", type)]);
        Assert.Equal(type, ClickHouseTypeText.Parse(Assert.Single(rows).GetProperty("type").GetString()!).ToString());
    }

    [Theory]
    [InlineData(ExitCodes.Usage, "Give an Avro schema or file, a Parquet file, or --table")]
    [InlineData(ExitCodes.Failed, "--table needs --connection", "--table", "x")]
    [InlineData(ExitCodes.Failed, "there is no such folder", "--table", "x", "--embedded", "no such folder")]
    public async Task What_is_missing_is_said(int code, string message, params string[] arguments)
    {
        var error = new StringWriter();
        Assert.Equal(code, await ToolCommands.RunAsync(["import", .. arguments], new StringWriter(), error));
        Assert.Contains(message, error.ToString(), StringComparison.Ordinal);
    }
}
