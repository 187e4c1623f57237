namespace Denormalized.SourceGen.Tests.TypePages;

/// <summary>A row of docs/types.md: a member, and values by which the page shows what becomes of it.</summary>
/// <param name="Section">Heading that it stands under.</param>
/// <param name="Attributes">Attributes of the member, in brackets; empty for none.</param>
/// <param name="Type">Its C# type.</param>
/// <param name="Value">A C# expression.</param>
internal sealed record TypeRow(string Section, string Attributes, string Type, string Value)
{
    /// <summary>JSON that is read as the same value, beside what is written.</summary>
    public string[] AlsoRead { get; init; } = [];

    /// <summary>C# expressions: what goes in, and what comes back from every format.</summary>
    public (string From, string To)[] Changes { get; init; } = [];

    /// <summary>C# expressions of values that no format takes.</summary>
    public string[] Refused { get; init; } = [];

    /// <summary>C# expressions of values that JSON does not take.</summary>
    public string[] RefusedInJson { get; init; } = [];
}
