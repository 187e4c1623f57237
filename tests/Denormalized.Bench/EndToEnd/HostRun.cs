using Denormalized.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Denormalized.Bench.EndToEnd;

/// <summary>Our pipeline host with its defaults, as an application starts it.</summary>
public sealed class HostRun(Lab lab)
{
    private IHost? _host;

    public Contender Contender => new("Pipeline host", Run)
    {
        WholeProcess = true,
        WarmUps = 6, // until nothing is compiled any more
        Prepare = () => lab.ResetTablesAsync().GetAwaiter().GetResult(),
        Finish = Finish,
    };

    private int Run()
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IClickHouse>(lab.ClickHouse);
        builder.AddDenormalized(options =>
            {
                options.UseEmbedded();
                foreach ((string name, string value) in lab.Kafka)
                {
                    options.Kafka[name] = value;
                }
            })
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
