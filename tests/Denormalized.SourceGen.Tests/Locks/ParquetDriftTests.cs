using System.Collections.Immutable;
using Denormalized.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using static Denormalized.Schema.CompatibilityMode;

namespace Denormalized.SourceGen.Tests.Locks;

/// <summary>Files that older versions wrote, where a project knows Parquet; in modes in which old data counts, and where nothing else is said already.</summary>
public class ParquetDriftTests
{
    private static readonly MetadataReference s_parquet = Compile.Create("", "Denormalized.Parquet").ToMetadataReference();

    [Theory]
    [InlineData(Backward, "int A", "int A, int B = 1", "DNZ318 B", "there is no such column; make the member nullable")]
    [InlineData(Full, "int A", "int A, int B = 1", "DNZ318 B", "there is no such column")]
    [InlineData(Forward, "int A", "int A, int B = 1", "DNZ313 R", "")]
    [InlineData(None, "int A", "int A, int B = 1", "DNZ313 R", "")]
    [InlineData(Backward, "int A", "int A, int? B = null", "DNZ313 R", "")]
    [InlineData(Backward, "int A", "int? A", "DNZ313 R", "")]
    [InlineData(Backward, "int A", "long A", "DNZ313 R", "")]
    [InlineData(Backward, "int A", "double A", "DNZ313 R", "")]
    [InlineData(Backward, "Guid A", "string A", "DNZ318 A", "UUID cannot be read as String")]
    [InlineData(Backward, "[property: LowCardinality] string A", "string A", "DNZ307 R", "")]
    [InlineData(Backward, "int A, int B", "int A, [property: Alias(\"b\")] int C", "DNZ318 C", "there is no such column")]
    [InlineData(Backward, "int A", "string A", "DNZ303 A", "")] // once
    public void A_change(CompatibilityMode mode, string before, string after, string expected, string reason)
    {
        string @lock = LockedCode.Lock($"[Stream] public partial record R({before});", mode).Print();
        CSharpCompilation compilation = Compile.Create(LockedCode.Usings + $"[Stream] public partial record R({after});", references: s_parquet);
        LockedCode.Driver(("schemas/r.lock.json", @lock)).RunGeneratorsAndUpdateCompilation(compilation, out _, out ImmutableArray<Diagnostic> diagnostics);
        Diagnostic diagnostic = Assert.Single(diagnostics);
        Assert.Equal(expected, $"{diagnostic.Id} {diagnostic.Location.SourceTree!.GetText().ToString(diagnostic.Location.SourceSpan)}");
        Assert.Contains(reason, diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Fact]
    public void Transitive_modes_ask_for_all_files()
    {
        StreamLock @lock = LockedCode.Lock("[Stream] public partial record R(int A);", BackwardTransitive)
            .With(LockedCode.Shape("[Stream] public partial record R(int A, int B = 1);").Shape, isBreaking: false);
        StreamShape next = LockedCode.Shape("[Stream] public partial record R(int A, int B = 1, int? C = null);").Shape;
        Assert.Contains(Drift.Check(@lock, next, isInParquet: true), f => f.Kind == DriftKind.ParquetFiles && f.Path == "b");
        Assert.DoesNotContain(Drift.Check(@lock.With(Backward), next, isInParquet: true), f => f.IsBreaking);
    }
}
