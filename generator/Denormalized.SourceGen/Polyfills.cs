namespace System;

// What C# asks of the framework and netstandard2.0 does not have, besides what is shared with Denormalized.Schema.

/// <summary>List patterns and <c>x[^1]</c>.</summary>
internal readonly struct Index(int value, bool fromEnd = false)
{
    public int GetOffset(int length) => fromEnd ? length - value : value;

    public static implicit operator Index(int value) => new(value);
}
