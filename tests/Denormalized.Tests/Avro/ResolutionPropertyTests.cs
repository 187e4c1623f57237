using Avro.Generic;
using Avro.IO;
using Denormalized.Schema;
using Xunit.Abstractions;
using ApacheSchema = Avro.Schema;

namespace Denormalized.Tests.Avro;

/// <summary>Generated pairs of schemas with data of the first: our result and Apache Avro's (C#) are the same value.</summary>
public class ResolutionPropertyTests(ITestOutputHelper output)
{
    [Fact]
    public void Apache_Avro_resolves_to_the_same_value()
    {
        int read = 0, refused = 0, oursAlone = 0;
        for (int seed = 0; seed < 4000; seed++)
        {
            var pairs = new SchemaPairs(seed, everyRule: false);
            SchemaPairs.Node writer = pairs.Writer(), reader = pairs.Reader(writer);
            string writerJson = pairs.Json(writer), readerJson = pairs.Json(reader);
            byte[] data = pairs.Data(writer);
            string? theirs = Theirs(writerJson, readerJson, data, out string theirError);
            string? ours = Ours(writerJson, readerJson, data, out string ourError);
            if (theirs is null && ours is not null && IsKnownGap(theirError))
            {
                oursAlone++;
                continue;
            }

            Assert.True(theirs == ours, $"seed {seed}\n{writerJson}\n{readerJson}\n{Convert.ToHexStringLower(data)}\nours {ours ?? ourError}\ntheirs {theirs ?? theirError}");
            read += ours is null ? 0 : 1;
            refused += ours is null ? 1 : 0;
        }

        output.WriteLine($"{read} read, {refused} refused by both, {oursAlone} by Apache alone");
        Assert.True(read > 1500 && refused > 300, $"{read} read, {refused} refused");
    }

    /// <summary>Apache's C# library does not resolve a writer's union against a named type, nor bytes and strings.</summary>
    private static bool IsKnownGap(string error) => error.StartsWith("Schema mismatch", StringComparison.Ordinal)
        || error.StartsWith("No matching schema for {\"type\":\"bytes\"}", StringComparison.Ordinal)
        || error.StartsWith("No matching schema for {\"type\":\"string\"}", StringComparison.Ordinal);

    private static string? Ours(string writer, string reader, byte[] data, out string error)
    {
        error = "";
        using var buffer = new AvroBuffer();
        try
        {
            var resolver = new AvroResolver(AvroSchema.Parse(writer), AvroSchema.Parse(reader));
            if (!resolver.TryResolve(data, buffer, out ReadOnlySpan<byte> resolved))
            {
                error = buffer.Error.Message;
                return null;
            }

            // Blocks with and without their size are the same value: Apache's writer settles it for both.
            return Again(reader, reader, resolved.ToArray());
        }
        catch (AvroResolutionException e)
        {
            error = e.Message;
            return null;
        }
    }

    private static string? Theirs(string writer, string reader, byte[] data, out string error)
    {
        error = "";
        try
        {
            return Again(writer, reader, data);
        }
        catch (Exception e)
        {
            error = e.Message;
            return null;
        }
    }

    private static string Again(string writer, string reader, byte[] data)
    {
        ApacheSchema readerSchema = ApacheSchema.Parse(reader);
        object value = new GenericDatumReader<object>(ApacheSchema.Parse(writer), readerSchema).Read(null!, new BinaryDecoder(new MemoryStream(data)));
        using var stream = new MemoryStream();
        new GenericDatumWriter<object>(readerSchema).Write(value, new BinaryEncoder(stream));
        return Convert.ToHexStringLower(stream.ToArray());
    }
}
