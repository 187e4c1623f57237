using System.Reflection;
using Microsoft.CodeAnalysis;

namespace Denormalized.SourceGen.Tests.Locks;

/// <summary>Each diagnostic about drift has its page, which says the same title and severity.</summary>
public class DiagnosticPagesTests
{
    [Fact]
    public void Each_has_a_page()
    {
        DiagnosticDescriptor[] descriptors =
        [
            .. typeof(SourceGen.Diagnostics.DriftDiagnostics).GetFields(BindingFlags.Static | BindingFlags.Public)
                .Select(f => f.GetValue(null)).OfType<DiagnosticDescriptor>(),
        ];
        Assert.True(descriptors.Length >= 19, $"only {descriptors.Length} found");
        foreach (DiagnosticDescriptor descriptor in descriptors)
        {
            string page = File.ReadAllText(Path.Combine(Repository.Root, descriptor.HelpLinkUri));
            Assert.StartsWith($"# {descriptor.Id}: {descriptor.Title}\n\nSeverity: {descriptor.DefaultSeverity.ToString().ToLowerInvariant()}.", page, StringComparison.Ordinal);
            Assert.Contains("**Cause.**", page, StringComparison.Ordinal);
            Assert.Contains("**Remedies.**", page, StringComparison.Ordinal);
        }

        Assert.Equal(descriptors.Length, Directory.GetFiles(Path.Combine(Repository.Root, "docs/diagnostics"), "DNZ3*.md").Length);
    }
}
