using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using Denormalized.Kafka.SchemaRegistry;
using Denormalized.Schema;
using Denormalized.Tool.Import;
using Denormalized.Tool.Infer.Emit;

namespace Denormalized.Tool.Commands;

/// <summary><c>import registry</c>: the schema of a subject to the record that has it.</summary>
internal static class ImportRegistryCommand
{
    private static readonly Argument<string> Subject = new("subject") { Description = "Subject of the registry, such as page_views-value." };
    private static readonly Option<string?> Registry = Setting("--registry", "Address, e.g. http://localhost:8081; several with commas.", nameof(SchemaRegistryOptions.Url));
    private static readonly Option<string> Version = new("--version") { Description = "Version of the subject, from 1.", DefaultValueFactory = _ => "latest" };
    private static readonly Option<string?> BasicAuth = Setting("--basic-auth", "user:password of basic authentication.", nameof(SchemaRegistryOptions.BasicAuthUserInfo));
    private static readonly Option<string?> BearerToken = Setting("--bearer-token", "Token of bearer authentication.", nameof(SchemaRegistryOptions.BearerAuthToken));
    private static readonly Option<string?> Ca = Setting("--ca", "File with the certificates (PEM) of the authorities to trust.", nameof(SchemaRegistryOptions.SslCaLocation));
    private static readonly Option<string?> Keystore = Setting("--keystore", "File with the client's certificate and key (PKCS #12).", nameof(SchemaRegistryOptions.SslKeystoreLocation));
    private static readonly Option<string?> KeystorePassword = Setting("--keystore-password", "Password of --keystore.", nameof(SchemaRegistryOptions.SslKeystorePassword));

    public static Command Create()
    {
        var command = new Command("registry", "Reads the Avro schema of a subject from a schema registry and writes the record that has it.")
        {
            Subject, Registry, Version, BasicAuth, BearerToken, Ca, Keystore, KeystorePassword,
        };
        ImportOutput.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    /// <summary>The environment has it under the name that a host reads, so that a secret need not stand in the command line.</summary>
    private static Option<string?> Setting(string name, string description, string key) => new(name)
    {
        Description = $"{description} SchemaRegistry__{key} of the environment when omitted.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable($"SchemaRegistry__{key}"),
    };

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        TextWriter messages = arguments.InvocationConfiguration.Error;
        string subject = arguments.GetValue(Subject)!;
        if (arguments.GetValue(Registry) is not { Length: > 0 } url)
        {
            messages.WriteLine("Give the address of the schema registry: --registry http://localhost:8081, or SchemaRegistry__Url in the environment.");
            return ExitCodes.Usage;
        }

        if (!TryVersion(arguments.GetValue(Version)!, out int? version))
        {
            messages.WriteLine(SafeText.Printable($"--version {arguments.GetValue(Version)}: a whole number from 1, or latest."));
            return ExitCodes.Usage;
        }

        try
        {
            using var registry = new SchemaRegistryClient(new SchemaRegistryOptions
            {
                Url = url,
                BasicAuthUserInfo = arguments.GetValue(BasicAuth),
                BearerAuthToken = arguments.GetValue(BearerToken),
                SslCaLocation = arguments.GetValue(Ca),
                SslKeystoreLocation = arguments.GetValue(Keystore),
                SslKeystorePassword = arguments.GetValue(KeystorePassword),
            });
            await ImportOutput.WriteAsync(arguments, subject, name => RegistryImport.ImportAsync(registry, subject, version, name, cancellation), cancellation);
            return ExitCodes.Ok;
        }
        catch (AvroSchemaException error)
        {
            messages.WriteLine(SafeText.Printable($"{subject}: {error.Message}"));
        }
        catch (Exception error) when (error is FormatException or SchemaRegistryException or ArgumentException or IOException or UnauthorizedAccessException or CryptographicException)
        {
            messages.WriteLine(SafeText.Printable(error.Message));
        }

        return ExitCodes.Failed;
    }

    private static bool TryVersion(string text, out int? version)
    {
        bool isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0;
        version = isNumber ? number : null;
        return isNumber || text == "latest";
    }
}
