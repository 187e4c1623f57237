using Denormalized.Tool.Infer.Decide;
using Spectre.Console;

namespace Denormalized.Tool.Infer.Emit;

/// <summary>The logical schema for a person at a terminal.</summary>
internal static class TableEmitter
{
    public static void Write(TextWriter output, Decision root)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        Table table = new Table().Border(TableBorder.Simple).AddColumns("path", "kind", "null", "absent", "values", "why");
        foreach (Decision decision in root.All())
        {
            table.AddRow(
                Cell(decision.Path),
                Cell(decision.KindName),
                Cell(Count(decision.Evidence.Nulls)),
                Cell(Count(decision.Absent)),
                Cell(Count(decision.Evidence.Values - decision.Evidence.Nulls)),
                Cell(decision.Reason));
        }

        console.Write(table);
    }

    private static string Count(long count) => count == 0 ? "" : count.ToString("N0", System.Globalization.CultureInfo.InvariantCulture);

    private static Text Cell(string value) => new(SafeText.Printable(value));
}
