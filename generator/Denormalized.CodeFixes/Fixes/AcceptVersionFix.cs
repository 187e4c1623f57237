using Denormalized.Schema;
using Denormalized.SourceGen.Locks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Denormalized.CodeFixes.Fixes;

/// <summary>
/// Releases the record as it is: what <c>dotnet denormalized lock --accept --stream</c> does. Not where the file is no lock (DNZ300)
/// or was edited (DNZ312): what was released stands in the history of the repository alone, and a lock made anew would forget it.
/// </summary>
internal sealed class AcceptVersionFix : DriftFix
{
    public override IReadOnlyList<string> Ids { get; } =
    [
        "DNZ301", "DNZ302", "DNZ303", "DNZ304", "DNZ305", "DNZ306", "DNZ307", "DNZ308", "DNZ309", "DNZ310", "DNZ311", "DNZ313", "DNZ314", "DNZ318",
    ];

    public override string TitleOfAll => "Accept as new versions";

    protected override IEnumerable<DriftChange> Changes(DriftSite site, CancellationToken cancellation)
    {
        LockUpdate update = LockUpdate.Of(site.Lock, site.Subject.Stream, site.Shape, accept: true);
        if (update.Lock is null)
        {
            yield break;
        }

        string title = update.State switch
        {
            LockState.New => $"Lock '{site.Subject.Stream}'",
            LockState.Accepted => $"Accept as a new version of '{site.Subject.Stream}', which breaks older ones",
            _ => $"Accept as a new version of '{site.Subject.Stream}'",
        };
        yield return new DriftChange(title, Write(site.Project, site.Subject, SourceText.From(update.Lock.Print(), System.Text.Encoding.UTF8)));
    }

    private static Solution Write(Project project, DriftSubject subject, SourceText text)
        => DriftSite.LockOf(project, subject) is { } document
            ? project.Solution.WithAdditionalDocumentText(document.Id, text)
            : project.Solution.AddAdditionalDocument(
                DocumentId.CreateNewId(project.Id), Path.GetFileName(subject.Lock), text, [Path.GetFileName(Path.GetDirectoryName(subject.Lock)!)], subject.Lock);
}
