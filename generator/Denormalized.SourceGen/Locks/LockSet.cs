using System.Collections.Immutable;
using Denormalized.SourceGen.Parse;

namespace Denormalized.SourceGen.Locks;

/// <summary>The locks of a project.</summary>
internal sealed class LockSet
{
    private readonly Dictionary<string, LockFile> _streams = new(StringComparer.Ordinal);

    public LockSet(ImmutableArray<LockFile> files)
    {
        Files = files;
        foreach (LockFile file in files.Where(f => f.Lock is not null && !_streams.ContainsKey(f.Lock.Stream)))
        {
            _streams.Add(file.Lock!.Stream, file);
        }
    }

    public ImmutableArray<LockFile> Files { get; }

    public bool IsFirst(LockFile file) => file.Lock is null || ReferenceEquals(_streams[file.Lock.Stream], file);

    /// <param name="reading">The record.</param>
    /// <param name="isInParquet">The project reads or writes Parquet files.</param>
    public LockedRecord Of(RecordReading reading, bool isInParquet)
        => new(reading, _streams.TryGetValue(reading.Record!.WireName, out LockFile? file) ? file : null, _streams.Count > 0 ? Folder : null, isInParquet);

    private string Folder => Path.GetDirectoryName(Files[0].Path)!;
}

/// <summary>A record with its lock.</summary>
/// <param name="File">Null where it has none.</param>
/// <param name="Folder">Where those of other records of the project lie; null where none has one.</param>
/// <param name="IsInParquet">The project reads or writes Parquet files.</param>
internal sealed record LockedRecord(RecordReading Reading, LockFile? File, string? Folder, bool IsInParquet);
