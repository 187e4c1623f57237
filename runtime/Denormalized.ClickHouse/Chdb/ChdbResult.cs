using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace Denormalized.ClickHouse.Chdb;

/// <summary>A result of the engine: native memory that is freed by <see cref="Dispose"/>.</summary>
internal sealed unsafe class ChdbResult : IDisposable
{
    private nint _handle;

    private ChdbResult(nint handle) => _handle = handle;

    public nint Handle => _handle != 0 ? _handle : throw new ObjectDisposedException(nameof(ChdbResult));

    public long Length => (long)ChdbNative.ResultLength(Handle);

    public long RowsWritten => (long)ChdbNative.ResultRowsWritten(Handle);

    /// <summary>Takes over a handle of the C interface.</summary>
    /// <exception cref="ClickHouseException">The result is an error; it is freed.</exception>
    public static ChdbResult Take(nint handle)
    {
        if (handle == 0)
        {
            throw new ClickHouseException(0, "", "The embedded engine returned no result: its memory may be exhausted.");
        }

        byte* error = ChdbNative.ResultError(handle);
        if (error is null)
        {
            return new ChdbResult(handle);
        }

        string text = Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(error));
        ChdbNative.DestroyResult(handle);
        throw ClickHouseErrorText.Parse(text);
    }

    /// <summary>The bytes, in pieces of at most 2^30 as a span cannot be longer; valid until the result is disposed.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Parts()
    {
        const int Largest = 1 << 30;
        long length = Length;
        for (long offset = 0; offset < length; offset += Largest)
        {
            yield return new Part(this, offset, (int)Math.Min(length - offset, Largest)).Memory;
        }
    }

    /// <summary>The bytes as text, for short results.</summary>
    public string GetText() => Encoding.UTF8.GetString(ChdbNative.ResultBuffer(Handle), checked((int)Length));

    public void Dispose()
    {
        nint handle = Interlocked.Exchange(ref _handle, 0);
        if (handle != 0)
        {
            ChdbNative.DestroyResult(handle);
        }
    }

    // Native memory as Memory<byte>; throws when it is used after the result has been freed.
    private sealed class Part(ChdbResult owner, long offset, int length) : MemoryManager<byte>
    {
        public override Span<byte> GetSpan() => new(ChdbNative.ResultBuffer(owner.Handle) + offset, length);

        public override MemoryHandle Pin(int elementIndex = 0) => new(ChdbNative.ResultBuffer(owner.Handle) + offset + elementIndex);

        public override void Unpin()
        {
            // Native memory does not move.
        }

        protected override void Dispose(bool disposing)
        {
            // The result owns the memory.
        }
    }
}
