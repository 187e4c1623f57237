using System.Diagnostics;
using System.Globalization;

namespace Denormalized.Hosting;

/// <summary>
/// Named points at which a crash test kills the process, as <c>kill -9</c> would. Test-only: does nothing unless the
/// environment variable <c>DENORMALIZED_FAULT</c> names a point, e.g. <c>mid-insert</c> or <c>mid-insert:3</c> for its
/// third passing.
/// </summary>
internal static class FaultPoints
{
    public const string Variable = "DENORMALIZED_FAULT";

    public const string AfterPoll = "after-poll";
    public const string MidInsert = "mid-insert";
    public const string AfterInsert = "after-insert";
    public const string InRebalance = "in-rebalance";
    public const string InDeadLetterAck = "in-dead-letter-ack";

    /// <summary>Between two steps of a replay: passed behind each table that is made, filled with old rows, and before and behind each exchange.</summary>
    public const string InReplay = "in-replay";

    private static readonly string? s_point;
    private static int s_left;

    static FaultPoints()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } fault)
        {
            var colon = fault.IndexOf(':');
            s_point = colon < 0 ? fault : fault[..colon];
            s_left = colon < 0 ? 1 : int.Parse(fault.AsSpan(colon + 1), CultureInfo.InvariantCulture);
        }
    }

    public static void Pass(string point)
    {
        if (s_point is not null && s_point == point && Interlocked.Decrement(ref s_left) == 0)
        {
            Process.GetCurrentProcess().Kill();
        }
    }
}
