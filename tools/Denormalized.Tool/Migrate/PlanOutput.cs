using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Denormalized.Schema;
using Denormalized.Tool.Infer.Emit;

namespace Denormalized.Tool.Migrate;

/// <summary>A plan as SQL with its reasons in comments, and for programs.</summary>
internal static class PlanOutput
{
    public static readonly JsonSerializerOptions Json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="output">Takes the text.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="lost">How many values of which columns a copy would not keep.</param>
    /// <param name="settings">What may be done.</param>
    public static void WriteSql(TextWriter output, MigrationPlan plan, IReadOnlyList<(string Column, long Values)> lost, MigrationSettings settings)
    {
        output.WriteLine(SafeText.Printable($"-- {plan.Table}: {(plan.Steps.Count == 0 ? "nothing to do" : plan.Steps.Count == 1 ? "1 step" : $"{plan.Steps.Count} steps")}"));
        foreach (string impossible in plan.Impossible)
        {
            output.WriteLine(SafeText.Printable($"-- CANNOT be migrated: {impossible}"));
        }

        foreach (string kept in plan.Kept)
        {
            output.WriteLine(SafeText.Printable($"-- column '{kept}' is not in the record and stays; --drop-columns drops it"));
        }

        foreach ((MigrationStep step, int number) in plan.Steps.Select((s, i) => (s, i + 1)))
        {
            output.WriteLine(SafeText.Printable($"-- {number}. {step.Reason}"));
            output.WriteLine($"--    cost: {CostOf(step.Cost)}");
            if (step.Loss != MigrationLoss.None)
            {
                output.WriteLine(SafeText.Printable($"--    {LossOf(step, lost, settings.AllowLoss)}"));
            }

            foreach (string sql in step.Sql)
            {
                output.WriteLine(sql.StartsWith("--", StringComparison.Ordinal) ? sql : sql.Contains(" -- ", StringComparison.Ordinal) ? sql.Replace(" -- ", "; -- ", StringComparison.Ordinal) : sql + ";");
            }
        }
    }

    public static object Plan(MigrationPlan plan, IReadOnlyList<(string Column, long Values)> lost) => new
    {
        table = plan.Table,
        steps = Steps(plan),
        kept = plan.Kept,
        impossible = plan.Impossible,
        lostValues = lost.ToDictionary(l => l.Column, l => l.Values),
    };

    public static IEnumerable<object> Steps(MigrationPlan plan) => plan.Steps.Select(s => (object)new
    {
        action = s.Action.ToString(),
        subject = s.Subject,
        reason = s.Reason,
        cost = s.Cost.ToString(),
        loss = s.Loss.ToString(),
        lost = s.Lost,
        sql = s.Sql,
    });

    private static string CostOf(MigrationCost cost) => cost switch
    {
        MigrationCost.Metadata => "metadata only",
        MigrationCost.RewriteColumns => "the files of the column are written anew",
        _ => "every row is copied into a new table",
    };

    private static string LossOf(MigrationStep step, IReadOnlyList<(string Column, long Values)> lost, bool isAllowed) => step.Loss switch
    {
        MigrationLoss.Certain => $"LOSES {step.Lost}{(isAllowed ? "" : ": refused without --allow-data-loss")}",
        _ when lost.Count == 0 => $"loses nothing now: {step.Lost} were looked at, and are looked at again before the copy",
        _ => $"LOSES {string.Join(", ", lost.Select(l => $"{l.Values.ToString(CultureInfo.InvariantCulture)} values of {l.Column}"))}{(isAllowed ? "" : ": refused without --allow-data-loss")}",
    };
}
