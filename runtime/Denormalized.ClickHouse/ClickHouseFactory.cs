using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Denormalized.ClickHouse;

/// <summary>Opens what <see cref="ClickHouseOptions"/> describe.</summary>
public static class ClickHouseFactory
{
    /// <summary>Opens the embedded engine or makes a client of a server. A server is not contacted before the first statement.</summary>
    /// <param name="options">Where ClickHouse is.</param>
    /// <param name="loggerFactory">Loggers; null means none.</param>
    /// <exception cref="InvalidOperationException">Nothing is configured; the message names the keys.</exception>
    /// <exception cref="ArgumentException">The connection string cannot be read.</exception>
    /// <exception cref="DllNotFoundException">The embedded engine's library is missing.</exception>
    /// <exception cref="IOException">Another process has the embedded engine's folder open.</exception>
    public static IClickHouse Create(ClickHouseOptions options, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        loggerFactory ??= NullLoggerFactory.Instance;
        if (options.Embedded)
        {
            return EmbeddedClickHouse.Open(new EmbeddedOptions { Path = options.EmbeddedPath }, loggerFactory.CreateLogger<EmbeddedClickHouse>());
        }

        return string.IsNullOrWhiteSpace(options.ConnectionString)
            ? throw new InvalidOperationException(
                "ClickHouse is not configured: set ConnectionStrings:clickhouse (for example Host=localhost;Port=8123;Username=default), or Denormalized:Embedded=true for the engine in the process.")
            : new HttpClickHouse(options.ConnectionString, loggerFactory.CreateLogger<HttpClickHouse>());
    }
}
