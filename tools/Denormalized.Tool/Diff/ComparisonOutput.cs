using System.Text.Json;
using Denormalized.Schema;
using Denormalized.Tool.Infer.Emit;
using Denormalized.Tool.Migrate;
using Spectre.Console;

namespace Denormalized.Tool.Diff;

/// <summary>Differences for people and for programs.</summary>
internal static class ComparisonOutput
{
    private const int Width = 160; // of what is no terminal

    public static void WriteTable(TextWriter output, IReadOnlyList<Comparison> comparisons)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output), Ansi = output == Console.Out ? AnsiSupport.Detect : AnsiSupport.No });
        if (output != Console.Out || Console.IsOutputRedirected)
        {
            console.Profile.Width = Width;
        }

        foreach (Comparison comparison in comparisons)
        {
            output.WriteLine(SafeText.Printable($"{comparison.Stream} and {comparison.Against}: {(comparison.Differences.Count == 0 ? "the same" : comparison.IsDrift ? "drift" : "differ, and get along")}"));
            if (comparison.Differences.Count > 0)
            {
                Table table = new Table().Border(TableBorder.Simple).AddColumns("what", "difference", "breaks");
                foreach (Difference difference in comparison.Differences)
                {
                    table.AddRow(Cell(difference.Subject), Cell(difference.What), Cell(string.Join("; ", difference.Breaks)));
                }

                console.Write(table);
            }

            if (comparison.Remedy.Length > 0)
            {
                output.WriteLine(SafeText.Printable($"To do: {comparison.Remedy}."));
            }
        }
    }

    public static void WriteJson(TextWriter output, IReadOnlyList<Comparison> comparisons)
        => output.WriteLine(JsonSerializer.Serialize(comparisons.Select(c => new
        {
            stream = c.Stream,
            against = c.Against,
            drift = c.IsDrift,
            differences = c.Differences.Select(d => new { subject = d.Subject, what = d.What, breaks = d.Breaks }),
            remedy = c.Remedy,
            steps = c.Plan is null ? null : PlanOutput.Steps(c.Plan),
        }), PlanOutput.Json));

    private static Text Cell(string value) => new(SafeText.Printable(value));
}
