using Denormalized;

namespace GitHubEvents;

/// <summary>
/// A webhook of GitHub. Started from <c>dotnet denormalized infer</c> over 329 payloads of 58 kinds of event, then cut down
/// by hand to what is asked about: what every kind has, and the parts of issues, pull requests, pushes and releases.
/// </summary>
[Stream("github_events")]
public sealed partial record GitHubEvent
{
    /// <summary>Kind of event, e.g. <c>issues</c>.</summary>
    [LowCardinality] public required string Event { get; init; }

    [LowCardinality] public string? Action { get; init; }

    public Account? Sender { get; init; }

    public Repository? Repository { get; init; }

    public Organization? Organization { get; init; }

    public Installation? Installation { get; init; }

    public Issue? Issue { get; init; }

    public PullRequest? PullRequest { get; init; }

    public Comment? Comment { get; init; }

    public Release? Release { get; init; }

    // push and create
    public string? Ref { get; init; }

    public string? Before { get; init; }

    public string? After { get; init; }

    public bool? Forced { get; init; }

    [NullAsEmpty] public IReadOnlyList<Commit>? Commits { get; init; }

    public Commit? HeadCommit { get; init; }
}

/// <summary>A user, an organisation as owner, or a bot.</summary>
public sealed record Account
{
    public string? Login { get; init; }

    public long? Id { get; init; }

    [LowCardinality] public string? Type { get; init; }

    public bool? SiteAdmin { get; init; }
}

public sealed record Repository
{
    public long? Id { get; init; }

    public string? FullName { get; init; }

    public bool? Private { get; init; }

    public Account? Owner { get; init; }

    public string? Description { get; init; }

    public bool? Fork { get; init; }

    public DateTimeOffset? UpdatedAt { get; init; }

    public int? Size { get; init; }

    public int? StargazersCount { get; init; }

    [LowCardinality] public string? Language { get; init; }

    public int? OpenIssuesCount { get; init; }

    public License? License { get; init; }

    [NullAsEmpty] public IReadOnlyList<string>? Topics { get; init; }

    public string? DefaultBranch { get; init; }
}

public sealed record License(string? Key, string? Name, string? SpdxId);

public sealed record Organization(string? Login, long? Id, string? Description);

public sealed record Installation(long? Id, string? NodeId);

public sealed record Issue
{
    public long? Id { get; init; }

    public int? Number { get; init; }

    public string? Title { get; init; }

    [LowCardinality] public string? State { get; init; }

    public bool? Locked { get; init; }

    public Account? User { get; init; }

    public Account? Assignee { get; init; }

    [NullAsEmpty] public IReadOnlyList<Account>? Assignees { get; init; }

    [NullAsEmpty] public IReadOnlyList<Label>? Labels { get; init; }

    public Milestone? Milestone { get; init; }

    public int? Comments { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? UpdatedAt { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    [LowCardinality] public string? AuthorAssociation { get; init; }

    public string? Body { get; init; }

    public Reactions? Reactions { get; init; }
}

public sealed record Label(long? Id, string? Name, string? Color, bool? Default, string? Description);

public sealed record Milestone
{
    public int? Number { get; init; }

    public string? Title { get; init; }

    public string? Description { get; init; }

    public Account? Creator { get; init; }

    public int? OpenIssues { get; init; }

    public DateTimeOffset? DueOn { get; init; }
}

public sealed record Reactions
{
    public int? TotalCount { get; init; }

    [Name("+1")] public int? PlusOne { get; init; }

    [Name("-1")] public int? MinusOne { get; init; }

    public int? Heart { get; init; }
}

public sealed record PullRequest
{
    public long? Id { get; init; }

    public int? Number { get; init; }

    [LowCardinality] public string? State { get; init; }

    public string? Title { get; init; }

    public Account? User { get; init; }

    public bool? Draft { get; init; }

    public bool? Merged { get; init; }

    public DateTimeOffset? MergedAt { get; init; }

    public string? MergeCommitSha { get; init; }

    [NullAsEmpty] public IReadOnlyList<Account>? RequestedReviewers { get; init; }

    public Branch? Head { get; init; }

    public Branch? Base { get; init; }

    public int? Commits { get; init; }

    public int? Additions { get; init; }

    public int? Deletions { get; init; }

    public int? ChangedFiles { get; init; }
}

public sealed record Branch(string? Label, string? Ref, string? Sha, Account? User, Repository? Repo);

public sealed record Comment
{
    public long? Id { get; init; }

    public Account? User { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public string? Body { get; init; }

    public string? Path { get; init; }

    public string? CommitId { get; init; }
}

public sealed record Release
{
    public long? Id { get; init; }

    public string? TagName { get; init; }

    public string? Name { get; init; }

    public bool? Draft { get; init; }

    public bool? Prerelease { get; init; }

    public Account? Author { get; init; }

    public DateTimeOffset? PublishedAt { get; init; }
}

public sealed record Commit
{
    public string? Id { get; init; }

    public string? Message { get; init; }

    public DateTimeOffset? Timestamp { get; init; }

    public Signature? Author { get; init; }

    public Signature? Committer { get; init; }

    [NullAsEmpty] public IReadOnlyList<string>? Added { get; init; }

    [NullAsEmpty] public IReadOnlyList<string>? Removed { get; init; }

    [NullAsEmpty] public IReadOnlyList<string>? Modified { get; init; }
}

public sealed record Signature(string? Name, string? Email, string? Username);
