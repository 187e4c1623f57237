using System.Security.Cryptography;
using Denormalized.ClickHouse;
using Denormalized.Hosting;
using Denormalized.Kafka;
using Denormalized.Kafka.SchemaRegistry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Denormalized;

/// <summary>Adds Denormalized to a host.</summary>
public static class DenormalizedHostExtensions
{
    /// <summary>
    /// Adds <see cref="IClickHouse"/>, Kafka, metrics and a health check. Settings come from the configuration sections
    /// <c>Denormalized</c>, <c>Kafka</c>, <c>ClickHouse</c> and <c>SchemaRegistry</c>, and from <c>ConnectionStrings:kafka</c>,
    /// <c>:clickhouse</c> and <c>:schemaregistry</c>;
    /// what is missing stops the start and is named.
    /// </summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="configure">Changes options after configuration was read.</param>
    /// <returns>A builder to add pipelines to.</returns>
    public static DenormalizedBuilder AddDenormalized(this IHostApplicationBuilder builder, Action<DenormalizedOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddOptions<DenormalizedOptions>()
            .Configure<IConfiguration>(static (options, configuration) => SettingsReader.Read(configuration, options))
            .Configure(options => configure?.Invoke(options))
            .PostConfigure<IHostEnvironment>(static (options, environment) => Complete(options, environment))
            .ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DenormalizedOptions>, OptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<PipelineMonitor>();
        services.TryAddSingleton<PipelineMetrics>();
        services.TryAddSingleton<PipelineLoops>();
        services.TryAddSingleton(OpenClickHouse);
        services.TryAddSingleton(static s => new EmbeddedKafka(logger: s.GetRequiredService<ILogger<EmbeddedKafka>>()));
        services.TryAddSingleton<IBroker>(static s => OpenKafka(s));
        services.TryAddSingleton<ISchemaRegistry>(static s => OpenRegistry(s)!);
        services.AddHealthChecks().AddCheck<PipelineHealthCheck>("denormalized");
        return new DenormalizedBuilder(services);
    }

    private static void Complete(DenormalizedOptions options, IHostEnvironment environment)
    {
        options.CreateMissing ??= options.Embedded || environment.IsDevelopment();
        options.DataPath = Path.GetFullPath(options.DataPath, environment.ContentRootPath);
    }

    private static IClickHouse OpenClickHouse(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<DenormalizedOptions>>().Value;
        return options.EmbedsClickHouse
            ? EmbeddedClickHouse.Open(new EmbeddedOptions { Path = options.DataPath }, services.GetRequiredService<ILogger<EmbeddedClickHouse>>())
            : options.ClickHouse is { } connection ? new HttpClickHouse(connection, services.GetRequiredService<ILogger<HttpClickHouse>>())
            : new NoClickHouse();
    }

    // Null where none is configured: a pipeline without framed Avro needs none.
    private static ISchemaRegistry? OpenRegistry(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<DenormalizedOptions>>().Value;
        if (string.IsNullOrWhiteSpace(options.SchemaRegistry.Url))
        {
            return options.EmbedsKafka ? new EmbeddedSchemaRegistry() : null;
        }

        options.SchemaRegistry.Logger ??= services.GetRequiredService<ILogger<SchemaRegistryClient>>();
        try
        {
            return new SchemaRegistryClient(options.SchemaRegistry);
        }
        catch (Exception error) when (error is ArgumentException or IOException or CryptographicException)
        {
            throw new PipelineStartException($"The section SchemaRegistry (or ConnectionStrings:schemaregistry) is not usable: {error.Message}", error);
        }
    }

    private static KafkaBroker OpenKafka(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<DenormalizedOptions>>().Value;
        return new KafkaBroker(options, options.EmbedsKafka ? services.GetRequiredService<EmbeddedKafka>() : null, services.GetRequiredService<ILogger<KafkaBroker>>());
    }
}
