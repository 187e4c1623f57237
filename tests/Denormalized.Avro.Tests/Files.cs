namespace Denormalized.Avro.Tests;

internal static class Files
{
    public static async Task<byte[]> Write(int rows, AvroCompression compression, int blockBytes = 16 << 10)
    {
        var options = new AvroFileOptions { Compression = compression, BlockBytes = blockBytes };
        options.Metadata.Add("made.by", "tests");
        var stream = new MemoryStream();
        await using (var writer = new AvroFileWriter<Reading>(stream, options))
        {
            for (int i = 0; i < rows; i++)
            {
                await writer.WriteAsync(Reading.Make(i));
            }
        }

        return stream.ToArray();
    }
}

/// <summary>Gives one byte at each call, as a slow network might.</summary>
internal sealed class DrippingStream(byte[] bytes) : MemoryStream(bytes)
{
    public override bool CanSeek => false;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => base.ReadAsync(buffer[..Math.Min(1, buffer.Length)], cancellationToken);
}
