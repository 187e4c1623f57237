using Denormalized.Schema;
using Denormalized.Tool.Infer.Decide;

namespace Denormalized.Tool.Infer.Emit.CSharp;

/// <summary>The file to print.</summary>
/// <param name="StreamName">Name of the stream that the first record is; null where none of them is one.</param>
internal sealed record CSharpFile(string? Namespace, string? StreamName, NameStyle Style, IReadOnlyList<string> Header, IReadOnlyList<CSharpRecord> Records)
{
    /// <summary>A file for each type, by the name that it should have.</summary>
    public IEnumerable<(string Name, CSharpFile File)> Split() =>
        Records.Select((record, i) => (record.Name + ".cs", this with { StreamName = i == 0 ? StreamName : null, Records = [record] }));
}

/// <param name="Name">Identifier of the type.</param>
/// <param name="Paths">Where values of this type stand.</param>
internal sealed record CSharpRecord(string Name, IReadOnlyList<string> Paths, IReadOnlyList<CSharpMember> Members, IReadOnlyList<LeftOut> LeftOut)
{
    /// <summary>The base of a case.</summary>
    public string? Base { get; init; }

    /// <summary>Set for the base of a closed hierarchy.</summary>
    public CSharpUnion? Union { get; init; }

    /// <summary>Comment lines above the type.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <param name="Discriminator">Key that tells the cases apart.</param>
/// <param name="Cases">Type and value of each.</param>
internal sealed record CSharpUnion(string Discriminator, IReadOnlyList<(string Type, string Value)> Cases);

/// <param name="Type">With a question mark where null or absent was seen.</param>
/// <param name="Attributes">Without brackets.</param>
/// <param name="Notes">Comment lines above the member.</param>
internal sealed record CSharpMember(string Name, string Type, bool Required, IReadOnlyList<string> Attributes, IReadOnlyList<string> Notes);

/// <summary>A path that has no member, and why: said in the file, never silently dropped.</summary>
internal sealed record LeftOut(Decision Decision, string Reason);
