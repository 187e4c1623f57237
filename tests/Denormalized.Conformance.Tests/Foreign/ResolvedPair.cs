using Avro.Generic;
using Avro.IO;
using Denormalized.Schema;
using Denormalized.Tests.Avro;

namespace Denormalized.Conformance.Tests.Foreign;

/// <summary>Two schemas, data of the first, and what we make of it in the second.</summary>
internal sealed record ResolvedPair(string Writer, string Reader, string Data)
{
    /// <summary>In hexadecimal digits; null when it is refused.</summary>
    public string? Resolved { get; private init; }

    public string Error { get; private init; } = "";

    public static ResolvedPair Make(int seed, bool everyRule)
    {
        var pairs = new SchemaPairs(seed, everyRule, anyLong: false);
        SchemaPairs.Node writer = pairs.Writer(), reader = pairs.Reader(writer);
        return new ResolvedPair(pairs.Json(writer), pairs.Json(reader), Convert.ToHexStringLower(pairs.Data(writer))).Resolve();
    }

    public ResolvedPair Resolve()
    {
        using var buffer = new AvroBuffer();
        try
        {
            var resolver = new AvroResolver(AvroSchema.Parse(Writer), AvroSchema.Parse(Reader));
            return resolver.TryResolve(Convert.FromHexString(Data), buffer, out ReadOnlySpan<byte> resolved)
                ? this with { Resolved = Convert.ToHexStringLower(resolved) }
                : this with { Error = buffer.Error.Message };
        }
        catch (AvroResolutionException error)
        {
            return this with { Error = error.Message };
        }
    }

    /// <summary>What Apache's C# implementation makes of it; null when it refuses, by whatever exception.</summary>
    public static string? ByApache(string writer, string reader, string data)
    {
        try
        {
            global::Avro.Schema readerSchema = global::Avro.Schema.Parse(reader);
            object value = new GenericDatumReader<object>(global::Avro.Schema.Parse(writer), readerSchema).Read(null!, new BinaryDecoder(new MemoryStream(Convert.FromHexString(data))));
            using var stream = new MemoryStream();
            new GenericDatumWriter<object>(readerSchema).Write(value, new BinaryEncoder(stream));
            return Convert.ToHexStringLower(stream.ToArray());
        }
        catch (Exception)
        {
            return null;
        }
    }
}
