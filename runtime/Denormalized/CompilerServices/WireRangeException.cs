namespace Denormalized;

/// <summary>A value of a record cannot be written, or a stored value cannot be a value of its C# type.</summary>
public sealed class WireRangeException : Exception
{
    /// <summary>Says which member and why.</summary>
    /// <param name="member">Name of the member, empty when it is not known.</param>
    /// <param name="reason">A clause: what the value is and what would be right.</param>
    public WireRangeException(string member, string reason)
        : base(member.Length == 0 ? $"A value cannot be converted: {reason}." : $"'{member}' cannot be converted: {reason}.")
        => Member = member;

    /// <summary>Name of the member, empty when it is not known.</summary>
    public string Member { get; }
}
