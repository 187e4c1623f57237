using System.Reflection;
using Denormalized.Schema;
using Denormalized.Tool.Commands;
using Denormalized.Tool.Import;
using Denormalized.Tool.Tests.Infer;

namespace Denormalized.Tool.Tests.Import;

public sealed class AvroImportTests : IDisposable
{
    /// <summary>Schemas that a record can have to the letter.</summary>
    internal static readonly string[] Exact =
    [
        """
        {"type":"record","name":"PageView","namespace":"com.acme.web","doc":"One view of a page.\nNext line */ // end","fields":[
          {"name":"id","type":{"type":"string","logicalType":"uuid"}},
          {"name":"url","type":"string","doc":"as the browser sent it"},
          {"name":"referrer","type":["null","string"],"default":null},
          {"name":"at","type":{"type":"long","logicalType":"timestamp-millis"}},
          {"name":"seen","type":{"type":"long","logicalType":"timestamp-micros"},"default":0},
          {"name":"exact","type":{"type":"long","logicalType":"timestamp-nanos"}},
          {"name":"local","type":{"type":"long","logicalType":"local-timestamp-millis"}},
          {"name":"local_micros","type":{"type":"long","logicalType":"local-timestamp-micros"}},
          {"name":"local_nanos","type":["null",{"type":"long","logicalType":"local-timestamp-nanos"}],"default":null},
          {"name":"day","type":{"type":"int","logicalType":"date"}},
          {"name":"time","type":{"type":"long","logicalType":"time-micros"}},
          {"name":"millis","type":{"type":"int","logicalType":"time-millis"}},
          {"name":"took","type":{"type":"long","logicalType":"duration-micros"}},
          {"name":"price","type":{"type":"bytes","logicalType":"decimal","precision":18,"scale":4}},
          {"name":"prices","type":{"type":"array","items":["null",{"type":"bytes","logicalType":"decimal","precision":9}]}},
          {"name":"raw","type":"bytes","default":""},
          {"name":"ok","type":"boolean","default":true},
          {"name":"n","type":"int","default":7},
          {"name":"big","type":"long"},
          {"name":"f","type":"float"},
          {"name":"d","type":"double","default":1.5},
          {"name":"opt","type":["null","double"]},
          {"name":"unknown","type":{"type":"string","logicalType":"country-code"}},
          {"name":"hash","type":{"type":"fixed","name":"MD5","size":16}},
          {"name":"other_hash","type":["null","MD5"],"default":null},
          {"name":"key","type":{"type":"fixed","name":"org.ids.Key","size":16,"logicalType":"uuid"}},
          {"name":"tags","type":{"type":"array","items":"string"},"default":[]},
          {"name":"counts","type":{"type":"map","values":{"type":"array","items":"long"}},"default":{}},
          {"name":"kind","type":{"type":"enum","name":"Kind","symbols":["NONE","class","Null"],"default":"class"}},
          {"name":"kinds","type":{"type":"array","items":"Kind"}},
          {"name":"place","type":{"type":"record","name":"Place","namespace":"com.acme.geo","fields":[
            {"name":"lat","type":"double"},{"name":"kind","type":["null","com.acme.web.Kind"],"default":null}]}},
          {"name":"places","type":{"type":"map","values":"com.acme.geo.Place"}},
          {"name":"home","type":["null","com.acme.geo.Place"],"default":null}]}
        """,
        """
        {"type":"record","name":"orders","fields":[
          {"name":"orderId","type":"long"},{"name":"lineItems","type":{"type":"array","items":{"type":"record","name":"LineItem","fields":[
            {"name":"skuCode","type":"string"},{"name":"orders","type":"int"},{"name":"LineItem","type":"int"}]}}},
          {"name":"event","type":"string"},{"name":"ToString","type":"string"},{"name":"_x1","type":"int"},{"name":"X1","type":"int"}]}
        """,
        """
        {"type":"record","name":"String","namespace":"a","fields":[
          {"name":"Guid","type":{"type":"string","logicalType":"uuid"}},
          {"name":"inner","type":{"type":"record","name":"Guid","fields":[{"name":"v","type":"int"}]}},
          {"name":"again","type":{"type":"record","name":"b.Guid","fields":[{"name":"w","type":"int"}]}}]}
        """,
        """{"type":"record","name":"measurement","fields":[{"name":"value","type":"double"}]}""",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("dnz-import").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("""{"name":"a","type":["string","null"]}""", "R.a: null becomes the first branch of the union")]
    [InlineData("""{"name":"a","type":["int"]}""", "R.a: a union of one type becomes that type")]
    [InlineData("""{"name":"a","type":["null",{"type":"array","items":"int"}],"default":null}""", "R.a: a list or map is empty, never null")]
    [InlineData("""{"name":"a","type":["int","string"]}""", "R.a is left out: [\"int\",\"string\"] is a union of several types")]
    [InlineData("""{"name":"a","type":"null"}""", "R.a is left out: null is its only value")]
    [InlineData("""{"name":"a","type":["null","R"]}""", "R.a is left out: R is within itself")]
    [InlineData("""{"name":"a","type":{"type":"fixed","name":"F","size":0}}""", "R.a is left out: a fixed of 0 bytes; 1 to 65536 are possible")]
    [InlineData("""{"name":"a","type":{"type":"record","name":"n.S","fields":[{"name":"e","type":{"type":"enum","name":"E","namespace":"","symbols":["A"]}}]}}""", "R.a.e: E becomes n.E, as the record around it has a namespace")]
    [InlineData("""{"name":"_row","type":"int"}""", "_row has another name, because its own is taken or reserved")]
    public void Where_it_has_not_the_file_says_so(string field, string difference)
    {
        AvroSchema schema = AvroSchema.Parse($$"""{"type":"record","name":"R","fields":[{"name":"id","type":"int"},{{field}}]}""");
        ImportedFile file = AvroImport.Import(schema, "x.avsc", null);
        Assert.Equal([difference], file.Differences);
        string reason = difference[(difference.IndexOf(": ", StringComparison.Ordinal) + 2)..];
        Assert.True(difference.Contains("another name", StringComparison.Ordinal) || file.Print(null).Contains(reason, StringComparison.Ordinal), file.Print(null));
    }

    [Fact]
    public void Types_without_a_namespace_of_their_own_are_found_from_every_other()
    {
        // Kind belongs to the namespace around its definition: "Kind" alone would mean b.Kind within Inner.
        const string source = """
            using Denormalized;
            [Stream("outers"), AvroName("a.Outer")]
            public partial record Outer
            {
                public Kind First { get; init; }
                public Inner? Inner { get; init; }
                public Kind Last { get; init; }
            }
            [AvroName("b.Inner")]
            public partial record Inner
            {
                public Kind Second { get; init; }
                public Other Third { get; init; }
            }
            public enum Kind { None }
            public enum Other { None }
            """;
        string json = SchemaOf(CompiledRecord.Generate(source).GetType("Outer", throwOnError: true)!);
        Assert.Equal(
            """{"type":"record","name":"a.Outer","fields":[{"name":"first","type":{"type":"enum","name":"Kind","symbols":["None"],"default":"None"},"default":"None"},{"name":"inner","type":["null",{"type":"record","name":"b.Inner","fields":[{"name":"second","type":"a.Kind","default":"None"},{"name":"third","type":{"type":"enum","name":"Other","symbols":["None"],"default":"None"},"default":"None"}]}],"default":null},{"name":"last","type":"Kind","default":"None"}]}""",
            json);
        Assert.NotNull(global::Avro.Schema.Parse(json)); // Apache's parser finds them too
    }

    [Fact]
    public async Task The_command_reads_a_schema()
    {
        string input = Path.Combine(_folder, "view.avsc");
        await File.WriteAllTextAsync(input, """{"type":"record","name":"page_view","namespace":"com.acme","fields":[{"name":"url","type":"string"},{"name":"n","type":["int","null"]}]}""");
        (int code, string output, string error) = await Run("import", input, "--namespace", "Shop");
        Assert.Equal(0, code);
        Assert.Equal("The record differs: page_view.n: null becomes the first branch of the union.", error.Trim());
        Assert.Equal("""
            using Denormalized;

            namespace Shop;

            // Imported from view.avsc.
            [Stream("page_view"), AvroName("com.acme.page_view")]
            public partial record PageView
            {
                public required string Url { get; init; }

                // Differs from the schema: null becomes the first branch of the union.
                public required int? N { get; init; }
            }

            """, output);
    }

    [Fact]
    public async Task The_command_reads_the_schema_of_a_file()
    {
        string input = Path.Combine(_folder, "views.data");
        await using (FileStream file = File.Create(input))
        await using (var writer = new AvroFileWriter(file, AvroSchema.Parse(Exact[3])))
        {
            await writer.WriteAsync(new byte[8]);
        }

        string target = Path.Combine(_folder, "Measurement.cs");
        (int code, string output, string error) = await Run("import", input, "--out", target);
        Assert.Equal((0, "", ""), (code, output, error));
        Assert.Contains("public required double Value { get; init; }", await File.ReadAllTextAsync(target), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\n\"type\":\"strng\"}", "bad.avsc: Avro schema, line 2, column 8: no type is called 'strng'")]
    [InlineData("\"int\"", "bad.avsc: the schema is int; a stream is a record.")]
    [InlineData("Obj\u0001\u0000", "bad.avsc: Avro file, byte 5: the file ends inside the head")]
    [InlineData("{\"type\":\"record\",\"name\":\"R\",\"fields\":[]}", "R: no field has a form in C#.")]
    public async Task What_is_wrong_is_said(string content, string message)
    {
        string input = Path.Combine(_folder, "bad.avsc");
        await File.WriteAllTextAsync(input, content);
        (int code, string output, string error) = await Run("import", input);
        Assert.Equal((ExitCodes.Failed, ""), (code, output));
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    /// <summary>The schema that the generator makes of a record.</summary>
    internal static string SchemaOf(Type record)
    {
        object codec = typeof(StreamRegistry).GetMethod(nameof(StreamRegistry.Get))!.MakeGenericMethod(record).Invoke(null, null)!;
        return ((StreamInfo)codec.GetType().GetProperty("Info")!.GetValue(codec)!).AvroSchema;
    }

    internal static async Task<(int Code, string Output, string Error)> Run(params string[] arguments)
    {
        var output = new StringWriter { NewLine = "\n" };
        var error = new StringWriter { NewLine = "\n" };
        int code = await ToolCommands.RunAsync(arguments, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
