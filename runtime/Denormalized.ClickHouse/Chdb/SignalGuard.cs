using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Denormalized.ClickHouse.Chdb;

/// <summary>
/// Keeps .NET's handler of SIGRTMIN over a boot of the engine. CoreCLR suspends threads for garbage collection with that
/// signal; chDB takes it for system.stack_trace at every boot, even with its signal handlers switched off, and from then on
/// a collection waits for as long as any thread stays in a loop without a safe point.
/// </summary>
internal static unsafe partial class SignalGuard
{
    /// <summary>SIGRTMIN of glibc. macOS has no real-time signals, and .NET uses none there.</summary>
    public const int SignalNumber = 34;

    /// <summary>Larger than struct sigaction of every glibc platform (152 bytes on x64).</summary>
    public const int ActionSize = 256;

    /// <summary>
    /// struct sigaction, opaque but for what tells two apart. glibc leaves the mask behind its first word as it was on the
    /// stack, so the bytes as a whole cannot be compared:
    /// <code>
    /// handler 8 | mask 128, of which the kernel has 8 | flags 4 | padding 4 | restorer 8
    /// </code>
    /// </summary>
    [InlineArray(ActionSize)]
    internal struct Action
    {
        private byte _first;

        /// <summary>Handler, mask and flags.</summary>
        public readonly (long Handler, long Mask, int Flags) Disposition
        {
            get
            {
                ReadOnlySpan<byte> bytes = this;
                return (BitConverter.ToInt64(bytes), BitConverter.ToInt64(bytes[8..]), BitConverter.ToInt32(bytes[136..]));
            }
        }
    }

    /// <summary>Runs <paramref name="boot"/>; afterwards the signal's handler is the one from before.</summary>
    public static T Keep<T>(Func<T> boot)
    {
        if (!OperatingSystem.IsLinux())
        {
            return boot();
        }

        Action before = Read();
        try
        {
            return boot();
        }
        finally
        {
            Check(SigAction(SignalNumber, &before, null));
        }
    }

    /// <summary>The signal's present disposition, as bytes of the native struct.</summary>
    public static Action Read()
    {
        Action action = default;
        Check(SigAction(SignalNumber, null, &action));
        return action;
    }

    private static void Check(int result)
    {
        if (result != 0)
        {
            throw new InvalidOperationException($"sigaction of signal {SignalNumber} failed with errno {Marshal.GetLastPInvokeError()}.");
        }
    }

    [LibraryImport("libc", EntryPoint = "sigaction", SetLastError = true)]
    private static partial int SigAction(int signal, Action* action, Action* old);
}
