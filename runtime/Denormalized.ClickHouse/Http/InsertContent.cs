using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;

namespace Denormalized.ClickHouse.Http;

/// <summary>Body of an insert: the caller's memory, sent as it lies or compressed on the way.</summary>
internal sealed class InsertContent : HttpContent
{
    private readonly IReadOnlyList<ReadOnlyMemory<byte>> _parts;
    private readonly bool _compress;

    public InsertContent(IReadOnlyList<ReadOnlyMemory<byte>> parts, bool compress)
    {
        _parts = parts;
        _compress = compress;
        Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        if (compress)
        {
            Headers.ContentEncoding.Add("gzip");
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (!_compress)
        {
            await WriteAsync(stream, cancellationToken).ConfigureAwait(false);
            return;
        }

        await using var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true);
        await WriteAsync(gzip, cancellationToken).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _parts.Sum(p => (long)p.Length);
        return !_compress;
    }

    private async Task WriteAsync(Stream stream, CancellationToken cancellationToken)
    {
        foreach (ReadOnlyMemory<byte> part in _parts)
        {
            await stream.WriteAsync(part, cancellationToken).ConfigureAwait(false);
        }
    }
}
