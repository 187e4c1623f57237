using System.Collections.Frozen;

namespace Denormalized.Tool.Commands;

/// <summary>C#'s reserved words.</summary>
internal static class Keywords
{
    private static readonly FrozenSet<string> Words = (
        "abstract as base bool break byte case catch char checked class const continue decimal default delegate do double else enum event explicit "
        + "extern false finally fixed float for foreach goto if implicit in int interface internal is lock long namespace new null object operator out "
        + "override params private protected public readonly ref return sbyte sealed short sizeof stackalloc static string struct switch this throw true "
        + "try typeof uint ulong unchecked unsafe ushort using virtual void volatile while").Split(' ').ToFrozenSet();

    public static bool IsKeyword(string name) => Words.Contains(name);
}
