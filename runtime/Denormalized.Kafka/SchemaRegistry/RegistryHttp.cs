using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Polly;
using Polly.Retry;

namespace Denormalized.Kafka.SchemaRegistry;

/// <summary>One request to a registry: authentication, the next address when one does not answer, retries, errors.</summary>
internal sealed class RegistryHttp : IDisposable
{
    private const string MediaType = "application/vnd.schemaregistry.v1+json";

    private readonly SchemaRegistryOptions _options;
    private readonly IReadOnlyList<Uri> _addresses;
    private readonly HttpClient _client;
    private readonly ResiliencePipeline _retry;
    private readonly AuthenticationHeaderValue? _authorization;
    private int _current;

    public RegistryHttp(SchemaRegistryOptions options, HttpMessageHandler handler)
    {
        if (options.BasicAuthUserInfo is not null && (options.BearerAuthToken ?? (object?)options.BearerTokens) is not null)
        {
            throw new ArgumentException("The schema registry has both basic and bearer authentication. Keep one.", nameof(options));
        }

        _options = options;
        _addresses = options.Addresses();
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.Accept.ParseAdd($"{MediaType}, application/json;q=0.9");
        _client.DefaultRequestHeaders.UserAgent.ParseAdd("denormalized");
        _authorization = options switch
        {
            { BasicAuthUserInfo: { } user } => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(user))),
            { BearerAuthToken: { } token } => new("Bearer", token),
            _ => null,
        };
        _retry = options.Retries == 0 ? ResiliencePipeline.Empty : CreateRetry(options);
    }

    public string Description => string.Join(", ", _addresses.Select(a => a.GetLeftPart(UriPartial.Path).TrimEnd('/')));

    /// <summary>Sends a request; null when the answer is 404 and <paramref name="orNull"/> is set.</summary>
    /// <exception cref="SchemaRegistryException">There was no answer, or not the one that was hoped for.</exception>
    public async Task<TAnswer?> SendAsync<TBody, TAnswer>(
        HttpMethod method, string path, TBody? body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TAnswer> answerType, bool orNull, CancellationToken cancellationToken)
        where TBody : class
        where TAnswer : class =>
        await _retry.ExecuteAsync(
            token => new ValueTask<TAnswer?>(AttemptAsync(method, path, body, bodyType, answerType, orNull, token)), cancellationToken).ConfigureAwait(false);

    public void Dispose() => _client.Dispose();

    // Every address once, from the one that answered last.
    private async Task<TAnswer?> AttemptAsync<TBody, TAnswer>(
        HttpMethod method, string path, TBody? body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TAnswer> answerType, bool orNull, CancellationToken cancellationToken)
        where TBody : class
        where TAnswer : class
    {
        for (var tried = 1; ; tried++)
        {
            var address = _addresses[Volatile.Read(ref _current)];
            try
            {
                using var content = body is null ? null : JsonContent.Create(body, bodyType, new MediaTypeHeaderValue(MediaType));
                using var request = new HttpRequestMessage(method, new Uri(address, path)) { Content = content };
                return await SendAsync(request, answerType, orNull, cancellationToken).ConfigureAwait(false);
            }
            catch (SchemaRegistryException error) when (error.IsTransient && tried < _addresses.Count)
            {
                Volatile.Write(ref _current, (IndexOf(address) + 1) % _addresses.Count);
            }
        }
    }

    private async Task<TAnswer?> SendAsync<TAnswer>(HttpRequestMessage request, JsonTypeInfo<TAnswer> answerType, bool orNull, CancellationToken cancellationToken)
        where TAnswer : class
    {
        var what = $"{request.Method} {request.RequestUri}";
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(_options.RequestTimeout);
        try
        {
            request.Headers.Authorization = _options.BearerTokens is { } tokens
                ? new AuthenticationHeaderValue("Bearer", await tokens(timeout.Token).ConfigureAwait(false))
                : _authorization;
            using var response = await _client.SendAsync(request, timeout.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                var error = await ErrorAsync(what, response, timeout.Token).ConfigureAwait(false);
                return orNull && IsMissing(error) ? null : throw error;
            }

            return await response.Content.ReadFromJsonAsync(answerType, timeout.Token).ConfigureAwait(false)
                ?? throw new SchemaRegistryException($"Schema registry: {what} was answered with null.") { Status = (int)response.StatusCode };
        }
        catch (HttpRequestException error)
        {
            var reason = error.InnerException is { } inner && !error.Message.Contains(inner.Message, StringComparison.Ordinal) ? $"{error.Message} {inner.Message}" : error.Message;
            throw new SchemaRegistryException($"Schema registry: {what} was not answered: {reason}", error);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SchemaRegistryException($"Schema registry: {what} was not answered within {_options.RequestTimeout}.", error);
        }
        catch (JsonException error)
        {
            throw new SchemaRegistryException($"Schema registry: {what} was answered with something else than a registry's JSON. Is the address right? {error.Message}", error) { Status = 200 };
        }
    }

    // A 404 without the registry's own code comes from something else that listens there.
    private static bool IsMissing(SchemaRegistryException error) => error.Status == 404 && error.ErrorCode / 100 == 404;

    private static async Task<SchemaRegistryException> ErrorAsync(string what, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var text = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        ErrorBody? body = null;
        try
        {
            body = JsonSerializer.Deserialize(text, RegistryJson.Default.ErrorBody);
        }
        catch (JsonException)
        {
            // a proxy's page: its beginning is shown as it is
        }

        var reason = body?.Message ?? (text.Length > 200 ? text[..200] + "..." : text);
        var remedy = response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden ? " Check BasicAuthUserInfo or BearerAuthToken." : "";
        return new SchemaRegistryException($"Schema registry: {what} failed with {status} ({(body is null ? response.ReasonPhrase : body.ErrorCode)}): {reason}{remedy}")
        {
            Status = status,
            ErrorCode = body?.ErrorCode ?? 0,
        };
    }

    private int IndexOf(Uri address)
    {
        for (var i = 0; i < _addresses.Count; i++)
        {
            if (ReferenceEquals(_addresses[i], address))
            {
                return i;
            }
        }

        return 0;
    }

    private static ResiliencePipeline CreateRetry(SchemaRegistryOptions options) =>
        new ResiliencePipelineBuilder { TimeProvider = options.Time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = options.Retries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = options.RetryDelay,
                MaxDelay = TimeSpan.FromSeconds(10),
                ShouldHandle = static args => ValueTask.FromResult(args.Outcome.Exception is SchemaRegistryException { IsTransient: true }),
                OnRetry = args =>
                {
                    if (options.Logger is { } logger)
                    {
                        KafkaLog.RegistryRetried(logger, args.Outcome.Exception!.Message, args.AttemptNumber + 1, args.RetryDelay);
                    }

                    return ValueTask.CompletedTask;
                },
            })
            .Build();
}
