namespace Denormalized.SourceGen.Pipelines;

/// <summary>A member of a source's record, or one of the records nested in it: <c>Issue.User.Login</c>.</summary>
internal readonly record struct MemberPath(string Text)
{
    /// <summary>Stands for no member: whether a nested record is there at all.</summary>
    public const string Presence = "?";

    public bool IsNested => Text.IndexOf('.') >= 0;

    public MemberPath Then(string member) => new(Text + "." + member);

    /// <summary>The path leads to the other one, or to something inside it.</summary>
    public bool IsWithin(string path) => Text == path || Text.StartsWith(path + ".", StringComparison.Ordinal);
}

/// <summary>How much of a member is used.</summary>
internal enum Usage
{
    /// <summary>Nothing: it is passed over.</summary>
    None,

    /// <summary>Some members of a nested record.</summary>
    Part,

    /// <summary>All of it.</summary>
    All,
}
