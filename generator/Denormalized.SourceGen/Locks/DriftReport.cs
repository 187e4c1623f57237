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
        if (record.File?.Lock is not { } @lock)
        {
            if (record.Folder is { } folder)
            {
                var missing = new DriftSubject(model.WireName, folder + "/" + model.WireName + StreamLock.FileSuffix, "", "");
                report(Diagnostic.Create(DriftDiagnostics.NoLock, PlaceOf(record.Reading, ""), missing.Properties, model.WireName));
            }

            return;
        }

        using IEnumerator<LockVersion> edited = @lock.Versions.Where(v => v.IsEdited).GetEnumerator();
        foreach (DriftFinding finding in Drift.Check(@lock, StreamShape.Of(model), record.IsInParquet))
        {
            // A file is put back, and that is done there; whether the record is what both branches meant is seen at the record.
            Location place = finding.Kind == DriftKind.Edited && edited.MoveNext() ? record.File.LocationOf(edited.Current.Position) : PlaceOf(record.Reading, finding.Path);
            report(Diagnostic.Create(
                DriftDiagnostics.Of(finding.Kind),
                place,
                new DriftSubject(model.WireName, record.File.Path, finding.Path, finding.Former).Properties,
                finding.Subject,
                finding.What,
                string.Join("; ", finding.Breaks)));
        }
    }

    /// <summary>Streams of one topic, of which neither can read what the other writes.</summary>
    public static void ReportTopics(ImmutableArray<RecordReading> streams, Action<Diagnostic> report)
    {
        foreach (IGrouping<string, RecordReading> topic in streams.GroupBy(s => s.Record!.Stream!.Topic, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            RecordReading[] readers = [.. topic];
            for (int i = 1; i < readers.Length; i++)
            {
                foreach (RecordReading other in readers.Take(i))
                {
                    if (TopicConflict.Between(other.Record!, readers[i].Record!) is { } conflict)
                    {
                        report(Diagnostic.Create(DriftDiagnostics.TopicConflict, PlaceOf(readers[i], conflict.Path), readers[i].Record!.WireName, other.Record!.WireName, topic.Key, conflict.Message));
                        break;
                    }
                }
            }
        }
    }

    /// <summary>What is wrong with the files themselves.</summary>
    public static void ReportFiles(LockSet locks, ImmutableArray<string> streams, Action<Diagnostic> report)
    {
        foreach (LockFile file in locks.Files)
        {
            if (file.Error is { } error)
            {
                report(Diagnostic.Create(error.IsConflict ? DriftDiagnostics.Conflict : DriftDiagnostics.Unreadable, file.LocationOf(error.Position), error.Message));
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

    /// <summary>Where the member of a path stands; the record itself for the empty path and for what has no place of its own.</summary>
    public static Location PlaceOf(RecordReading reading, string path)
        => Find(reading, reading.Record!, "", path) ?? Place(reading, reading.Record!.Clr, "") ?? Location.None;

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
