using System.Collections.Immutable;
using Denormalized.Schema;
using Denormalized.SourceGen.Diagnostics;
using Denormalized.SourceGen.Parse;
using Microsoft.CodeAnalysis;

namespace Denormalized.SourceGen.Locks;

/// <summary>Says what differs between records and locks, each at the member that changed.</summary>
internal static class DriftReport
{
    public static void Report(LockedRecord record, Action<Diagnostic> report)
    {
        RecordModel model = record.Reading.Record!;
        Location place = PlaceOf(record, "");
        if (record.File?.Lock is not { } @lock)
        {
            if (record.IsExpected)
            {
                report(Diagnostic.Create(DriftDiagnostics.NoLock, place, model.WireName));
            }

            return;
        }

        foreach (DriftFinding finding in Drift.Check(@lock, StreamShape.Of(model)))
        {
            bool isOfFile = finding.Kind is DriftKind.Edited or DriftKind.Merged;
            report(Diagnostic.Create(
                DriftDiagnostics.Of(finding.Kind),
                isOfFile ? record.File.LocationOf(@lock.Versions.First(v => v.IsEdited || finding.Kind == DriftKind.Merged).Position) : PlaceOf(record, finding.Path),
                finding.Subject,
                finding.What,
                string.Join("; ", finding.Breaks)));
        }
    }

    /// <summary>What is wrong with the files themselves.</summary>
    public static void ReportFiles(LockSet locks, ImmutableArray<string> streams, Action<Diagnostic> report)
    {
        foreach (LockFile file in locks.Files)
        {
            if (file.Error is { } error)
            {
                report(Diagnostic.Create(DriftDiagnostics.Unreadable, file.LocationOf(error.Position), error.Message));
            }
            else if (!locks.IsFirst(file))
            {
                report(Diagnostic.Create(DriftDiagnostics.Unreadable, file.LocationOf(default), $"stream '{file.Lock!.Stream}' has another lock already: delete one of them"));
            }
            else if (!streams.Contains(file.Lock!.Stream))
            {
                report(Diagnostic.Create(DriftDiagnostics.NoStream, file.LocationOf(default), file.Lock.Stream));
            }
        }
    }

    private static Location PlaceOf(LockedRecord record, string path)
        => Find(record.Reading, record.Reading.Record!, "", path) ?? Place(record.Reading, record.Reading.Record!.Clr, "") ?? Location.None;

    /// <summary>Follows the path from record to record; null where none of its members is it.</summary>
    private static Location? Find(RecordReading reading, RecordModel record, string prefix, string path)
    {
        foreach (FieldModel field in record.Fields)
        {
            string own = prefix + field.Avro;
            if (own == path)
            {
                return Place(reading, record.Clr, field.Source);
            }

            if (path.StartsWith(own, StringComparison.Ordinal) && Inside(field.Type.Type, own) is var (inner, at) && path.StartsWith(at, StringComparison.Ordinal))
            {
                return Find(reading, inner, at, path);
            }
        }

        return null;
    }

    /// <summary>The record within a type, and how the paths of its members begin.</summary>
    private static (RecordModel Record, string Prefix)? Inside(LogicalType type, string path) => type switch
    {
        NestedType nested => (nested.Record, path + "."),
        ArrayType array => Inside(array.Item.Type, path + "[]"),
        MapType map => Inside(map.Value.Type, path + "{}"),
        _ => null,
    };

    private static Location? Place(RecordReading reading, string record, string member) => reading.Places.TryGetValue((record, member), out Location? place) ? place : null;
}
