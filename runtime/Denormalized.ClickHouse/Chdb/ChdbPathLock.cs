namespace Denormalized.ClickHouse.Chdb;

/// <summary>
/// The engine holds flock(2) on <c>status</c> in its folder and writes its process id into it. A failed connect says so on
/// stderr only, so it is looked at beforehand.
/// </summary>
internal static class ChdbPathLock
{
    /// <exception cref="IOException">Another process has the folder open.</exception>
    public static void ThrowIfHeld(string path)
    {
        string status = Path.Combine(path, "status");
        if (!File.Exists(status) || !IsHeld(status))
        {
            return;
        }

        string owner = ReadProcessId(status) is { } id ? $"process {id}" : "another process";
        throw new IOException(
            $"The embedded ClickHouse engine cannot open {path}: {owner} has it open, and a folder belongs to one process at a time. Stop that process or use another folder.");
    }

    // FileShare.None is flock(LOCK_EX | LOCK_NB) on Unix, which is what the engine uses.
    private static bool IsHeld(string status)
    {
        try
        {
            using var file = new FileStream(status, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException e) when (e is not FileNotFoundException)
        {
            return true;
        }
    }

    private static string? ReadProcessId(string status)
    {
        const string Mark = "PID: ";
        using var reader = new StreamReader(new FileStream(status, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith(Mark, StringComparison.Ordinal))
            {
                return line[Mark.Length..].Trim();
            }
        }

        return null;
    }
}
