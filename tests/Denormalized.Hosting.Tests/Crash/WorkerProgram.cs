using Denormalized.ClickHouse;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Denormalized.Hosting.Tests;

/// <summary>
/// The process that crash tests start and kill: a host with the event pipeline. It stops cleanly when its input ends.
/// <code>
/// run  path|connection-string|-  topic  Key=Value ...         configuration as on any command line; Test:Fingerprint and
///                                                           Test:Outputs say which pipeline it is
/// list path                                                 what the table in an embedded folder holds
/// </code>
/// </summary>
internal static class WorkerProgram
{
    public static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case ["run", string clickHouse, string topic, .. string[] settings]:
                await RunAsync(clickHouse, topic, settings);
                return Environment.ExitCode;
            case ["list", string path]:
                await ListAsync(path);
                return 0;
            default:
                await Console.Error.WriteLineAsync("usage: run <path or connection string> <topic> [settings], or list <path>");
                return 2;
        }
    }

    private static async Task RunAsync(string clickHouse, string topic, string[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = "Development" });
        builder.Configuration.AddCommandLine(settings);
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.Logging.SetMinimumLevel(LogLevel.Information).AddFilter("Denormalized.Kafka", LogLevel.Warning);
        if (clickHouse != "-" && !clickHouse.Contains('='))
        {
            // A folder that outlives the process, with Kafka outside of it.
            builder.Services.AddSingleton<IClickHouse>(_ => EmbeddedClickHouse.Open(new EmbeddedOptions { Path = clickHouse }));
        }

        var info = EventPipeline.CreateInfo(
            name: topic, topic: topic, fingerprint: builder.Configuration.GetValue<ulong>("Test:Fingerprint"), outputs: builder.Configuration.GetValue("Test:Outputs", 1));
        builder.AddDenormalized(options => options.ClickHouse = clickHouse == "-" ? null : clickHouse).AddPipeline(EventPipeline.Register(info), null);
        using var host = builder.Build();
        await host.StartAsync();
        var ended = Task.Run(Console.In.ReadToEnd); // the reader of the console has no asynchronous reads of its own
        await Task.WhenAny(ended, host.WaitForShutdownAsync());
        await host.StopAsync();
    }

    private static async Task ListAsync(string path)
    {
        await using var engine = EmbeddedClickHouse.Open(new EmbeddedOptions { Path = path });
        await foreach (var chunk in engine.QueryAsync("SELECT _partition, _offset, id FROM stored ORDER BY 1, 2", "TSV"))
        {
            await Console.OpenStandardOutput().WriteAsync(chunk);
        }
    }
}
