using System.CommandLine;
using System.Security.Cryptography;
using Denormalized.Kafka.SchemaRegistry;
using Denormalized.Schema;
using Denormalized.Tool.Infer.Emit;
using Denormalized.Tool.Migrate;

namespace Denormalized.Tool.Commands;

/// <summary>What is wrong with the input or the surroundings is one line; what is wrong with the tool shows its stack.</summary>
internal static class CommandErrors
{
    public static async Task<int> GuardAsync(ParseResult arguments, Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (Exception error) when (error is FormatException or IOException or UnauthorizedAccessException or InvalidOperationException or BadImageFormatException
            or ClickHouseException or HttpRequestException or AvroSchemaException or SchemaRegistryException or ArgumentException or CryptographicException or MigrationException)
        {
            await arguments.InvocationConfiguration.Error.WriteLineAsync(string.Join('\n', error.Message.Split('\n').Select(l => SafeText.Printable(l))));
            return ExitCodes.Failed;
        }
    }
}
