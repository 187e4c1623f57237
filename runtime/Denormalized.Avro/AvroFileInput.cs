namespace Denormalized;

/// <summary>
/// A stream that knows its offset and reads exactly what is asked for. Memory grows with what has come, not with what was
/// claimed.
/// </summary>
internal sealed class AvroFileInput(Stream stream)
{
    private const int Step = 64 << 10;

    private byte[] _buffer = new byte[Step];
    private int _start;
    private int _end;

    /// <summary>Offset of the next byte.</summary>
    public long Offset { get; private set; }

    public async ValueTask<bool> IsAtEndAsync(CancellationToken cancellationToken) =>
        _start == _end && await FillAsync(1, cancellationToken).ConfigureAwait(false) == 0;

    /// <summary>Bytes that are valid until the next call.</summary>
    /// <exception cref="AvroFileException">The file ends before.</exception>
    public async ValueTask<ArraySegment<byte>> ReadAsync(int count, string where, CancellationToken cancellationToken)
    {
        int there = await FillAsync(count, cancellationToken).ConfigureAwait(false);
        if (there < count)
        {
            throw new AvroFileException($"the file ends inside {where}; {count} bytes are expected, {there} are there", Offset);
        }

        var bytes = new ArraySegment<byte>(_buffer, _start, count);
        _start += count;
        Offset += count;
        return bytes;
    }

    /// <summary>Zigzag, then LEB128.</summary>
    public async ValueTask<long> ReadLongAsync(string where, CancellationToken cancellationToken)
    {
        ulong zigzag = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte b = (await ReadAsync(1, where, cancellationToken).ConfigureAwait(false))[0];
            zigzag |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
            {
                return (long)(zigzag >> 1) ^ -(long)(zigzag & 1);
            }
        }

        throw new AvroFileException($"{where} has a number of more than 64 bits", Offset);
    }

    /// <summary>Sees to it that so many bytes are in the buffer; returns how many are.</summary>
    private async ValueTask<int> FillAsync(int count, CancellationToken cancellationToken)
    {
        while (_end - _start < count)
        {
            if (_end == _buffer.Length)
            {
                MakeRoom(count);
            }

            int read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                break;
            }

            _end += read;
        }

        return _end - _start;
    }

    /// <summary>Moves what is there to the front; when it fills the buffer, the buffer becomes twice as long.</summary>
    private void MakeRoom(int count)
    {
        int used = _end - _start;
        byte[] target = _start > 0 ? _buffer : new byte[(int)Math.Min(2L * _buffer.Length, count)];
        Buffer.BlockCopy(_buffer, _start, target, 0, used);
        _buffer = target;
        _start = 0;
        _end = used;
    }
}
