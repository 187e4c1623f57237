using Denormalized.CompilerServices;
using Denormalized.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Denormalized;

/// <summary>Adds pipelines to a host; returned by <c>AddDenormalized</c>.</summary>
public sealed class DenormalizedBuilder
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    internal DenormalizedBuilder(IServiceCollection services) => Services = services;

    /// <summary>The services of the host.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Runs a pipeline in this host.</summary>
    /// <typeparam name="TPipeline">A class with <see cref="PipelineAttribute"/>; services for its constructor come from the container.</typeparam>
    /// <param name="configure">Changes options after configuration (<c>Denormalized:Pipelines:&lt;name&gt;</c>) was read.</param>
    /// <exception cref="InvalidOperationException">The class is no pipeline, or its name was added before.</exception>
    public DenormalizedBuilder AddPipeline<TPipeline>(Action<PipelineOptions>? configure = null) =>
        AddPipeline(PipelineRegistry.Get<TPipeline>(), configure);

    internal DenormalizedBuilder AddPipeline(PipelineRegistration pipeline, Action<PipelineOptions>? configure)
    {
        var name = pipeline.Info.Name;
        if (!_names.Add(name))
        {
            throw new InvalidOperationException($"A pipeline named '{name}' was added before. The name is the consumer group: give each pipeline its own.");
        }

        Services.AddSingleton(pipeline);
        Services.AddOptions<PipelineOptions>(name)
            .Configure<IConfiguration>((options, configuration) => SettingsReader.Read(configuration, name, options))
            .Configure(options => configure?.Invoke(options))
            .PostConfigure<IHostEnvironment>(static (options, environment) => Complete(options, environment))
            .ValidateOnStart();
        Services.AddSingleton<IHostedService>(services => Worker(services, pipeline));
        return this;
    }

    private static void Complete(PipelineOptions options, IHostEnvironment environment)
    {
        if (options.Parquet is { Path.Length: > 0 } parquet)
        {
            parquet.Path = Path.GetFullPath(parquet.Path, environment.ContentRootPath);
        }
    }

    private static IHostedService Worker(IServiceProvider services, PipelineRegistration pipeline) =>
        services.GetRequiredService<IOptions<DenormalizedOptions>>().Value.Replay.Pipeline switch
        {
            null => ActivatorUtilities.CreateInstance<PipelineWorker>(services, pipeline),
            var replayed when replayed == pipeline.Info.Name => ActivatorUtilities.CreateInstance<ReplayWorker>(services, pipeline),
            _ => new IdleService(),
        };

    /// <summary>A pipeline that does not run, because another one is replayed.</summary>
    private sealed class IdleService : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
