using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using ClickHouse.Driver.ADO;

namespace Denormalized.ClickHouse.Http;

/// <summary>
/// Requests to a ClickHouse server as the driver would make them from its connection string: address, authentication,
/// database, roles, session, settings. The driver's own client is not used: its raw results hide the header by which an
/// error after the first rows is told from data, and it is neither trimmable nor ready for native AOT.
/// </summary>
internal sealed class HttpTransport : IDisposable
{
    private const string TagHeader = "X-ClickHouse-Exception-Tag";
    private const string CodeHeader = "X-ClickHouse-Exception-Code";

    // Above this many characters parameters travel as a form: servers limit the address to 1 MB, proxies to much less.
    private const int LongestParametersInAddress = 8 << 10;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private static readonly ProductInfoHeaderValue s_userAgent = new("Denormalized", typeof(HttpTransport).Assembly.GetName().Version?.ToString());

    private readonly ClickHouseClientSettings _settings;
    private readonly HttpClient _http;
    private readonly Uri _address;
    private readonly AuthenticationHeaderValue _authorization;
    private readonly KeyValuePair<string, string>[] _common;

    public HttpTransport(ClickHouseClientSettings settings)
    {
        _settings = settings;
        _address = new UriBuilder(settings.Protocol, settings.Host, settings.Port, settings.Path ?? "").Uri;
        _authorization = string.IsNullOrEmpty(settings.BearerToken)
            ? new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{settings.Username}:{settings.Password}")))
            : new AuthenticationHeaderValue("Bearer", settings.BearerToken);
        _common = [.. CommonFields(settings)];
        var handler = new SocketsHttpHandler
        {
            AutomaticDecompression = settings.UseCompression ? DecompressionMethods.GZip : DecompressionMethods.None,
            ConnectTimeout = ConnectTimeout,

            // A server behind a changing address is found again.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        if (settings.SkipServerCertificateValidation)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        }

        _http = new HttpClient(handler) { Timeout = settings.Timeout };
    }

    /// <summary>Sends a statement in the request's body; the response's headers are there when this is done.</summary>
    public Task<HttpResponseMessage> SendStatementAsync(
        string sql,
        IReadOnlyList<QueryParameter>? parameters,
        IReadOnlyList<KeyValuePair<string, string>> fields,
        CancellationToken cancellationToken)
    {
        var values = new List<KeyValuePair<string, string>>();
        foreach (QueryParameter parameter in parameters ?? [])
        {
            values.Add(new("param_" + parameter.Name, parameter.Value ?? SqlText.NullParameter));
        }

        if (values.Sum(v => v.Value.Length) <= LongestParametersInAddress)
        {
            return SendAsync([.. fields, .. values], new StringContent(sql), cancellationToken);
        }

        var form = new MultipartFormDataContent { { new StringContent(sql), "query" } };
        foreach ((string name, string value) in values)
        {
            form.Add(new StringContent(value), name);
        }

        return SendAsync(fields, form, cancellationToken);
    }

    /// <summary>Posts a body; fields go into the address.</summary>
    /// <exception cref="ClickHouseException">The server answered with an error.</exception>
    public async Task<HttpResponseMessage> SendAsync(IReadOnlyList<KeyValuePair<string, string>> fields, HttpContent content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Address(fields)) { Content = content };
        request.Headers.Authorization = _authorization;
        request.Headers.UserAgent.Add(s_userAgent);
        foreach ((string name, string value) in _settings.CustomHeaders ?? new Dictionary<string, string>())
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode && !response.Headers.Contains(CodeHeader))
        {
            return response;
        }

        using (response)
        {
            throw await ErrorAsync(response, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The rows of a result; reading them throws when the server reports an error behind the first ones.</summary>
    public static async Task<Stream> ReadRowsAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        return Header(response, TagHeader) is { } tag ? new StreamedExceptionStream(body, tag) : body;
    }

    /// <summary>Value of a response's header, or null.</summary>
    public static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? values.First() : null;

    public void Dispose() => _http.Dispose();

    private static IEnumerable<KeyValuePair<string, string>> CommonFields(ClickHouseClientSettings settings)
    {
        yield return new("enable_http_compression", settings.UseCompression ? "1" : "0");
        if (!string.IsNullOrEmpty(settings.Database))
        {
            yield return new("database", settings.Database);
        }

        if (settings.UseSession)
        {
            yield return new("session_id", settings.SessionId);
        }

        foreach (string role in settings.Roles ?? [])
        {
            yield return new("role", role);
        }

        foreach ((string name, object value) in settings.CustomSettings)
        {
            yield return new(name, Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
        }
    }

    private static async Task<ClickHouseException> ErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        string text = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        _ = int.TryParse(Header(response, CodeHeader), NumberStyles.None, CultureInfo.InvariantCulture, out int code);
        return string.IsNullOrWhiteSpace(text)
            ? new ClickHouseException(code, "", $"The server answered with status {(int)response.StatusCode} ({response.ReasonPhrase}) and no text.")
            : ClickHouseErrorText.Parse(text, code);
    }

    private Uri Address(IReadOnlyList<KeyValuePair<string, string>> fields)
    {
        var query = new StringBuilder();
        foreach ((string name, string value) in _common.Concat(fields))
        {
            query.Append(query.Length == 0 ? '?' : '&').Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
        }

        return new Uri(_address, query.ToString());
    }
}
