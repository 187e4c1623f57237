using System.Collections.Concurrent;
using Denormalized.Tool.Infer.Evidence;

namespace Denormalized.Tool.Infer.Input;

/// <summary>
/// Reads lines in blocks, several at a time, each thread into evidence of its own. Merged it is the same as that of
/// one thread: evidence depends neither on the order of the rows nor on how they are divided.
/// </summary>
internal sealed class RowBlocks
{
    /// <summary>A line of so many blocks is read in one piece.</summary>
    private const int MaxBlocks = 4;
    private readonly ReadOptions _options;
    private readonly PathEvidence[] _roots;
    private readonly BlockingCollection<(byte[] Buffer, int Length)> _waiting;
    private readonly ConcurrentBag<byte[]> _free = [];
    private readonly CancellationTokenSource _refused = new();
    private long _rows;

    public RowBlocks(ReadOptions options)
    {
        _options = options;
        _roots = [.. Enumerable.Range(0, options.Threads).Select(_ => new PathEvidence())];
        _waiting = new BlockingCollection<(byte[], int)>(options.Threads * 2);
    }

    public long Rows => Interlocked.Read(ref _rows);

    public long Bytes { get; private set; }

    /// <summary>Called after each block, for progress.</summary>
    public required Action<RowBlocks> Advanced { get; init; }

    /// <summary>False when a block does not end between two rows, or is no JSON: then there are no lines, or one is wrong.</summary>
    public bool TryRead(InputSource source, CancellationToken cancellation)
    {
        Task[] scans = [.. _roots.Select(root => Task.Factory.StartNew(() => Scan(root), cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        bool cut = false;
        try
        {
            cut = CutBlocks(source, cancellation);
        }
        catch (OperationCanceledException) when (_refused.IsCancellationRequested)
        {
            // A thread has refused its block while this one waited for room.
        }
        finally
        {
            _waiting.CompleteAdding();
            Task.WaitAll(scans, CancellationToken.None);
        }

        Advanced(this);
        return cut && !_refused.IsCancellationRequested;
    }

    public void MergeInto(PathEvidence root)
    {
        foreach (PathEvidence part in _roots)
        {
            root.Merge(part);
        }
    }

    /// <summary>Reads blocks that end with a line; false when a line is too long.</summary>
    private bool CutBlocks(InputSource source, CancellationToken cancellation)
    {
        byte[] buffer = Rent();
        int length = 0;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            int read = source.Read(buffer.AsSpan(length, buffer.Length - RowScanner.Padding - length));
            length += read;
            Bytes += read;
            int end = read == 0 ? length : buffer.AsSpan(0, length).LastIndexOf((byte)'\n') + 1;
            bool full = length == buffer.Length - RowScanner.Padding;
            if (read == 0 || (full && end > 0))
            {
                byte[] next = Rent();
                int rest = length - end;
                if (rest > next.Length - RowScanner.Padding)
                {
                    next = new byte[buffer.Length];
                }

                buffer.AsSpan(end, rest).CopyTo(next);
                buffer[end] = 0;
                _waiting.Add((buffer, end), _refused.Token);
                (buffer, length) = (next, rest);
                Advanced(this);
                if (read == 0)
                {
                    return true;
                }
            }
            else if (full)
            {
                if (length >= MaxBlocks * _options.BlockSize)
                {
                    return false;
                }

                Array.Resize(ref buffer, (length * 2) + RowScanner.Padding);
            }
        }
    }

    private void Scan(PathEvidence root)
    {
        var scanner = new RowScanner(root, _options.Path);
        foreach ((byte[] buffer, int length) in _waiting.GetConsumingEnumerable())
        {
            if (_refused.IsCancellationRequested)
            {
                continue;
            }

            long before = scanner.Rows;
            try
            {
                scanner.Read(buffer, 0, length, final: true);
                if (Utf8Text.FirstInvalid(buffer.AsSpan(0, length)) >= 0)
                {
                    _refused.Cancel();
                }
            }
            catch (Exception error)
            {
                _refused.Cancel();
                if (error is not RowSyntaxException)
                {
                    throw;
                }
            }

            Interlocked.Add(ref _rows, scanner.Rows - before);
            if (buffer.Length == _options.BlockSize + RowScanner.Padding)
            {
                _free.Add(buffer);
            }
        }
    }

    private byte[] Rent() => _free.TryTake(out byte[]? buffer) ? buffer : new byte[_options.BlockSize + RowScanner.Padding];
}
