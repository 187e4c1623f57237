using Denormalized.Schema;
using Microsoft.CodeAnalysis;

namespace Denormalized.SourceGen.Diagnostics;

/// <summary>DNZ3xx: how a record differs from its lock. Each has a page in docs/diagnostics.</summary>
internal static class DriftDiagnostics
{
    private const string Category = "Denormalized.Drift";

    /// <summary>Subject, what changed, what that breaks.</summary>
    private const string Change = "'{0}' {1}: {2}";

    public static readonly DiagnosticDescriptor Unreadable = Error("DNZ300", "A lock cannot be read", "{0}");

    public static readonly DiagnosticDescriptor Removed = Error("DNZ301", "A field was removed", Change);

    public static readonly DiagnosticDescriptor RequiredAdded = Error("DNZ302", "A field without a default was added", Change);

    public static readonly DiagnosticDescriptor TypeChanged = Error("DNZ303", "The type of a field changed", Change);

    public static readonly DiagnosticDescriptor NullabilityChanged = Error("DNZ304", "The nullability of a field changed", Change);

    public static readonly DiagnosticDescriptor EnumChanged = Error("DNZ305", "The members of an enum changed", Change);

    public static readonly DiagnosticDescriptor UnitChanged = Error("DNZ306", "The unit or scale of a field changed", Change);

    public static readonly DiagnosticDescriptor KeyChanged = Error("DNZ307", "The sorting key, partition or event time changed", Change);

    public static readonly DiagnosticDescriptor Renamed = Error("DNZ308", "A field was renamed", Change);

    public static readonly DiagnosticDescriptor StreamChanged = Error("DNZ309", "Topic, table or name of a stream changed", Change);

    public static readonly DiagnosticDescriptor Incompatible = Error("DNZ310", "A stream does not fit an older version", Change);

    public static readonly DiagnosticDescriptor Merged = Error(
        "DNZ311", "A lock was merged", "'{0}' {1}: build what both branches mean, then run `dotnet denormalized lock`, which makes the version that follows both");

    public static readonly DiagnosticDescriptor Edited = Error(
        "DNZ312", "A lock was edited by hand", "'{0}' {1}: put the file back as it was committed; what is to change is changed in the record, and `dotnet denormalized lock` writes it down");

    public static readonly DiagnosticDescriptor Pending = Warning("DNZ313", "A lock does not know of a change", "'{0}' {1}; run `dotnet denormalized lock` to release it");

    public static readonly DiagnosticDescriptor NoLock = Warning(
        "DNZ314", "A stream has no lock", "'{0}' has no lock, and other streams of this project have: run `dotnet denormalized lock` to make it");

    public static readonly DiagnosticDescriptor NoStream = Warning(
        "DNZ315", "A lock has no stream", "there is no stream '{0}' in this project: delete its lock where the stream is gone, or put back its name");

    public static readonly DiagnosticDescriptor TopicConflict = Error(
        "DNZ316", "Two streams disagree about a topic", "'{0}' and '{1}' both read topic '{2}', and neither can read what the other writes: {3}; give one another Topic, or make them one record");

    public static readonly DiagnosticDescriptor Conflict = Error("DNZ317", "A lock has merge conflicts", "{0}");

    public static readonly DiagnosticDescriptor ParquetFiles = Error("DNZ318", "Parquet files of an older version cannot be read", Change);

    public static readonly DiagnosticDescriptor Sample = Warning("DNZ330", "A sample does not decode", "'{0}' does not read its sample: {1}");

    public static DiagnosticDescriptor Of(DriftKind kind) => kind switch
    {
        DriftKind.Removed => Removed,
        DriftKind.RequiredAdded => RequiredAdded,
        DriftKind.TypeChanged => TypeChanged,
        DriftKind.NullabilityChanged => NullabilityChanged,
        DriftKind.EnumChanged => EnumChanged,
        DriftKind.UnitChanged => UnitChanged,
        DriftKind.KeyChanged => KeyChanged,
        DriftKind.Renamed => Renamed,
        DriftKind.StreamChanged => StreamChanged,
        DriftKind.Merged => Merged,
        DriftKind.Edited => Edited,
        DriftKind.Pending => Pending,
        DriftKind.ParquetFiles => ParquetFiles,
        _ => Incompatible,
    };

    private static DiagnosticDescriptor Error(string id, string title, string message) => Of(id, title, message, DiagnosticSeverity.Error);

    private static DiagnosticDescriptor Warning(string id, string title, string message) => Of(id, title, message, DiagnosticSeverity.Warning);

    private static DiagnosticDescriptor Of(string id, string title, string message, DiagnosticSeverity severity)
        => new(id, title, message, Category, severity, isEnabledByDefault: true, helpLinkUri: $"docs/diagnostics/{id}.md");
}
