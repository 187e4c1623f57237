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
    private static readonly Option<string> Version = new("--version") { Description = "Version of the subject, from 1.", DefaultValueFactory = _ => "latest" };
    private static readonly RegistryArguments Registry = new();

    public static Command Create()
    {
        var command = new Command("registry", "Reads the Avro schema of a subject from a schema registry and writes the record that has it.")
        {
            Subject, Version,
        };
        Registry.AddTo(command);
        ImportOutput.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        TextWriter messages = arguments.InvocationConfiguration.Error;
        string subject = arguments.GetValue(Subject)!;
        if (!TryVersion(arguments.GetValue(Version)!, out int? version))
        {
            messages.WriteLine(SafeText.Printable($"--version {arguments.GetValue(Version)}: a whole number from 1, or latest."));
            return ExitCodes.Usage;
        }

        try
        {
            using SchemaRegistryClient? registry = Registry.Open(arguments);
            if (registry is null)
            {
                messages.WriteLine("Give the address of the schema registry: --registry http://localhost:8081, or SchemaRegistry__Url in the environment.");
                return ExitCodes.Usage;
            }

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
