using System.Diagnostics;
using Denormalized;
using Denormalized.Hosting;
using Denormalized.Kafka;
using Flights;
using Flights.Demo;
using GitHubEvents;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

// Kafka and ClickHouse are inside this process, each unless it is configured: Kafka__BootstrapServers and
// ConnectionStrings__clickhouse in the environment, or appsettings.json, as for every .NET host.
HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.AddDenormalized(options =>
{
    options.UseEmbedded();
    options.CreateMissing = true;
    options.TopicPartitions = options.EmbedsKafka ? 64 : 8; // the in-process broker keeps 5 MiB of each partition
})
    .AddPipeline<FlightPipeline>()
    .AddPipeline<GitHubPipeline>();

using IHost host = builder.Build();
await host.StartAsync();
Console.WriteLine($"started {(DateTime.Now - Process.GetCurrentProcess().StartTime).TotalMilliseconds:N0} ms after the process, {ProcessFigures.AnonymousMegabytes:N0} MB of anonymous memory");
try
{
    DenormalizedOptions settings = host.Services.GetRequiredService<IOptions<DenormalizedOptions>>().Value;
    KafkaSettings kafka = settings.EmbedsKafka ? host.Services.GetRequiredService<EmbeddedKafka>().CreateSettings() : settings.Kafka;
    var db = host.Services.GetRequiredService<IClickHouse>();
    var run = new DemoRun(db, kafka, host.Services.GetRequiredService<PipelineMonitor>(), DemoOptions.Parse(args));
    return await run.RunAsync(host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping) ? 0 : 1;
}
finally
{
    await host.StopAsync();
}
