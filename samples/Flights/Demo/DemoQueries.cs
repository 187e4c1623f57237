using System.Globalization;
using Denormalized;
using GitHubEvents;

namespace Flights.Demo;

/// <summary>Three typed queries: C# here, SQL in the assembly, answers as tables.</summary>
internal static class DemoQueries
{
    public static async Task ShowAsync(IClickHouse db, CancellationToken cancellationToken)
    {
        int late = 60; // a captured value: travels as a parameter
        var byDistance = await db.From<Flight>()
            .GroupBy(f => f.Distance / 500)
            .Select(g => new { Band = g.Key, Flights = g.Count(), Late = g.CountIf(f => f.Delay > late), Mean = g.Average(f => f.Delay), P99 = g.Quantile(0.99, f => f.Delay) })
            .OrderBy(r => r.Band)
            .Take(8)
            .ToListAsync(cancellationToken);
        Print("flights by distance", ["miles", "flights", "over 60 min late", "mean delay", "p99"],
            byDistance.Select(r => Row($"{r.Band * 500}+", r.Flights, r.Late, r.Mean, r.P99)));

        var kinds = await db.From<GitHubEvent>()
            .Where(e => e.Sender!.Type == "User")
            .GroupBy(e => e.Event)
            .Select(g => new { Event = g.Key, Count = g.Count(), Senders = g.Uniq(e => e.Sender!.Login) })
            .OrderByDescending(r => r.Count)
            .ThenBy(r => r.Event)
            .Take(6)
            .ToListAsync(cancellationToken);
        Print("kinds of GitHub events by users", ["event", "count", "senders"], kinds.Select(r => Row(r.Event, r.Count, r.Senders)));

        var issues = await db.From<IssueChange>()
            .Where(c => c.Title.StartsWith("#", StringComparison.Ordinal))
            .GroupBy(c => new { c.Repository, c.Action })
            .Select(g => new { g.Key.Repository, g.Key.Action, Changes = g.Count() })
            .OrderByDescending(r => r.Changes)
            .ThenBy(r => r.Action)
            .Take(6)
            .ToListAsync(cancellationToken);
        Print("changes of issues", ["repository", "action", "changes"], issues.Select(r => Row(r.Repository, r.Action, r.Changes)));
    }

    private static string[] Row(params object[] cells)
        => [.. cells.Select(c => c is double number ? number.ToString("N1", CultureInfo.InvariantCulture) : string.Format(CultureInfo.InvariantCulture, "{0:N0}", c))];

    private static void Print(string title, string[] header, IEnumerable<string[]> rows)
    {
        string[][] lines = [header, .. rows];
        int[] widths = [.. header.Select((_, i) => lines.Max(l => l[i].Length))];
        Console.WriteLine();
        Console.WriteLine(title);
        foreach (string[] line in lines)
        {
            Console.WriteLine("  " + string.Join("  ", line.Select((cell, i) => i == 0 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))));
        }

        Console.WriteLine();
    }
}
