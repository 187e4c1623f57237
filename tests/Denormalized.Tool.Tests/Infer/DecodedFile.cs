using System.Reflection;
using System.Text.Json;

namespace Denormalized.Tool.Tests.Infer;

/// <summary>Decodes rows with the code that is generated for the record inferred from them.</summary>
internal static class DecodedFile
{
    // Calls the codec of a type that only the emitted file declares.
    private const string Probe = """
        namespace Samples;

        public static class Probe
        {
            public static System.Collections.Generic.List<string> Decode(System.Collections.Generic.IEnumerable<byte[]> rows)
            {
                var errors = new System.Collections.Generic.List<string>();
                using var columns = Denormalized.StreamRegistry.Get<Sample>().CreateColumns();
                foreach (byte[] row in rows)
                {
                    if (!columns.TryAddJson(row))
                    {
                        errors.Add(columns.Error.ToString());
                    }
                }

                return errors;
            }

            public static byte[] RoundTrip(byte[] row)
            {
                var codec = Denormalized.StreamRegistry.Get<Sample>();
                var output = new System.Buffers.ArrayBufferWriter<byte>();
                codec.WriteJson(output, codec.ReadJson(row));
                return output.WrittenSpan.ToArray();
            }
        }
        """;

    /// <summary>The reasons why rows were refused; none when the record fits its file.</summary>
    public static IReadOnlyList<string> Errors(byte[] file)
    {
        Type probe = CompiledRecord.Generate(Sample.CSharp(file), Probe).GetType("Samples.Probe", throwOnError: true)!;
        return (IReadOnlyList<string>)probe.GetMethod("Decode")!.Invoke(null, [Rows(file)])!;
    }

    /// <summary>Each row, and what its record is written as again.</summary>
    public static IEnumerable<(byte[] Row, byte[] Again)> RoundTrips(byte[] file)
    {
        Type probe = CompiledRecord.Generate(Sample.CSharp(file), Probe).GetType("Samples.Probe", throwOnError: true)!;
        MethodInfo method = probe.GetMethod("RoundTrip")!;
        foreach (byte[] row in Rows(file))
        {
            yield return (row, (byte[])method.Invoke(null, [row])!);
        }
    }

    private static List<byte[]> Rows(byte[] file)
    {
        var rows = new List<byte[]>();
        var reader = new Utf8JsonReader(file, new JsonReaderOptions { AllowMultipleValues = true, MaxDepth = 4096 });
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                int start = (int)reader.TokenStartIndex;
                reader.Skip();
                rows.Add(file[start..(int)reader.BytesConsumed]);
            }
        }

        return rows;
    }
}
