using System.Buffers;

namespace Denormalized.Conformance.Tests;

/// <summary>C# to JSON and back.</summary>
public class JsonTests
{
    [Fact]
    public void We_read_what_we_wrote()
        => Hops.AssertSame(Corpus.Cases.Where(IsJson).Select(c =>
        {
            var json = new ArrayBufferWriter<byte>();
            Hops.Codec.WriteJson(json, c.Row);
            return Hops.Codec.ReadJson(json.WrittenSpan);
        }), IsJson);

    [Fact]
    public void What_JSON_does_not_have_is_refused_by_name()
        => Assert.All(Corpus.Cases.Where(c => !IsJson(c)), c =>
        {
            var error = Assert.Throws<WireRangeException>(() => Hops.Codec.WriteJson(new ArrayBufferWriter<byte>(), c.Row));
            Assert.Contains(error.Member, new[] { "F16", "F32", "F64" });
        });

    internal static bool IsJson(Case @case)
        => Half.IsFinite(@case.Row.F16) && float.IsFinite(@case.Row.F32) && double.IsFinite(@case.Row.F64);
}
