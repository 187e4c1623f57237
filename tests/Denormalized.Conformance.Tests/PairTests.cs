using System.Buffers;
using Denormalized.ClickHouse;

namespace Denormalized.Conformance.Tests;

/// <summary>Every hop after every other: what one hands out, the next takes, and the values are those of the corpus.</summary>
public class PairTests
{
    private static readonly IReadOnlyDictionary<string, Func<IReadOnlyList<Everything>, Task<List<Everything>>>> s_hops = new Dictionary<string, Func<IReadOnlyList<Everything>, Task<List<Everything>>>>
    {
        ["JSON"] = rows => Task.FromResult(rows.Select(Json).ToList()),
        ["Avro"] = rows => Task.FromResult(rows.Select(r => Hops.Codec.ReadAvro(Hops.Avro(r))).ToList()),
        ["Avro of Apache"] = rows => Task.FromResult(rows.Select(r => Hops.Codec.ReadAvro(AvroTests.ThroughApache(Hops.Avro(r)))).ToList()),
        ["Native"] = rows => Task.FromResult(Hops.ReadNative(Hops.Native(rows))),
        ["RowBinary"] = async rows => await RowBinary.ReadAsync(Hops.Codec, RowBinaryTests.Chunks(RowBinaryTests.Write(rows, withNamesAndTypes: true), 1 << 16)).ToListAsync(),
        ["ClickHouse, Native"] = async rows => Hops.ReadNative(await ThroughClickHouseAsync(rows, "Native")),
        ["ClickHouse, RowBinary"] = async rows => await RowBinary.ReadAsync(Hops.Codec, RowBinaryTests.Chunks(await ThroughClickHouseAsync(rows, "RowBinaryWithNamesAndTypes"), 1 << 16)).ToListAsync(),
    };

    public static TheoryData<string> First => new(s_hops.Keys);

    [Theory]
    [MemberData(nameof(First))]
    public async Task Every_hop_takes_what_this_one_hands_out(string first)
    {
        // JSON has no NaN and no infinities: the one loss that the table declares.
        Case[] cases = [.. Corpus.Cases.Where(JsonTests.IsJson)];
        List<Everything> once = await s_hops[first]([.. cases.Select(c => c.Row)]);
        foreach (string second in s_hops.Keys)
        {
            Hops.AssertSame(await s_hops[second](once), JsonTests.IsJson, $"{first}, then {second}: ");
        }
    }

    private static Everything Json(Everything row)
    {
        var json = new ArrayBufferWriter<byte>();
        Hops.Codec.WriteJson(json, row);
        return Hops.Codec.ReadJson(json.WrittenSpan);
    }

    private static async Task<byte[]> ThroughClickHouseAsync(IReadOnlyList<Everything> rows, string format)
    {
        await Hops.CreateTableAsync("pairs");
        await Hops.Engine.InsertAsync(new InsertCommand("pairs", Hops.ColumnNames), [Hops.Native(rows)]);
        return await Hops.BytesAsync($"SELECT {string.Join(", ", Hops.ColumnNames.Select(n => $"`{n}`"))} FROM pairs", format);
    }
}
