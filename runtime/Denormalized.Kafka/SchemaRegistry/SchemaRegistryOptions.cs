using Microsoft.Extensions.Logging;

namespace Denormalized.Kafka.SchemaRegistry;

/// <summary>Where a schema registry is and how to talk to it.</summary>
public sealed class SchemaRegistryOptions
{
    /// <summary>Addresses with a comma between them, such as <c>http://localhost:8081</c>; the next is asked when one does not answer.</summary>
    public string Url { get; set; } = "";

    /// <summary><c>user:password</c> of basic authentication (API key and secret in Confluent Cloud).</summary>
    public string? BasicAuthUserInfo { get; set; }

    /// <summary>Token of bearer authentication.</summary>
    public string? BearerAuthToken { get; set; }

    /// <summary>Asked for a token before each request, in place of <see cref="BearerAuthToken"/>; it keeps and renews it itself.</summary>
    public Func<CancellationToken, ValueTask<string>>? BearerTokens { get; set; }

    /// <summary>File with certificates (PEM) of the authorities to trust; the system's when null.</summary>
    public string? SslCaLocation { get; set; }

    /// <summary>File with the client's certificate and key (PKCS #12).</summary>
    public string? SslKeystoreLocation { get; set; }

    /// <summary>Password of <see cref="SslKeystoreLocation"/>.</summary>
    public string? SslKeystorePassword { get; set; }

    /// <summary>Longest wait for one answer.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Attempts after the first at a request that nobody answered or that failed in the server, with growing pauses.</summary>
    public int Retries { get; set; } = 3;

    /// <summary>Pause before the second attempt; it doubles from one to the next, with jitter.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Where repeated attempts are logged.</summary>
    public ILogger? Logger { get; set; }

    /// <summary>The clock of the pauses.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    internal IReadOnlyList<Uri> Addresses()
    {
        var addresses = new List<Uri>();
        foreach (var text in Url.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            // Confluent's clients take host:port too
            var full = text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text;
            if (!Uri.TryCreate(full.TrimEnd('/') + "/", UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            {
                throw new ArgumentException($"'{text}' is not the address of a schema registry; expected something like http://localhost:8081.");
            }

            if (address.UserInfo.Length > 0)
            {
                // Addresses stand in messages and logs.
                throw new ArgumentException($"The address of the schema registry at {address.Host} holds credentials; give them as BasicAuthUserInfo.");
            }

            addresses.Add(address);
        }

        return addresses.Count > 0 ? addresses : throw new ArgumentException("The address of the schema registry is missing: set Url.");
    }
}
