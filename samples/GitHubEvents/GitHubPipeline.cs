using System.Linq;
using Denormalized;

namespace GitHubEvents;

/// <summary>Stores every event, and what happened to issues in a flat table of its own.</summary>
[Pipeline("github")]
public sealed partial class GitHubPipeline
{
    public IStream<GitHubEvent> Events(IStream<GitHubEvent> events) => events;

    public IStream<IssueChange> Issues(IStream<GitHubEvent> events) => events
        .Where(e => e.Issue != null && e.Event == "issues")
        .Select(e => new IssueChange
        {
            Repository = e.Repository?.FullName ?? "",
            Number = e.Issue!.Number ?? 0,
            Action = e.Action ?? "",
            Author = e.Issue.User?.Login,
            Labels = e.Issue.Labels == null ? [] : e.Issue.Labels.Select(l => l.Name ?? "").ToArray(),
            Title = $"#{e.Issue.Number} {e.Issue.Title}",
            At = e.Issue.UpdatedAt,
        });
}

/// <summary>Something happened to an issue.</summary>
[Stream("issue_changes")]
public sealed partial record IssueChange
{
    [SortKey(0)] public required string Repository { get; init; }

    [SortKey(1)] public required int Number { get; init; }

    [LowCardinality] public required string Action { get; init; }

    public string? Author { get; init; }

    public IReadOnlyList<string> Labels { get; init; } = [];

    public required string Title { get; init; }

    public DateTimeOffset? At { get; init; }
}
