using Denormalized.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Denormalized.Bench.EndToEnd;

/// <summary>Our pipeline host with its defaults, as an application starts it.</summary>
public sealed class HostRun(Lab lab)
{
    private IHost? _host;

    public Contender Contender => new("Pipeline host, Kafka to MergeTree", Run)
    {
        WholeProcess = true,
        WarmUps = 3,
        Prepare = () => lab.ResetTablesAsync().GetAwaiter().GetResult(),
        Finish = Finish,
    };

    private int Run()
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(lab.Kafka);
        builder.Services.AddSingleton<IClickHouse>(lab.ClickHouse);
        builder.AddDenormalized(options => options.UseEmbedded())
            .AddPipeline<PassThrough>(options => options.Group = lab.NewGroup());
        _host = builder.Build();
        _host.Start();
        return lab.WaitForRows(Lab.Stream.Table);
    }

    private void Finish()
    {
        _host!.StopAsync().GetAwaiter().GetResult();
        _host.Dispose();
    }
}
