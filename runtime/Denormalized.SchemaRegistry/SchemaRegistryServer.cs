using Denormalized.Kafka.SchemaRegistry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Denormalized.SchemaRegistry;

/// <summary>
/// An <see cref="EmbeddedSchemaRegistry"/> on a loopback port, for other processes, tools and clients of other languages. An
/// ASP.NET application takes <see cref="SchemaRegistryEndpoints.MapSchemaRegistry"/> instead.
/// </summary>
public sealed class SchemaRegistryServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private SchemaRegistryServer(WebApplication application, EmbeddedSchemaRegistry registry)
    {
        _application = application;
        Registry = registry;
        Url = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
    }

    /// <summary>The registry behind it.</summary>
    public EmbeddedSchemaRegistry Registry { get; }

    /// <summary>Address for clients.</summary>
    public string Url { get; }

    /// <summary>Starts a server.</summary>
    /// <param name="registry">What it serves; a new registry when null.</param>
    /// <param name="port">Loopback port; any free one when 0.</param>
    /// <param name="configure">Changes Kestrel's endpoint, such as <c>listen => listen.UseHttps(certificate)</c>.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    public static async Task<SchemaRegistryServer> StartAsync(
        EmbeddedSchemaRegistry? registry = null, int port = 0, Action<ListenOptions>? configure = null, CancellationToken cancellationToken = default)
    {
        registry ??= new EmbeddedSchemaRegistry();
        // The slim builder without its defaults: no appsettings.json or ASPNETCORE_URLS of the program around it apply.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, port, listen => configure?.Invoke(listen)));
        var application = builder.Build();
        application.UseRouting();
        application.MapSchemaRegistry(registry);
        await application.StartAsync(cancellationToken).ConfigureAwait(false);
        return new SchemaRegistryServer(application, registry);
    }

    /// <summary>Stops the server.</summary>
    public async ValueTask DisposeAsync() => await _application.DisposeAsync().ConfigureAwait(false);
}
