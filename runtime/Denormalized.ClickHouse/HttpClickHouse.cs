using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using ClickHouse.Driver.ADO;
using Denormalized.ClickHouse.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Denormalized.ClickHouse;

/// <summary>
/// ClickHouse behind HTTP(S), described by a connection string of ClickHouse.Driver
/// (<c>Host=...;Port=8123;Username=...;Password=...;Database=...;Protocol=http;Compression=true;Timeout=120</c>).
/// Bodies go in and out as they are. <c>Compression=true</c>, the driver's default, means gzip both ways.
/// </summary>
/// <remarks>
/// Cancelling ends the request and sends <c>KILL QUERY</c> for it. Each statement stands alone, unless the connection
/// string says <c>UseSession=true</c>.
/// </remarks>
public sealed partial class HttpClickHouse : IClickHouse
{
    private static readonly TimeSpan KillTimeout = TimeSpan.FromSeconds(5);

    // Larger than what a socket gives at once, so that a chunk is worth a call.
    private const int ReadSize = 1 << 17;

    private readonly ClickHouseClientSettings _settings;
    private readonly HttpTransport _transport;
    private readonly ILogger _logger;

    /// <summary>Makes a client; nothing is sent before the first statement.</summary>
    /// <param name="connectionString">Connection string as ClickHouse.Driver reads it.</param>
    /// <param name="logger">Logger; null means none.</param>
    /// <exception cref="ArgumentException">The connection string cannot be read.</exception>
    public HttpClickHouse(string connectionString, ILogger? logger = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        _logger = logger ?? NullLogger.Instance;
        _settings = new ClickHouseClientSettings(connectionString);
        _transport = new HttpTransport(_settings);
        Description = $"{_settings.Protocol}://{_settings.Host}:{_settings.Port}/{_settings.Database}";
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public async Task ExecuteAsync(string sql, IReadOnlyList<QueryParameter>? parameters = null, CancellationToken cancellationToken = default)
    {
        // With wait_end_of_query the status tells of every error, as the server answers when the statement has ended.
        string queryId = NewQueryId();
        KeyValuePair<string, string>[] fields = [.. Fields(queryId, "Null"), new("wait_end_of_query", "1")];
        await GuardAsync(queryId, async () =>
        {
            using HttpResponseMessage response = await _transport.SendStatementAsync(sql, parameters, fields, cancellationToken).ConfigureAwait(false);
            await response.Content.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
            return true;
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Every format is streamed. The statement itself must have no FORMAT clause. Servers before 25.11 may hand out the text of
    /// an error behind the rows; <see cref="ClickHouseException"/> follows it.
    /// </remarks>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> QueryAsync(
        string sql,
        string format = "Native",
        IReadOnlyList<QueryParameter>? parameters = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string queryId = NewQueryId();
        List<KeyValuePair<string, string>> fields = Fields(queryId, format);
        using HttpResponseMessage response = await GuardAsync(
            queryId, () => _transport.SendStatementAsync(sql, parameters, fields, cancellationToken), cancellationToken).ConfigureAwait(false);
        await using Stream rows = await GuardAsync(
            queryId, () => HttpTransport.ReadRowsAsync(response, cancellationToken), cancellationToken).ConfigureAwait(false);

        byte[] buffer = new byte[ReadSize];
        int length = 0;
        do
        {
            int last = length;
            length = await GuardAsync(queryId, () => ReadAsync(rows, buffer, last, cancellationToken), cancellationToken).ConfigureAwait(false);
            if (length > 0)
            {
                yield return buffer.AsMemory(0, length);
            }
        }
        while (length > 0);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The body is sent while the server reads it. An insert that is cancelled or loses its connection may or may not be
    /// stored; sent again with the same <c>insert_deduplication_token</c> it is stored once. An insert that touches one
    /// partition of the table and has fewer than 1,048,449 rows and 256 MB is atomic.
    /// </remarks>
    public async Task<long> InsertAsync(InsertCommand command, IReadOnlyList<ReadOnlyMemory<byte>> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        string queryId = NewQueryId();
        KeyValuePair<string, string>[] fields =
        [
            .. Fields(queryId, command.Format),
            new("query", $"{SqlText.Insert(command)} FORMAT {SqlText.SettingName(command.Format)}"),
        ];
        return await GuardAsync(queryId, async () =>
        {
            using HttpResponseMessage response = await _transport.SendAsync(
                fields, new InsertContent(body, _settings.UseCompression), cancellationToken).ConfigureAwait(false);
            await response.Content.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
            return WrittenRows(response);
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Closes the connections that are idle; statements that are running fail.</summary>
    public ValueTask DisposeAsync()
    {
        _transport.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string NewQueryId() => Guid.NewGuid().ToString();

    private static List<KeyValuePair<string, string>> Fields(string queryId, string format)
    {
        List<KeyValuePair<string, string>> fields = [new("query_id", queryId), new("default_format", format)];
        if (format.StartsWith("JSON", StringComparison.Ordinal) || format == "XML")
        {
            // Or an error becomes a member of the document. Only then, as servers before 23.9 refuse the unknown setting.
            fields.Add(new("http_write_exception_in_output_format", "0"));
        }

        return fields;
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
        if (HttpTransport.Header(response, "X-ClickHouse-Summary") is not { } text)
        {
            return 0;
        }

        using JsonDocument summary = JsonDocument.Parse(text);
        return summary.RootElement.TryGetProperty("written_rows", out JsonElement rows)
            && long.TryParse(rows.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out long written) ? written : 0;
    }

    private async Task<T> GuardAsync<T>(string queryId, Func<Task<T>> send, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return await send().ConfigureAwait(false);
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested && e is not ClickHouseException)
        {
            // The server goes on with a statement whose client has left, so it is told.
            await KillAsync(queryId).ConfigureAwait(false);
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
        catch (TaskCanceledException e) when (e.InnerException is TimeoutException)
        {
            throw Unreachable($"ClickHouse at {_settings.Host}:{_settings.Port} did not answer within {_settings.Timeout.TotalSeconds:0} s: check the server, or set Timeout (in seconds) in the connection string.", e);
        }
        catch (HttpRequestException e)
        {
            throw Unreachable($"ClickHouse cannot be reached at {_settings.Host}:{_settings.Port} ({_settings.Protocol}): {Cause(e)}. Check that the server runs, and Host, Port and Protocol of the connection string.", e);
        }
        catch (IOException e)
        {
            throw Unreachable($"The connection to ClickHouse at {_settings.Host}:{_settings.Port} broke in the middle of a statement: {Cause(e)}.", e);
        }
    }

    private static ClickHouseException Unreachable(string message, Exception cause) => new(0, "", message, cause);

    private static string Cause(Exception e) => e.GetBaseException().Message.TrimEnd('.');

    private async Task KillAsync(string queryId)
    {
        using var timeout = new CancellationTokenSource(KillTimeout);
        try
        {
            string sql = $"KILL QUERY WHERE query_id = {SqlText.Literal(queryId)} ASYNC";
            using HttpResponseMessage response = await _transport.SendStatementAsync(sql, null, Fields(NewQueryId(), "Null"), timeout.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ClickHouseException or HttpRequestException or IOException or OperationCanceledException)
        {
            // The caller has what it asked for; without the right to kill, the statement runs to its end on the server.
            LogKillFailed(_logger, queryId, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The cancelled query {QueryId} could not be killed on the server")]
    private static partial void LogKillFailed(ILogger logger, string queryId, Exception exception);
}
