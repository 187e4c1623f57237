using System.Globalization;
using Avro;
using ApacheSchema = Avro.Schema;
using AvroFingerprint = Denormalized.Schema.AvroFingerprint;
using AvroSchema = Denormalized.Schema.AvroSchema;

namespace Denormalized.Tests.Avro;

/// <summary>The vectors of Apache Avro's shared test data (share/test/data/schema-tests.txt), and its C# library on more.</summary>
public class CanonicalFormTests
{
    [Theory]
    [InlineData("\"null\"", "\"null\"", 7195948357588979594)]
    [InlineData("{\"type\":\"null\"}", "\"null\"", 7195948357588979594)]
    [InlineData("\"boolean\"", "\"boolean\"", -6970731678124411036)]
    [InlineData("{\"type\":\"boolean\"}", "\"boolean\"", -6970731678124411036)]
    [InlineData("\"int\"", "\"int\"", 8247732601305521295)]
    [InlineData("{\"type\":\"int\"}", "\"int\"", 8247732601305521295)]
    [InlineData("\"long\"", "\"long\"", -3434872931120570953)]
    [InlineData("{\"type\":\"long\"}", "\"long\"", -3434872931120570953)]
    [InlineData("\"float\"", "\"float\"", 5583340709985441680)]
    [InlineData("{\"type\":\"float\"}", "\"float\"", 5583340709985441680)]
    [InlineData("\"double\"", "\"double\"", -8181574048448539266)]
    [InlineData("{\"type\":\"double\"}", "\"double\"", -8181574048448539266)]
    [InlineData("\"bytes\"", "\"bytes\"", 5746618253357095269)]
    [InlineData("{\"type\":\"bytes\"}", "\"bytes\"", 5746618253357095269)]
    [InlineData("\"string\"", "\"string\"", -8142146995180207161)]
    [InlineData("{\"type\":\"string\"}", "\"string\"", -8142146995180207161)]
    [InlineData("[  ]", "[]", -1241056759729112623)]
    [InlineData("[ \"int\"  ]", "[\"int\"]", -5232228896498058493)]
    [InlineData("[ \"int\" , {\"type\":\"boolean\"} ]", "[\"int\",\"boolean\"]", 5392556393470105090)]
    [InlineData("{\"fields\":[], \"type\":\"record\", \"name\":\"foo\"}", "{\"name\":\"foo\",\"type\":\"record\",\"fields\":[]}", -4824392279771201922)]
    [InlineData("{\"fields\":[], \"type\":\"record\", \"name\":\"foo\", \"namespace\":\"x.y\"}", "{\"name\":\"x.y.foo\",\"type\":\"record\",\"fields\":[]}", 5916914534497305771)]
    [InlineData("{\"fields\":[], \"type\":\"record\", \"name\":\"a.b.foo\", \"namespace\":\"x.y\"}", "{\"name\":\"a.b.foo\",\"type\":\"record\",\"fields\":[]}", -4616218487480524110)]
    [InlineData("{\"fields\":[], \"type\":\"record\", \"name\":\"foo\", \"doc\":\"Useful info\"}", "{\"name\":\"foo\",\"type\":\"record\",\"fields\":[]}", -4824392279771201922)]
    [InlineData("{\"fields\":[], \"type\":\"record\", \"name\":\"foo\", \"aliases\":[\"foo\",\"bar\"]}", "{\"name\":\"foo\",\"type\":\"record\",\"fields\":[]}", -4824392279771201922)]
    [InlineData("{\"fields\":[], \"type\":\"record\", \"name\":\"foo\", \"doc\":\"foo\", \"aliases\":[\"foo\",\"bar\"]}", "{\"name\":\"foo\",\"type\":\"record\",\"fields\":[]}", -4824392279771201922)]
    [InlineData("{\"fields\":[{\"type\":{\"type\":\"boolean\"}, \"name\":\"f1\"}], \"type\":\"record\", \"name\":\"foo\"}", "{\"name\":\"foo\",\"type\":\"record\",\"fields\":[{\"name\":\"f1\",\"type\":\"boolean\"}]}", 7843277075252814651)]
    [InlineData("{ \"fields\":[{\"type\":\"boolean\", \"aliases\":[], \"name\":\"f1\", \"default\":true},\n  {\"order\":\"descending\",\"name\":\"f2\",\"doc\":\"Hello\",\"type\":\"int\"}],\n \"type\":\"record\", \"name\":\"foo\"\n}", "{\"name\":\"foo\",\"type\":\"record\",\"fields\":[{\"name\":\"f1\",\"type\":\"boolean\"},{\"name\":\"f2\",\"type\":\"int\"}]}", -4860222112080293046)]
    [InlineData("{\"type\":\"enum\", \"name\":\"foo\", \"symbols\":[\"A1\"]}", "{\"name\":\"foo\",\"type\":\"enum\",\"symbols\":[\"A1\"]}", -6342190197741309591)]
    [InlineData("{\"namespace\":\"x.y.z\", \"type\":\"enum\", \"name\":\"foo\", \"doc\":\"foo bar\", \"symbols\":[\"A1\", \"A2\"]}", "{\"name\":\"x.y.z.foo\",\"type\":\"enum\",\"symbols\":[\"A1\",\"A2\"]}", -4448647247586288245)]
    [InlineData("{\"name\":\"foo\",\"type\":\"fixed\",\"size\":15}", "{\"name\":\"foo\",\"type\":\"fixed\",\"size\":15}", 1756455273707447556)]
    [InlineData("{\"name\":\"foo\",\"type\":\"fixed\",\"size\":\"015\"}", "{\"name\":\"foo\",\"type\":\"fixed\",\"size\":15}", 1756455273707447556)]
    [InlineData("{\"namespace\":\"x.y.z\", \"type\":\"fixed\", \"name\":\"foo\", \"doc\":\"foo bar\", \"size\":32}", "{\"name\":\"x.y.z.foo\",\"type\":\"fixed\",\"size\":32}", -3064184465700546786)]
    [InlineData("{ \"items\":{\"type\":\"null\"}, \"type\":\"array\"}", "{\"type\":\"array\",\"items\":\"null\"}", -589620603366471059)]
    [InlineData("{ \"values\":\"string\", \"type\":\"map\"}", "{\"type\":\"map\",\"values\":\"string\"}", -8732877298790414990)]
    [InlineData("{\"name\":\"PigValue\",\"type\":\"record\",\n   \"fields\":[{\"name\":\"value\", \"type\":[\"null\", \"int\", \"long\", \"PigValue\"]}]}", "{\"name\":\"PigValue\",\"type\":\"record\",\"fields\":[{\"name\":\"value\",\"type\":[\"null\",\"int\",\"long\",\"PigValue\"]}]}", -1759257747318642341)]
    public void Canonical_form_and_fingerprint(string input, string canonical, long fingerprint)
    {
        AvroSchema schema = AvroSchema.Parse(input);
        Assert.Equal(canonical, schema.ToCanonicalForm());
        Assert.Equal(fingerprint, unchecked((long)AvroFingerprint.Crc64(schema)));
        Assert.Equal(canonical, AvroSchema.Parse(canonical).ToCanonicalForm());
        Assert.Equal(canonical, AvroSchema.Parse(schema.ToJson()).ToCanonicalForm());
    }

    [Theory]
    [InlineData("\"string\"")]
    [InlineData("{\"type\":\"record\",\"name\":\"R\",\"namespace\":\"n\",\"fields\":[{\"name\":\"a\",\"type\":{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"X\"]}},{\"name\":\"b\",\"type\":[\"null\",\"E\"],\"default\":null},{\"name\":\"c\",\"type\":{\"type\":\"fixed\",\"name\":\"other.F\",\"size\":4}},{\"name\":\"d\",\"type\":{\"type\":\"array\",\"items\":\"other.F\"}}]}")]
    public void Fingerprints_equal_those_of_Apache_Avro(string json)
    {
        AvroSchema schema = AvroSchema.Parse(json);
        ApacheSchema apache = ApacheSchema.Parse(json);
        Assert.Equal(SchemaNormalization.ToParsingForm(apache), schema.ToCanonicalForm());
        Assert.Equal(SchemaNormalization.ParsingFingerprint64(apache).ToString(CultureInfo.InvariantCulture), unchecked((long)AvroFingerprint.Crc64(schema)).ToString(CultureInfo.InvariantCulture));
        Assert.Equal(SchemaNormalization.ParsingFingerprint("MD5", apache), AvroFingerprint.Md5(schema));
        Assert.Equal(SchemaNormalization.ParsingFingerprint("SHA-256", apache), AvroFingerprint.Sha256(schema));
    }
}
