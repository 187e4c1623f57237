using Denormalized.Schema;

namespace Denormalized.Conformance.Tests.Foreign;

/// <summary>What foreign readers were seen to do, without them.</summary>
public sealed class GoldenTests
{
    private static readonly Golden s_golden = Golden.Load();

    public static TheoryData<string> Writers => ["avro-js", "avsc", "python3-avro"];

    [Fact]
    public void We_write_the_bytes_that_they_read()
    {
        Assert.Equal(s_golden.Rows.Select(r => r.Body), s_golden.Rows.Select((_, i) => Convert.ToHexStringLower(Golden.Body(GoldenRow.Make(i)))));
        var text = new AvroText(StreamRegistry.Get<GoldenRow>().Info.AvroSchema);
        Assert.All(s_golden.Rows, r => Assert.Equal(r.Text, text.Of(Convert.FromHexString(r.Body))));
    }

    [Theory]
    [MemberData(nameof(Writers))]
    public async Task We_read_the_files_that_they_wrote(string writer)
    {
        AvroFileReader reader = await AvroFileReader.OpenAsync(new MemoryStream(s_golden.Files[writer]));
        Assert.Equal(AvroCompression.Deflate, reader.Compression);
        List<GoldenRow> rows = await reader.ReadAsync<GoldenRow>().ToListAsync();
        Assert.Equal(s_golden.Rows.Select(r => r.Body), rows.Select(r => Convert.ToHexStringLower(Golden.Body(r))));
        Assert.All(rows.Select((r, i) => (r, i)), p => Assert.Null(Structure.Difference(GoldenRow.Make(p.i), p.r)));
    }

    [Fact]
    public void A_lock_lets_pass_what_they_call_compatible()
    {
        Assert.All(Enum.GetValues<CompatibilityMode>().Except([CompatibilityMode.None]), mode =>
        {
            int allowed = s_golden.Chains.Count(c => c.Allowed.Split(' ').Contains(CompatibilityNames.Of(mode)));
            Assert.InRange(allowed, 3, s_golden.Chains.Count * 7 / 10);
        });
        Assert.All(s_golden.Chains, c => Assert.Equal(c.Allowed, new SchemaChain(c.First, c.Second, c.Third).Allowed()));
    }

    [Fact]
    public void Schemas_are_resolved_as_they_resolve_them()
    {
        Assert.Contains(s_golden.Pairs, p => p.Resolved is null);
        Assert.All(s_golden.Pairs, p => Assert.Equal(p.Resolved, new ResolvedPair(p.Writer, p.Reader, p.Data).Resolve().Resolved));
    }
}
