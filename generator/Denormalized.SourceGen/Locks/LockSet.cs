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

    public LockedRecord Of(RecordReading reading)
        => new(reading, _streams.TryGetValue(reading.Record!.WireName, out LockFile? file) ? file : null, IsExpected: _streams.Count > 0);
}

/// <summary>A record with its lock.</summary>
/// <param name="File">Null where it has none.</param>
/// <param name="IsExpected">Other records of the project have one.</param>
internal sealed record LockedRecord(RecordReading Reading, LockFile? File, bool IsExpected);
