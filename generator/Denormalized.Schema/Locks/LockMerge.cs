using System.Text;

namespace Denormalized.Schema;

/// <summary>A file that a merge left with its marks: each side of them is a lock, and versions are named by their content.</summary>
internal static class LockMerge
{
    private enum Part
    {
        Common,
        Ours,
        Base,
        Theirs,
    }

    /// <summary>The versions of both sides; null where a side is no lock, or they differ in more than versions: that is for people to settle.</summary>
    public static StreamLock? Of(string text)
    {
        StreamLock ours, theirs;
        try
        {
            ours = StreamLock.Parse(Side(text, Part.Ours));
            theirs = StreamLock.Parse(Side(text, Part.Theirs));
        }
        catch (LockException)
        {
            return null;
        }

        var known = new HashSet<string>(ours.Versions.Select(v => v.Id), StringComparer.Ordinal);
        return ours.Stream == theirs.Stream && ours.Mode == theirs.Mode
            ? new StreamLock(ours.Stream, ours.Mode, [.. ours.Versions, .. theirs.Versions.Where(v => !known.Contains(v.Id))])
            : null;
    }

    /// <summary>The file as it was on one side.</summary>
    private static string Side(string text, Part wanted)
    {
        var side = new StringBuilder();
        Part part = Part.Common;
        foreach (string line in text.Split('\n'))
        {
            Part? mark = line.StartsWith("<<<<<<< ", StringComparison.Ordinal) ? Part.Ours
                : line.StartsWith("||||||| ", StringComparison.Ordinal) ? Part.Base
                : line.TrimEnd() == "=======" ? Part.Theirs
                : line.StartsWith(">>>>>>> ", StringComparison.Ordinal) ? Part.Common
                : null;
            part = mark ?? part;
            if (mark is null && (part == Part.Common || part == wanted))
            {
                side.Append(line).Append('\n');
            }
        }

        return side.ToString();
    }
}
