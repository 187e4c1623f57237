using System.CommandLine;
using Denormalized.Kafka;
using Denormalized.Tool.Infer.Emit;
using Denormalized.Tool.Infer.Input;
using Denormalized.Tool.Send;

namespace Denormalized.Tool.Commands;

/// <summary><c>send</c>: rows of a file to a Kafka topic.</summary>
internal static class SendCommand
{
    private const string DefaultBootstrap = "localhost:9092";

    private static readonly Argument<string> Topic = new("topic") { Description = "Topic to send to." };
    private static readonly Argument<string> Input = new("input") { Description = "File with JSON rows (lines or an array), gzip or not; - for standard input." };
    private static readonly Option<string> Bootstrap = new("--bootstrap") { Description = "Kafka brokers, host:port.", DefaultValueFactory = _ => DefaultBootstrap };
    private static readonly Option<string?> Key = new("--key") { Description = "Member of each row that becomes the key of its message." };
    private static readonly Option<string[]> Setting = new("--setting") { Description = "Further Kafka settings, name=value." };
    private static readonly Option<double?> Rate = RateOption();

    public static Command Create()
    {
        var command = new Command("send", "Sends JSON rows to a Kafka topic, one message for each.") { Topic, Input, Bootstrap, Rate, Key, Setting };
        command.SetAction(RunAsync);
        return command;
    }

    private static Option<double?> RateOption()
    {
        var option = new Option<double?>("--rate") { Description = "Rows a second; as fast as the brokers take them when omitted." };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && result.GetValueOrDefault<double?>() is not > 0)
            {
                result.AddError("--rate must be greater than 0.");
            }
        });
        return option;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        TextWriter messages = arguments.InvocationConfiguration.Error;
        try
        {
            using var producer = new KafkaProducer(new KafkaProducerOptions { Settings = Settings(arguments) });
            string? problem = await SendAsync(arguments, producer, cancellation);
            arguments.InvocationConfiguration.Output.WriteLine($"delivered {producer.Delivered:N0}, failed {producer.Failed:N0}");
            if (problem is not null)
            {
                messages.WriteLine(SafeText.Printable(problem));
            }

            return problem is null && producer.Failed == 0 ? ExitCodes.Ok : ExitCodes.Failed;
        }
        catch (KafkaSettingsException error)
        {
            messages.WriteLine(error.Message);
            return ExitCodes.Usage;
        }
        catch (DllNotFoundException error)
        {
            messages.WriteLine(error.Message);
            return ExitCodes.Failed;
        }
    }

    /// <summary>Sends all rows and waits for the brokers; what went wrong, if anything did. Rows before an error are sent.</summary>
    private static async Task<string?> SendAsync(ParseResult arguments, KafkaProducer producer, CancellationToken cancellation)
    {
        string topic = arguments.GetValue(Topic)!;
        RowKey? key = arguments.GetValue(Key) is { } member ? new RowKey(member) : null;
        var pace = new Pace(arguments.GetValue(Rate));
        string? problem = null;
        try
        {
            using InputSource source = InputSource.Open(arguments.GetValue(Input)!);
            new RawRows(source).Read(row =>
            {
                pace.Wait(cancellation);
                ReadOnlySpan<byte> keyBytes = key is null ? default : key.Of(row);
                producer.Produce(topic, OutgoingMessage.AnyPartition, row, keyBytes, cancellation);
            });
        }
        catch (Exception error) when (error is InputException or KafkaException)
        {
            problem = error.Message;
        }

        try
        {
            await producer.FlushAsync(cancellation);
        }
        catch (KafkaDeliveryException error)
        {
            problem ??= error.Message;
        }

        return problem;
    }

    private static KafkaSettings Settings(ParseResult arguments)
    {
        var settings = new KafkaSettings { BootstrapServers = arguments.GetValue(Bootstrap) };
        foreach (string setting in arguments.GetValue(Setting) ?? [])
        {
            int equals = setting.IndexOf('=');
            if (equals < 1)
            {
                throw new KafkaSettingsException($"--setting {setting}: write it as name=value.");
            }

            settings[setting[..equals]] = setting[(equals + 1)..];
        }

        return settings;
    }
}
