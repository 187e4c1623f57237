using System.Buffers;
using System.Text;
using Denormalized.ClickHouse;
using Denormalized.TestSupport;

namespace Denormalized.Conformance.Tests;

/// <summary>What the hops of the corpus share: the engine, tables, and the question which rows it holds.</summary>
internal static class Hops
{
    private static readonly Lazy<EmbeddedClickHouse> s_engine = new(() => EmbeddedClickHouse.Open());

    public static StreamCodec<Everything> Codec { get; } = StreamRegistry.Get<Everything>();

    public static IClickHouse Engine => s_engine.Value;

    public static string[] ColumnNames { get; } = [.. Codec.Info.Columns.Select(c => c.Name)];

    /// <summary>An empty table of the stream's own DDL, under another name.</summary>
    public static async Task CreateTableAsync(string name)
    {
        await Engine.ExecuteAsync($"DROP TABLE IF EXISTS {name}");
        await Engine.ExecuteAsync(Codec.Info.CreateTable.Replace("`everything`", $"`{name}`", StringComparison.Ordinal));
    }

    /// <summary>Names of the cases for which the table does not hold what the corpus says.</summary>
    public static async Task<string[]> WrongAsync(string table, Func<Case, bool>? counts = null)
    {
        Case[] cases = [.. Corpus.Cases.Where(counts ?? (_ => true))];
        var wrong = new List<string>();

        // Some conditions at a time: one query of all would be compiled for a long time.
        foreach (Case[] some in cases.Chunk(40))
        {
            string arms = string.Join(", ", some.Select(c => $"`case` = {c.Row.Case}, NOT ({c.Condition})"));
            string ids = string.Join(", ", some.Select(c => c.Row.Case));
            string found = await TextAsync($"SELECT arrayStringConcat(arraySort(groupArray(`case`)), ',') FROM {table} WHERE `case` IN ({ids}) AND NOT (multiIf({arms}, true))");
            var right = found.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).ToHashSet();
            wrong.AddRange(some.Where(c => !right.Contains(c.Row.Case)).Select(c => c.Name));
        }

        return [.. wrong];
    }

    public static async Task<byte[]> BytesAsync(string sql, string format)
    {
        var bytes = new ArrayBufferWriter<byte>();
        await foreach (ReadOnlyMemory<byte> chunk in Engine.QueryAsync(sql, format))
        {
            bytes.Write(chunk.Span);
        }

        return bytes.WrittenSpan.ToArray();
    }

    public static async Task<string> TextAsync(string sql) => Encoding.UTF8.GetString(await BytesAsync(sql, "TSVRaw")).TrimEnd('\n');

    public static byte[] Native(IEnumerable<Everything> rows) => NativeRows.Write(Codec, rows);

    public static List<Everything> ReadNative(byte[] bytes) => NativeRows.Read(Codec, bytes);

    public static byte[] Avro(Everything row)
    {
        var body = new ArrayBufferWriter<byte>();
        Codec.WriteAvro(body, row);
        return body.WrittenSpan.ToArray();
    }

    /// <summary>The rows are those of the corpus; the message names the first that differ, and how.</summary>
    public static void AssertSame(IEnumerable<Everything> rows, Func<Case, bool>? counts = null, string where = "")
    {
        Dictionary<int, Everything> found = rows.ToDictionary(r => r.Case);
        string[] wrong = [.. Corpus.Cases.Where(counts ?? (_ => true))
            .Select(c => found.TryGetValue(c.Row.Case, out Everything? row) ? Structure.Difference(c.Row, row) is { } d ? $"{c.Name}: {d}" : null : $"{c.Name}: missing")
            .OfType<string>()];
        Assert.True(wrong.Length == 0, $"{where}{wrong.Length} differ:\n{string.Join('\n', wrong.Take(20))}");
    }
}
