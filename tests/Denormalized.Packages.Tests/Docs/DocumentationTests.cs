using Microsoft.CodeAnalysis;

namespace Denormalized.Packages.Tests.Docs;

/// <summary>What the documentation shows compiles.</summary>
public sealed class DocumentationTests
{
    private static readonly IReadOnlyList<DocBlock> s_blocks = [.. Pages().SelectMany(page =>
        DocBlock.Read(Path.GetRelativePath(Repository.Root, page).Replace('\\', '/'), File.ReadAllText(page)))];

    private static readonly IReadOnlyDictionary<string, DocBlock> s_named = s_blocks
        .Where(b => b.Name is not null).ToDictionary(b => b.Name!);

    public static TheoryData<string, int> Blocks()
    {
        var data = new TheoryData<string, int>();
        foreach (var block in s_blocks)
        {
            data.Add(block.Page, block.Line);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public async Task Block_compiles(string page, int line)
    {
        var block = s_blocks.Single(b => b.Page == page && b.Line == line);
        AssertErrors(block, await DocCompiler.CompileAsync(block, s_named));
    }

    [Fact]
    public async Task A_block_that_does_not_compile_is_found_at_its_line()
    {
        const string page = """
            Text.

            <!-- given: string country -->
            ```csharp
            var upper = country.ToUpperInvariant();
            var wrong = country.ToUper();
            ```
            """;
        var block = Assert.Single(DocBlock.Read("page.md", page));
        var error = Assert.Single(await DocCompiler.CompileAsync(block, s_named));
        Assert.Equal("CS1061", error.Id);
        var position = error.Location.GetMappedLineSpan();
        Assert.Equal(("page.md", 5), (position.Path, position.StartLinePosition.Line));
    }

    [Fact]
    public async Task Blocks_are_compiled_with_those_they_name()
    {
        const string page = """
            <!-- name: Point -->
            ```csharp
            public sealed record Point(int X);
            ```
            <!-- with: Point; given: Point p -->
            ```csharp
            using System.Globalization;
            Console.WriteLine(p.X.ToString(CultureInfo.InvariantCulture));
            ```
            """;
        var blocks = DocBlock.Read("page.md", page).ToArray();
        Assert.Empty(await DocCompiler.CompileAsync(blocks[1], new Dictionary<string, DocBlock> { ["Point"] = blocks[0] }));
    }

    [Fact]
    public void An_unknown_marker_is_refused()
        => Assert.Throws<FormatException>(() => DocBlock.Read("page.md", "<!-- with: A; wiht: B -->\n```csharp\n```\n").ToArray());

    private static IEnumerable<string> Pages() =>
        Directory.EnumerateFiles(Repository.Root, "*.md")
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories))
            .Order(StringComparer.Ordinal);

    private static void AssertErrors(DocBlock block, IReadOnlyList<Diagnostic> errors)
    {
        if (!errors.Select(e => e.Id).Distinct().Order(StringComparer.Ordinal).SequenceEqual(block.Errors.Order(StringComparer.Ordinal)))
        {
            Assert.Fail($"{block.Page}({block.Line}) should {(block.Errors.Count == 0 ? "compile" : "fail with " + string.Join(", ", block.Errors))}:\n{string.Join('\n', errors)}");
        }
    }
}
