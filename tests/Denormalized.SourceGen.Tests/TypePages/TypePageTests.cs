
namespace Denormalized.SourceGen.Tests.TypePages;

/// <summary>docs/types.md is what the plans say, and what generated code does.</summary>
public class TypePageTests
{
    /// <summary>Set to write the page instead of comparing it.</summary>
    private const string Write = "DENORMALIZED_WRITE_DOCS";

    private static readonly Lazy<IReadOnlyList<RowResult>> s_rows = new(() => TypeRun.Run(TypeTable.Rows));

    private static string Path { get; } = System.IO.Path.Combine(Repository.Root, "docs", "types.md");

    [Fact]
    public void The_page_is_current()
    {
        string page = TypePage.Print(s_rows.Value);
        if (Environment.GetEnvironmentVariable(Write) is { Length: > 0 })
        {
            File.WriteAllText(Path, page);
        }

        string[] written = File.Exists(Path) ? File.ReadAllLines(Path) : [];
        string[] printed = page.TrimEnd('\n').Split('\n');
        int line = Enumerable.Range(0, Math.Max(written.Length, printed.Length)).FirstOrDefault(i => written.ElementAtOrDefault(i) != printed.ElementAtOrDefault(i), -1);
        Assert.True(line < 0, $"docs/types.md is not current: print it with `make docs`. Line {line + 1} is\n{written.ElementAtOrDefault(line)}\nand should be\n{printed.ElementAtOrDefault(line)}");
    }

    [Fact]
    public void Every_kind_of_type_has_a_row()
    {
        var kinds = s_rows.Value.SelectMany(r => r.Fields).Select(f => f.Type.Type.GetType()).ToHashSet();
        Assert.DoesNotContain(typeof(Schema.LogicalType).Assembly.GetTypes(), t => t.IsSubclassOf(typeof(Schema.LogicalType)) && !kinds.Contains(t));
    }

    /// <summary>What a decoder reads, the check of samples takes: the JSON that is written, and the other forms.</summary>
    [Fact]
    public void What_is_read_is_no_mismatch_of_a_sample()
    {
        foreach (RowResult row in s_rows.Value)
        {
            string sample = string.Join('\n', row.Row.AlsoRead.Prepend(row.Json).Select(json => $"{{\"value\":{json}}}"));
            Assert.Equal([], Schema.SampleCheck.Check(row.Record, sample, most: 10).Select(m => $"{row.Row.Type}: {m.Message}"));
        }
    }
}
