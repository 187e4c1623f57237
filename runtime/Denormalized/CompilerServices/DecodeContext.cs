using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Denormalized.CompilerServices;

/// <summary>
/// What the decoding of one message after the other needs: the padded copy of the message, scratch memory for unescaped
/// text, and the reason of the last refusal.
/// </summary>
/// <remarks>
/// The copy is what lets the scanners run without end checks: NUL is valid nowhere in JSON, so every loop stops at the
/// byte behind the message, and wide loads stay within the padding.
/// <code>
///   Start ........ End 00 00 ... 00
///   message            Padding zero bytes
/// </code>
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class DecodeContext : IDisposable
{
    /// <summary>Zero bytes behind the message: no load is wider than 64 bytes, and two may follow one another.</summary>
    public const int Padding = 192;

    /// <summary>Memory that is kept from message to message; what a longer one took is given back.</summary>
    internal const int KeptCapacity = 1 << 20;

    /// <summary>So many messages that fit <see cref="KeptCapacity"/> must follow a longer one before its memory goes.</summary>
    internal const int ShrinkAfter = 64;

    private byte* _message;
    private int _messageCapacity = -1;
    private byte* _text;
    private int _textCapacity = -1;
    private int _shrinkIn;

    /// <summary>First byte of the padded copy.</summary>
    public byte* Start;

    /// <summary>End of the padded copy.</summary>
    public byte* End;

    /// <summary>Where in the copy the message was refused.</summary>
    public byte* FailedAt;

    /// <summary>Why the message was refused.</summary>
    public DecodeFailure Failure;

    /// <summary>Field or enum that <see cref="Failure"/> is about, where it cannot be seen in the message.</summary>
    public string? Member;

    /// <summary>Longer messages are refused as <see cref="DecodeFailure.TooLarge"/>.</summary>
    public int MaxMessageBytes { get; set; } = 64 << 20;

    internal int MessageCapacity => _messageCapacity;

    internal int TextCapacity => _textCapacity;

    /// <summary>Copies a message and puts zero bytes behind it. Null when it is too large.</summary>
    public byte* Load(ReadOnlySpan<byte> message, out byte* end)
    {
        int length = message.Length;
        if (length > MaxMessageBytes)
        {
            end = Start = End = null;
            return Fail(null, DecodeFailure.TooLarge);
        }

        if (length > _messageCapacity || _shrinkIn != 0)
        {
            Reserve(length);
        }

        byte* start = _message;
        message.CopyTo(new Span<byte>(start, length));
        Unsafe.InitBlockUnaligned(start + length, 0, Padding);
        Start = start;
        End = end = start + length;
        Failure = DecodeFailure.None;
        return start;
    }

    /// <summary>Records a refusal; always null, so that it can be returned at once.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public byte* Fail(byte* at, DecodeFailure failure)
    {
        // An integer was read up to its fraction or exponent, and the caller missed a comma there: say what is wrong.
        if (failure == DecodeFailure.CommaOrEnd && at > Start && (*at is (byte)'.' or (byte)'e' or (byte)'E')
            && (uint)(at[-1] - '0') <= 9)
        {
            failure = DecodeFailure.Number;
        }

        // Every scanner stops at the NUL behind the message, whatever it was looking for.
        if (at == End && at != null && failure is >= DecodeFailure.NotAnObject and <= DecodeFailure.Number or DecodeFailure.Control)
        {
            failure = DecodeFailure.Truncated;
        }

        Failure = failure;
        FailedAt = at;
        Member = null;
        return null;
    }

    /// <summary>As <see cref="Fail(byte*, DecodeFailure)"/>, naming a field or an enum.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public byte* Fail(byte* at, DecodeFailure failure, string member)
    {
        Fail(at, failure);
        Member = member;
        return null;
    }

    /// <summary>A required field is not there; <paramref name="at"/> is at or behind the end of its object.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public byte* FailMissing(byte* at, string member) => Fail(at, DecodeFailure.Missing, member);

    /// <summary>
    /// Scratch memory for one unescaped text of up to <paramref name="length"/> bytes, with the same padding as the
    /// message. The next call takes it again.
    /// </summary>
    public byte* Text(int length)
    {
        if (length > _textCapacity)
        {
            _textCapacity = Math.Max(length, 4096);
            _text = (byte*)NativeMemory.Realloc(_text, (nuint)_textCapacity + Padding);
        }

        return _text;
    }

    /// <summary>What is wrong with a JSON message that was just refused. Cold: the message is read again for the path.</summary>
    public DecodeError JsonError()
    {
        int offset = FailedAt < Start || FailedAt > End ? 0 : (int)(FailedAt - Start);
        var message = new ReadOnlySpan<byte>(Start, (int)(End - Start));
        return DecodeError.Create(Failure, offset, JsonPath.OfFailure(message, offset, Failure, Member), Member);
    }

    /// <summary>What is wrong with an Avro message that was just refused.</summary>
    /// <param name="path">Field that was being read, by its Avro names; null when it is not known.</param>
    public DecodeError AvroError(string? path = null)
    {
        int offset = FailedAt < Start || FailedAt > End ? 0 : (int)(FailedAt - Start);
        return DecodeError.Create(Failure, offset, path ?? Member ?? "", Member);
    }

    /// <summary>Frees the memory.</summary>
    public void Dispose()
    {
        NativeMemory.Free(_message);
        NativeMemory.Free(_text);
        _message = _text = Start = End = FailedAt = null;
        _messageCapacity = _textCapacity = -1;
        _shrinkIn = 0;
    }

    /// <summary>Grows the copy, or counts down to its shrinking.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Reserve(int length)
    {
        if (length > KeptCapacity)
        {
            _shrinkIn = ShrinkAfter;
        }
        else if (_shrinkIn > 0 && --_shrinkIn == 0)
        {
            NativeMemory.Free(_message);
            NativeMemory.Free(_text);
            _message = _text = null;
            _messageCapacity = _textCapacity = -1;
        }

        if (length > _messageCapacity)
        {
            // The content is not needed, so no Realloc, which would copy it.
            NativeMemory.Free(_message);
            _message = null;
            _messageCapacity = Math.Max(length, Math.Min(KeptCapacity, Math.Max(64 << 10, 2 * _messageCapacity)));
            _message = (byte*)NativeMemory.Alloc((nuint)_messageCapacity + Padding);
        }
    }
}
