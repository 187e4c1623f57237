using System.Collections.Immutable;
using System.Composition;
using Denormalized.CodeFixes.Fixes;
using Denormalized.SourceGen.Diagnostics;
using Denormalized.SourceGen.Locks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Denormalized.CodeFixes;

/// <summary>
/// Fixes of DNZ3xx. The generator reports them, and editors offer fixes for what generators report as for what analyzers do. A
/// fix is offered only where the change it would make was made, and what was said of the member is not said of it any more.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DriftCodeFixProvider)), Shared]
public sealed class DriftCodeFixProvider : CodeFixProvider
{
    private static readonly DriftFix[] s_fixes =
    [
        new MakeNullableFix(), new RestoreTypeFix(), new RestoreEnumFix(), new RestoreKeyFix(), new RestoreStreamFix(),
        new AliasFix(), new KeepNameFix(), new KeepObsoleteFix(), new AcceptVersionFix(),
    ];

    public override ImmutableArray<string> FixableDiagnosticIds { get; } = s_fixes.SelectMany(f => f.Ids).Distinct().OrderBy(id => id, StringComparer.Ordinal).ToImmutableArray();

    public override FixAllProvider GetFixAllProvider() => DriftFixAllProvider.Instance;

    internal static DriftFix Find(string key) => s_fixes.First(f => f.Key == key);

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (DriftSubject.Of(diagnostic) is not { } subject)
            {
                continue;
            }

            foreach (DriftFix fix in s_fixes.Where(f => f.Ids.Contains(diagnostic.Id)))
            {
                if (await fix.TryAsync(context.Document.Project, subject, context.CancellationToken).ConfigureAwait(false) is { } change)
                {
                    context.RegisterCodeFix(CodeAction.Create(change.Title, _ => Task.FromResult(change.Solution), fix.Key), diagnostic);
                }
            }
        }
    }
}
