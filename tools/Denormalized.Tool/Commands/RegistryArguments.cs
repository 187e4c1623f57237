using System.CommandLine;
using Denormalized.Kafka.SchemaRegistry;

namespace Denormalized.Tool.Commands;

/// <summary>Which schema registry a command talks to.</summary>
internal sealed class RegistryArguments
{
    private readonly Option<string?> _url = Setting("--registry", "Address, e.g. http://localhost:8081; several with commas.", nameof(SchemaRegistryOptions.Url));
    private readonly Option<string?> _basicAuth = Setting("--basic-auth", "user:password of basic authentication.", nameof(SchemaRegistryOptions.BasicAuthUserInfo));
    private readonly Option<string?> _bearerToken = Setting("--bearer-token", "Token of bearer authentication.", nameof(SchemaRegistryOptions.BearerAuthToken));
    private readonly Option<string?> _ca = Setting("--ca", "File with the certificates (PEM) of the authorities to trust.", nameof(SchemaRegistryOptions.SslCaLocation));
    private readonly Option<string?> _keystore = Setting("--keystore", "File with the client's certificate and key (PKCS #12).", nameof(SchemaRegistryOptions.SslKeystoreLocation));
    private readonly Option<string?> _keystorePassword = Setting("--keystore-password", "Password of --keystore.", nameof(SchemaRegistryOptions.SslKeystorePassword));

    public void AddTo(Command command)
    {
        foreach (Option<string?> option in new[] { _url, _basicAuth, _bearerToken, _ca, _keystore, _keystorePassword })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Null where no address is given.</summary>
    /// <exception cref="ArgumentException">The address is none, or settings contradict each other.</exception>
    public SchemaRegistryClient? Open(ParseResult arguments) => arguments.GetValue(_url) is not { Length: > 0 } url ? null : new SchemaRegistryClient(new SchemaRegistryOptions
    {
        Url = url,
        BasicAuthUserInfo = arguments.GetValue(_basicAuth),
        BearerAuthToken = arguments.GetValue(_bearerToken),
        SslCaLocation = arguments.GetValue(_ca),
        SslKeystoreLocation = arguments.GetValue(_keystore),
        SslKeystorePassword = arguments.GetValue(_keystorePassword),
    });

    /// <summary>The environment has it under the name that a host reads, so that a secret need not stand in the command line.</summary>
    private static Option<string?> Setting(string name, string description, string key) => new(name)
    {
        Description = $"{description} SchemaRegistry__{key} of the environment when omitted.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable($"SchemaRegistry__{key}"),
    };
}
