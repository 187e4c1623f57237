using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Denormalized.ClickHouse.Chdb;

/// <summary>
/// The engine holds flock(2) on <c>status</c> in its folder and writes its process id into it. A failed connect says so on
/// stderr only, so it is looked at beforehand. System calls of its own, as a FileStream opened by name wants a lock itself
/// and could not read the file of another process.
/// </summary>
internal static partial class ChdbPathLock
{
    private const int ReadOnly = 0;
    private const int LockExclusive = 2;
    private const int LockNonBlocking = 4;
    private const int LockRelease = 8;

    private static int WouldBlock => OperatingSystem.IsMacOS() ? 35 : 11;

    /// <exception cref="IOException">Another process has the folder open.</exception>
    public static void ThrowIfHeld(string path)
    {
        using var status = new SafeFileHandle(Open(Path.Combine(path, "status"), ReadOnly), ownsHandle: true);
        if (status.IsInvalid || !IsHeld(status))
        {
            return;
        }

        string owner = ReadProcessId(status) is { } id ? $"process {id}" : "another process";
        throw new IOException(
            $"The embedded ClickHouse engine cannot open {path}: {owner} has it open, and a folder belongs to one process at a time. Stop that process or use another folder.");
    }

    private static bool IsHeld(SafeFileHandle status)
    {
        if (FLock(status, LockExclusive | LockNonBlocking) == 0)
        {
            _ = FLock(status, LockRelease);
            return false;
        }

        return Marshal.GetLastPInvokeError() == WouldBlock;
    }

    // PID: 4711
    // Started at: 2026-05-01 12:00:00
    private static string? ReadProcessId(SafeFileHandle status)
    {
        const string Mark = "PID: ";
        using var reader = new StreamReader(new FileStream(status, FileAccess.Read));
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith(Mark, StringComparison.Ordinal))
            {
                return line[Mark.Length..].Trim();
            }
        }

        return null;
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int FLock(SafeFileHandle file, int operation);
}
