using System.Reflection;
using Denormalized.Schema;
using Denormalized.Tool.Import;
using Denormalized.Tool.Tests.Infer;

namespace Denormalized.Tool.Tests.Import;

public sealed class ParquetImportTests : IDisposable
{
    /// <summary>Every column that a record can have to the letter.</summary>
    private const string Exact = """
        message view {
          required boolean ok;
          optional int32 i8 (INTEGER(8,true));
          required int32 i16 (INTEGER(16,true));
          required int32 i32 (INTEGER(32,true));
          required int64 i64;
          required int32 u8 (INTEGER(8,false));
          required int32 u16 (INTEGER(16,false));
          optional int32 u32 (INTEGER(32,false));
          required int64 u64 (INTEGER(64,false));
          required float f;
          optional double d;
          required int32 small (DECIMAL(9,2));
          required int64 middle (DECIMAL(18,4));
          optional fixed_len_byte_array(16) large (DECIMAL(38,10));
          required binary url (STRING);
          required binary raw;
          optional binary json (JSON);
          required fixed_len_byte_array(20) sha1;
          required fixed_len_byte_array(16) id (UUID);
          required int32 day (DATE);
          required int64 time (TIME(MICROS,false));
          required int64 at_millis (TIMESTAMP(MILLIS,true));
          optional int64 at (TIMESTAMP(MICROS,true));
          required int64 exact (TIMESTAMP(NANOS,true));
          required int64 local_millis (TIMESTAMP(MILLIS,false));
          required int64 local (TIMESTAMP(MICROS,false));
          required group tags (LIST) {
            repeated group list {
              optional binary element (STRING);
            }
          }
          required group counts (MAP) {
            repeated group key_value {
              required binary key (STRING);
              required int64 value;
            }
          }
          optional group place {
            required double lat;
            required group points (LIST) {
              repeated group list {
                required group element {
                  optional int64 x;
                }
              }
            }
          }
        }

        """;

    private static readonly string s_repository =
        typeof(ParquetImportTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;

    private readonly string _folder = Directory.CreateTempSubdirectory("dnz-import").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Files_of_the_record_have_the_same_columns()
    {
        ImportedFile file = ParquetImport.Import(ParquetSchema.Parse(Exact), "view.parquet", null);
        Assert.Empty(file.Differences);
        Assert.Equal(Exact, SchemaOf(file.Print(null)));
    }

    [Theory]
    [InlineData("required int96 a;", "a: INT96 becomes TIMESTAMP(NANOS,true)")]
    [InlineData("required int32 a (TIME(MILLIS,true));", "a: TIME(MILLIS,true) becomes TIME(MICROS,false)")]
    [InlineData("repeated int32 a;", "a: a repeated column becomes a list of three levels")]
    [InlineData("required binary a (ENUM);", "a: ENUM becomes STRING: the file does not say which values there are")]
    [InlineData("required fixed_len_byte_array(12) a (INTERVAL);", "a is left out: FIXEDLENBYTEARRAY (INTERVAL) has no form in C#")]
    [InlineData("required int32 a (DECIMAL(40,39));", "a is left out: INT32 (DECIMAL(40,39)) has no form in C#")]
    public void Where_it_has_not_the_file_says_so(string column, string difference)
    {
        ImportedFile file = ParquetImport.Import(ParquetSchema.Parse($"message m {{ required int64 id; {column} }}"), "m.parquet", null);
        Assert.Equal([difference], file.Differences);
        string source = file.Print(null);
        Assert.Contains(difference[(difference.IndexOf(": ", StringComparison.Ordinal) + 2)..].Replace("a is left out: ", "", StringComparison.Ordinal), source, StringComparison.Ordinal);
        Assert.StartsWith("message m {\n  required int64 id;\n", SchemaOf(source), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_reads_a_file_of_another_writer()
    {
        string flights = Path.Combine(s_repository, ".native", "node_modules", "vega-datasets", "data", "flights-3m.parquet");
        (int code, string output, string error) = await AvroImportTests.Run("import", flights, "--namespace", "Air", "--name", "Flight");
        Assert.Equal((0, ""), (code, error));
        Assert.StartsWith("using", output, StringComparison.Ordinal);
        await using FileStream stream = File.OpenRead(flights);
        ParquetSchema theirs = (await ParquetFile.OpenAsync(stream)).Schema;
        ParquetSchema ours = ParquetSchema.Parse(SchemaOf(output));
        Assert.Equal(theirs.Fields.Select(f => (f.Type, f.Repetition)), ours.Fields.Select(f => (f.Type, f.Repetition)));
    }

    [Fact]
    public async Task A_damaged_file_is_refused_by_its_name()
    {
        string path = Path.Combine(_folder, "cut.parquet");
        await File.WriteAllBytesAsync(path, "PAR1 and no end"u8.ToArray());
        (int code, _, string error) = await AvroImportTests.Run("import", path);
        Assert.NotEqual(0, code);
        Assert.Contains("cut.parquet", error, StringComparison.Ordinal);
        Assert.Contains("does not end with 'PAR1'", error, StringComparison.Ordinal);
    }

    private static string SchemaOf(string source)
    {
        Assembly assembly = CompiledRecord.Generate(source);
        Type type = assembly.GetTypes().Single(t => t.GetCustomAttributes().Any(a => a is StreamAttribute));
        object codec = typeof(StreamRegistry).GetMethod(nameof(StreamRegistry.Get))!.MakeGenericMethod(type).Invoke(null, null)!;
        return ((StreamInfo)codec.GetType().GetProperty("Info")!.GetValue(codec)!).ParquetSchema;
    }
}
