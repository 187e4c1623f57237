namespace Denormalized.ClickHouse;

/// <summary>Where ClickHouse is: a server, or the engine in the process.</summary>
public sealed class ClickHouseOptions
{
    /// <summary>Connection string as ClickHouse.Driver reads it, e.g. <c>Host=localhost;Port=8123;Username=default;Database=default</c>.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Uses the engine in the process; <see cref="ConnectionString"/> is then not looked at. Never chosen silently.</summary>
    public bool Embedded { get; set; }

    /// <summary>Folder of the embedded engine's data; null means a temporary folder that is deleted at the end.</summary>
    public string? EmbeddedPath { get; set; }
}
