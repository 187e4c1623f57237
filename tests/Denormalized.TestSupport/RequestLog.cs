using Microsoft.AspNetCore.Http;

namespace Denormalized.TestSupport;

/// <summary>What was asked of a <see cref="ChdbHttpFront"/>.</summary>
public sealed class RequestLog
{
    private readonly List<Entry> _entries = [];

    /// <summary>A request: its decoded query string and its headers.</summary>
    public sealed record Entry(IReadOnlyDictionary<string, string> Query, IReadOnlyDictionary<string, string> Headers);

    /// <summary>The requests so far, oldest first.</summary>
    public IReadOnlyList<Entry> Snapshot()
    {
        lock (_entries)
        {
            return [.. _entries];
        }
    }

    internal void Add(HttpRequest request)
    {
        var entry = new Entry(
            request.Query.ToDictionary(q => q.Key, q => q.Value.ToString(), StringComparer.Ordinal),
            request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase));
        lock (_entries)
        {
            _entries.Add(entry);
        }
    }
}
