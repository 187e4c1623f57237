using Microsoft.CodeAnalysis.CSharp;

namespace Denormalized.SourceGen.Tests.Pipelines;

/// <summary>Compiles declarations with a pipeline, sends messages through it and reads back the first output.</summary>
internal static class PipelineHarness
{
    public const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.Collections.Immutable;
        using System.Linq;
        using System.Text;
        using Denormalized;
        using Denormalized.CompilerServices;

        """;

    /// <summary>Rows of the output as <c>; </c>-separated texts, then what became of each message.</summary>
    public static string Run(string declarations, string pipeline, string output, params string[] messages)
        => Compile.Run(Source(declarations, pipeline, output, messages), new StreamGenerator(), new PipelineGenerator());

    private static string Source(string declarations, string pipeline, string output, string[] messages) => Usings + declarations + $$"""

        public static class Test
        {
            public static string Run()
            {
                PipelineRegistration registration = PipelineRegistry.Get<{{pipeline}}>();
                using PipelineRuntime runtime = registration.Create(new Services());
                var outcomes = new List<string>();
                foreach (string message in new[] { {{string.Join(", ", messages.Select(m => SymbolDisplay.FormatLiteral(m, true)))}} })
                {
                    try
                    {
                        var outcome = runtime.Process(0, MessageEncoding.Json, Encoding.UTF8.GetBytes(message), ulong.MaxValue);
                        outcomes.Add(outcome == StepOutcome.Failed ? runtime.Error.ToString() : outcome.ToString().ToLowerInvariant());
                    }
                    catch (Exception e)
                    {
                        runtime.Discard();
                        outcomes.Add(e.GetType().Name);
                    }
                }

                var block = new ColumnBlock();
                block.Begin(runtime.Output(0).Rows);
                runtime.Output(0).Describe(block);
                RowReader<{{output}}> reader = StreamRegistry.Get<{{output}}>().CreateColumns().CreateReader();
                reader.Bind(block);
                var rows = new List<string>();
                for (int i = 0; i < runtime.Output(0).Rows; i++)
                {
                    rows.Add(reader.Read()!.ToString()!);
                }

                return string.Join("; ", rows) + " | " + string.Join(",", outcomes);
            }

            private sealed class Services : IServiceProvider
            {
                public object? GetService(Type type) => type == typeof(Func<int, int>) ? (Func<int, int>)(static n => n + 1000) : null;
            }
        }
        """;
}
