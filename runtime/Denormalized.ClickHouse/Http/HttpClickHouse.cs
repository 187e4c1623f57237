using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using ClickHouse.Driver;
using ClickHouse.Driver.ADO;
using Denormalized.ClickHouse.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Denormalized.ClickHouse;

/// <summary>
/// ClickHouse behind HTTP(S), with ClickHouse.Driver as transport: its connection strings
/// (<c>Host=...;Port=8123;Username=...;Password=...;Database=...;Protocol=http;Compression=true</c>), its authentication,
/// its requests. Bodies go in and out as they are. <c>Compression=true</c>, the driver's default, means gzip both ways.
/// </summary>
/// <remarks>
/// Cancelling ends the request and sends <c>KILL QUERY</c> for it. Each statement stands alone, unless the connection
/// string says <c>UseSession=true</c>.
/// </remarks>
public sealed partial class HttpClickHouse : IClickHouse
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan KillTimeout = TimeSpan.FromSeconds(5);

    // Larger than the blocks of a socket, so that a chunk is worth a call.
    private const int ReadSize = 1 << 17;

    private readonly HttpClient _http;
    private readonly ClickHouseClient _client;
    private readonly ClickHouseClientSettings _settings;
    private readonly ILogger _logger;

    /// <summary>Makes a client; nothing is sent before the first statement.</summary>
    /// <param name="connectionString">Connection string as ClickHouse.Driver reads it.</param>
    /// <param name="logger">Logger; null means none.</param>
    /// <exception cref="ArgumentException">The connection string cannot be read.</exception>
    public HttpClickHouse(string connectionString, ILogger? logger = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        _logger = logger ?? NullLogger.Instance;
        var settings = new ClickHouseClientSettings(connectionString);
        _http = new HttpClient(new StreamedExceptionHandler(Transport(settings))) { Timeout = settings.Timeout };
        _settings = new ClickHouseClientSettings(settings) { HttpClient = _http };
        _client = new ClickHouseClient(_settings);
        Description = $"{settings.Protocol}://{settings.Host}:{settings.Port}/{settings.Database}";
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public async Task ExecuteAsync(string sql, IReadOnlyList<QueryParameter>? parameters = null, CancellationToken cancellationToken = default)
    {
        QueryOptions options = Options("Null", parameters);

        // The status then tells of every error, as the server answers when the statement has ended.
        options.CustomSettings!["wait_end_of_query"] = "1";
        await SendAsync(options, async () =>
        {
            using ClickHouseRawResult result = await _client.ExecuteRawResultAsync(sql, options, cancellationToken).ConfigureAwait(false);
            await result.CopyToAsync(Stream.Null).ConfigureAwait(false);
            return true;
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>Every format is streamed. The statement itself must have no FORMAT clause.</remarks>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> QueryAsync(
        string sql,
        string format = "Native",
        IReadOnlyList<QueryParameter>? parameters = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        QueryOptions options = Options(format, parameters);
        using ClickHouseRawResult result = await SendAsync(
            options, () => _client.ExecuteRawResultAsync(sql, options, cancellationToken), cancellationToken).ConfigureAwait(false);
        await using Stream body = await result.ReadAsStreamAsync().ConfigureAwait(false);
        byte[] buffer = new byte[ReadSize];
        int length = 0;
        do
        {
            int last = length;
            length = await SendAsync(options, () => ReadAsync(body, buffer, last, cancellationToken), cancellationToken).ConfigureAwait(false);
            if (length > 0)
            {
                yield return buffer.AsMemory(0, length);
            }
        }
        while (length > 0);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The body is sent while it is read by the server. An insert that is cancelled or loses its connection may or may not be
    /// stored; sent again with the same <c>insert_deduplication_token</c> it is stored once.
    /// </remarks>
    public async Task<long> InsertAsync(InsertCommand command, IReadOnlyList<ReadOnlyMemory<byte>> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        string sql = $"{SqlText.Insert(command)} FORMAT {SqlText.SettingName(command.Format)}";
        QueryOptions options = Options(command.Format, null);
        using HttpResponseMessage response = await SendAsync(
            options,
            () => _client.PostStreamAsync(sql, (output, cancel) => WriteAsync(output, body, cancel), _settings.UseCompression, cancellationToken, options),
            cancellationToken).ConfigureAwait(false);
        return WrittenRows(response);
    }

    /// <summary>Closes the connections that are idle; statements that are running fail.</summary>
    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private static SocketsHttpHandler Transport(ClickHouseClientSettings settings)
    {
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

        return handler;
    }

    // Parameters and format travel as options of the request, never in the SQL text.
    private static QueryOptions Options(string format, IReadOnlyList<QueryParameter>? parameters)
    {
        var settings = new Dictionary<string, object>
        {
            ["default_format"] = format,
            ["async_insert"] = "0",
            ["http_write_exception_in_output_format"] = "0",
        };
        foreach (QueryParameter parameter in parameters ?? [])
        {
            settings["param_" + parameter.Name] = parameter.Value ?? SqlText.NullParameter;
        }

        return new QueryOptions { QueryId = Guid.NewGuid().ToString(), CustomSettings = settings };
    }

    private async Task WriteAsync(Stream output, IReadOnlyList<ReadOnlyMemory<byte>> body, CancellationToken cancellationToken)
    {
        Stream target = _settings.UseCompression ? new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true) : output;
        foreach (ReadOnlyMemory<byte> part in body)
        {
            await target.WriteAsync(part, cancellationToken).ConfigureAwait(false);
        }

        if (target != output)
        {
            await target.DisposeAsync().ConfigureAwait(false);
        }
    }

    // Servers before 25.11 append the error to the rows and break the connection; what was read last then holds it.
    private static async Task<int> ReadAsync(Stream body, byte[] buffer, int last, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpIOException e)
        {
            int start = buffer.AsSpan(0, last).LastIndexOf("Code: "u8);
            throw start < 0 ? e : ClickHouseErrorText.Parse(Encoding.UTF8.GetString(buffer, start, last - start));
        }
    }

    // {"read_rows":"0",...,"written_rows":"42",...}
    private static long WrittenRows(HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("X-ClickHouse-Summary", out IEnumerable<string>? values))
        {
            return 0;
        }

        using JsonDocument summary = JsonDocument.Parse(values.First());
        return summary.RootElement.TryGetProperty("written_rows", out JsonElement rows)
            && long.TryParse(rows.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out long written) ? written : 0;
    }

    private async Task<T> SendAsync<T>(QueryOptions options, Func<Task<T>> send, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return await send().ConfigureAwait(false);
        }
        catch (ClickHouseServerException e)
        {
            throw ClickHouseErrorText.Parse(e.Message);
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested && e is not ClickHouseException)
        {
            // The server goes on with a statement whose client has left, so it is told.
            await KillAsync(options.QueryId!).ConfigureAwait(false);
            throw e is OperationCanceledException ? e : new OperationCanceledException(e.Message, e, cancellationToken);
        }
        catch (TaskCanceledException e) when (e.InnerException is TimeoutException)
        {
            throw new ClickHouseException(0, "", $"ClickHouse at {Description} did not answer within {_settings.Timeout.TotalSeconds:0} s: check the server, or set Timeout (seconds) in the connection string.", e);
        }
        catch (HttpRequestException e)
        {
            throw new ClickHouseException(0, "", $"ClickHouse cannot be reached at {_settings.Host}:{_settings.Port} ({_settings.Protocol}): {Innermost(e)}. Check that the server runs and Host, Port and Protocol of the connection string.", e);
        }
        catch (IOException e)
        {
            throw new ClickHouseException(0, "", $"The connection to ClickHouse at {_settings.Host}:{_settings.Port} broke in the middle of a statement: {Innermost(e)}.", e);
        }
    }

    private static string Innermost(Exception e) => e.GetBaseException().Message.TrimEnd('.');

    private async Task KillAsync(string queryId)
    {
        using var timeout = new CancellationTokenSource(KillTimeout);
        try
        {
            string sql = $"KILL QUERY WHERE query_id = {SqlText.Literal(queryId)} ASYNC";
            using ClickHouseRawResult result = await _client.ExecuteRawResultAsync(sql, Options("Null", null), timeout.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ClickHouseServerException or HttpRequestException or IOException or OperationCanceledException)
        {
            // The caller has what it asked for; without the right to kill, the statement runs to its end on the server.
            LogKillFailed(_logger, queryId, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The cancelled query {QueryId} could not be killed on the server")]
    private static partial void LogKillFailed(ILogger logger, string queryId, Exception exception);
}
