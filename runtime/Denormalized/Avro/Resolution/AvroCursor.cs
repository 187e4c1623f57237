using Denormalized.CompilerServices;

namespace Denormalized;

/// <summary>
/// A place in a message of Avro's binary encoding, written by anyone: every read is within the message, and every loop is
/// bounded by its length.
/// </summary>
internal ref struct AvroCursor(ReadOnlySpan<byte> data)
{
    /// <summary>Records within records; the same limit as for JSON.</summary>
    private const int MaxDepth = 64;

    /// <summary>
    /// Items of no bytes (null, empty records) in a whole message: any number of them fits a few bytes, so the length of
    /// the message does not bound the work.
    /// </summary>
    private const int MaxEmptyItems = 1 << 16;

    private int _depth;
    private long _emptyItems;

    public readonly ReadOnlySpan<byte> Data = data;

    public int At;

    public DecodeFailure Failure;

    public int FailedAt;

    /// <summary>The sentence of a conflict between the schemas, else null.</summary>
    public string? Conflict;

    public readonly int Left => Data.Length - At;

    public bool Fail(DecodeFailure failure, int at)
    {
        Failure = failure;
        FailedAt = at;
        return false;
    }

    public bool TryEnter() => ++_depth <= MaxDepth || Fail(DecodeFailure.Depth, At);

    public void Leave() => _depth--;

    /// <summary>Zigzag, then LEB128.</summary>
    public bool TryLong(out long value)
    {
        ulong zigzag = 0;
        value = 0;
        int start = At;
        for (int shift = 0; shift < 64; shift += 7)
        {
            if (At == Data.Length)
            {
                return Fail(DecodeFailure.Truncated, start);
            }

            byte b = Data[At++];
            if (shift == 63 && b > 1)
            {
                break; // more than 64 bits
            }

            zigzag |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
            {
                value = (long)(zigzag >> 1) ^ -(long)(zigzag & 1);
                return true;
            }
        }

        return Fail(DecodeFailure.Range, start);
    }

    /// <summary>The branch of a union or the symbol of an enum.</summary>
    public bool TryIndex(int count, DecodeFailure failure, out int index)
    {
        int start = At;
        bool read = TryLong(out long value);
        index = (int)value;
        return read && ((ulong)value < (ulong)count || Fail(failure, start));
    }

    public bool TrySkip(long bytes)
    {
        if (bytes > Left)
        {
            return Fail(DecodeFailure.Truncated, At);
        }

        At += (int)bytes;
        return true;
    }

    /// <summary>A string or bytes.</summary>
    public bool TrySkipBytes()
    {
        int start = At;
        return TryLong(out long length) && (length < 0 ? Fail(DecodeFailure.Length, start) : TrySkip(length));
    }

    /// <summary>The head of a block of an array or map.</summary>
    /// <param name="minItemBytes">Bytes that an item has at least.</param>
    /// <param name="count">Items; 0 at the end.</param>
    /// <param name="bytes">Bytes of the block; -1 where it does not say.</param>
    public bool TryBlock(int minItemBytes, out long count, out long bytes)
    {
        int start = At;
        bytes = -1;
        if (!TryLong(out count))
        {
            return false;
        }

        if (count < 0)
        {
            if (count == long.MinValue || !TryLong(out bytes) || bytes < 0 || bytes > Left)
            {
                return Failure != DecodeFailure.None ? false : Fail(DecodeFailure.Length, start);
            }

            count = -count;
        }

        long room = bytes < 0 ? Left : bytes;
        bool fits = minItemBytes > 0 ? count <= room / minItemBytes : (_emptyItems += Math.Min(count, MaxEmptyItems + 1L)) <= MaxEmptyItems;
        return fits || Fail(DecodeFailure.Length, start);
    }
}
