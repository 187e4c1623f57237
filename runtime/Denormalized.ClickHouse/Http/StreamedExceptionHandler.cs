using System.Net;

namespace Denormalized.ClickHouse.Http;

/// <summary>
/// Turns an error that ClickHouse reports after the first rows, in the body of a response with status 200, into an
/// exception of the response's stream. The server announces in a header the tag by which the error is told from data;
/// ClickHouse.Driver does not hand out headers with raw results, so it is done below it.
/// </summary>
internal sealed class StreamedExceptionHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const string TagHeader = "X-ClickHouse-Exception-Tag";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode && response.Headers.TryGetValues(TagHeader, out IEnumerable<string>? tags))
        {
            response.Content = new CheckedContent(response.Content, tags.First());
        }

        return response;
    }

    private sealed class CheckedContent : HttpContent
    {
        private readonly HttpContent _inner;
        private readonly string _tag;

        public CheckedContent(HttpContent inner, string tag)
        {
            _inner = inner;
            _tag = tag;
            foreach ((string name, IEnumerable<string> values) in inner.Headers)
            {
                // The length stays the inner content's affair: what is read may be shorter by the error.
                if (!name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
                {
                    Headers.TryAddWithoutValidation(name, values);
                }
            }
        }

        protected override async Task<Stream> CreateContentReadStreamAsync() =>
            new StreamedExceptionStream(await _inner.ReadAsStreamAsync().ConfigureAwait(false), _tag);

        protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) =>
            new StreamedExceptionStream(await _inner.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), _tag);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await using Stream body = await CreateContentReadStreamAsync().ConfigureAwait(false);
            await body.CopyToAsync(stream).ConfigureAwait(false);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _inner.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
