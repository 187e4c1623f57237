using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Denormalized.Bench.Generators;

/// <summary>
/// A project as a team would have it: records, one in a file; queries, five in a file; pipelines; code that has nothing to
/// do with any of them; and a referenced contracts project with records of its own.
/// </summary>
internal sealed class SampleSolution
{
    public const string Unrelated = "Unrelated.cs";
    private const int QueriesPerFile = 5;

    private static readonly CSharpParseOptions s_parse = new CSharpParseOptions(LanguageVersion.CSharp13)
        .WithFeatures([new("InterceptorsNamespaces", "Denormalized.Generated")]);

    private static readonly CSharpCompilationOptions s_options = new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable);

    private readonly List<(string Path, string Text)> _files = [];
    private readonly MetadataReference[] _references;

    public SampleSolution(int records, int queries)
    {
        MetadataReference[] framework =
        [
            .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
                .Where(p => Path.GetFileName(p) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name is "netstandard.dll" or "mscorlib.dll"))
                .Select(p => MetadataReference.CreateFromFile(p)),
            MetadataReference.CreateFromFile(typeof(StreamAttribute).Assembly.Location),
        ];
        _references = [.. framework, Contracts(framework)];
        for (int i = 0; i < records; i++)
        {
            _files.Add(($"Records/Order{i}.cs", Record("Shop.Records", $"Order{i}")));
        }

        for (int i = 0; i < queries / QueriesPerFile; i++)
        {
            _files.Add(($"Queries/Reports{i}.cs", Queries(i, records)));
        }

        for (int i = 0; i < 5; i++)
        {
            _files.Add(($"Pipelines/Clean{i}.cs", Pipeline(i)));
        }

        for (int i = 0; i < 50; i++)
        {
            _files.Add(($"Services/Service{i}.cs", Service(i, 1)));
        }

        _files.Add((Unrelated, Service(-1, 1)));
    }

    /// <summary>Parsed anew, so that nothing is remembered of an earlier one.</summary>
    public CSharpCompilation Parse() => CSharpCompilation.Create("Shop", _files.Select(f => Tree(f.Path, f.Text)), _references, s_options);

    public GeneratorDriver Driver(GeneratorFolder folder) => CSharpGeneratorDriver.Create(folder.Generators, parseOptions: s_parse);

    /// <summary>The project with one more edit of a file: each <paramref name="number"/> is another text.</summary>
    public static CSharpCompilation Edit(Compilation compilation, string path, Func<string, int, string> edit, int number)
    {
        SyntaxTree old = compilation.SyntaxTrees.Single(t => t.FilePath == path);
        return (CSharpCompilation)compilation.ReplaceSyntaxTree(old, Tree(path, edit(old.ToString(), number)));
    }

    private static SyntaxTree Tree(string path, string text) => CSharpSyntaxTree.ParseText(text, s_parse, path, Encoding.UTF8);

    private static PortableExecutableReference Contracts(MetadataReference[] framework)
    {
        var compilation = CSharpCompilation.Create("Contracts", Enumerable.Range(0, 20).Select(i => Tree($"Shared{i}.cs", Record("Contracts", $"Shared{i}"))), framework, s_options);
        using var image = new MemoryStream();
        var emitted = compilation.Emit(image);
        return emitted.Success ? MetadataReference.CreateFromImage(image.ToArray())
            : throw new InvalidOperationException("the contracts of the bench do not compile: " + emitted.Diagnostics[0]);
    }

    /// <summary>Thirty fields.</summary>
    private static string Record(string @namespace, string name)
    {
        string[] types = ["int", "long", "string", "double", "bool", "Guid", "string?", "int?", "DateTimeOffset", "IReadOnlyList<string>"];
        var text = new StringBuilder($"using System;\nusing System.Collections.Generic;\nusing Denormalized;\n\nnamespace {@namespace};\n\n[Stream]\npublic partial record {name}\n{{\n");
        for (int i = 0; i < 30; i++)
        {
            string type = types[i % types.Length];
            string attribute = i == 2 ? "[LowCardinality] " : i == 8 ? "[EventTime] " : "";
            text.Append($"    {attribute}public required {type} Member{i} {{ get; init; }}\n\n");
        }

        return text.Append("}\n").ToString();
    }

    /// <summary>Each query has four operators.</summary>
    private static string Queries(int file, int records)
    {
        var text = new StringBuilder($"using System;\nusing Contracts;\nusing Denormalized;\nusing Shop.Records;\n\nnamespace Shop.Queries;\n\npublic static class Reports{file}\n{{\n");
        for (int i = 0; i < QueriesPerFile; i++)
        {
            int number = (file * QueriesPerFile) + i;
            string record = i == 0 ? $"Shared{number % 20}" : $"Order{number % records}";
            text.Append($$"""
                    public static QueryText Top{{i}}(IClickHouse db, string country, DateTimeOffset since) => db.From<{{record}}>()
                        .Where(v => v.Member2 == country && v.Member8 >= since && v.Member0 > {{number}})
                        .GroupBy(v => v.Member12)
                        .Select(g => new { Key = g.Key, Count = g.Count(), Worst = g.Max(v => v.Member3) })
                        .OrderByDescending(t => t.Count)
                        .Take(10)
                        .ToSql();

                """);
        }

        return text.Append("}\n").ToString();
    }

    private static string Pipeline(int number) => $$"""
        using Contracts;
        using Denormalized;
        using Shop.Records;

        namespace Shop.Pipelines;

        [Pipeline("clean-{{number}}")]
        public sealed partial class Clean{{number}}
        {
            public IStream<Shared{{number}}> Kept(IStream<Shared{{number}}> rows) => rows.Where(v => v.Member2 != "" && v.Member0 > {{number}});

            public IStream<Order{{number}}> Orders(IStream<Order{{number}}> rows) => rows.Where(v => v.Member4 && v.Member12 != "x");
        }

        """;

    private static string Service(int number, int value) => $$"""
        using System;

        namespace Shop.Services;

        [Serializable]
        public sealed class Service{{(number < 0 ? "Unrelated" : number)}}
        {
            private readonly int _seed;

            public Service{{(number < 0 ? "Unrelated" : number)}}(int seed) => _seed = seed;

            public int Next() { return _seed + {{value}}; }
        }

        """;
}
