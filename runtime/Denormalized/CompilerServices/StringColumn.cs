using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Denormalized.CompilerServices;

/// <summary>
/// Strings one after the other, each a LEB128 length and its UTF-8 bytes: a ClickHouse String column as it lies.
/// </summary>
/// <remarks>
/// <code>
///   "de", "" -> 02 64 65 00
///   Base ............ Pos ......... Next ......... Limit ... (padding)
///        committed        this row         room
/// </code>
/// A value is decoded at <see cref="Pos"/> and ends at <see cref="Next"/>; the row's commit moves Pos to Next, so a
/// refused row leaves nothing to undo. Elements of an array are committed one by one (<c>Pos = Next</c>) behind a
/// <see cref="Mark"/>, to which <see cref="Rollback"/> returns. Decoders write without checking: room for the whole
/// message is made first by <see cref="Ensure"/>.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class StringColumn : IDisposable
{
    /// <summary>Bytes that may be written behind <see cref="Limit"/>, so that wide stores need no tail path.</summary>
    public const int Padding = 256;

    /// <summary>Memory above this is given back by <see cref="Clear"/> when the last fill did not need it.</summary>
    private const long KeptCapacity = 16 << 20;

    /// <summary>Committed end: the next value is written here.</summary>
    public byte* Pos;

    /// <summary>End after the value of the row that is being written.</summary>
    public byte* Next;

    /// <summary>First byte of the first string.</summary>
    public byte* Base;

    /// <summary>End of the room.</summary>
    public byte* Limit;

    private long _mark;

    /// <summary>Room behind <see cref="Limit"/> for values that no message holds, and how much of it Limit has taken.</summary>
    private long _spare;
    private long _taken;

    /// <summary>Makes a column with room for <paramref name="capacity"/> bytes.</summary>
    public StringColumn(long capacity = 4096)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        Base = Pos = Next = (byte*)NativeMemory.Alloc((nuint)capacity + Padding);
        Limit = Base + capacity;
    }

    /// <summary>Committed bytes.</summary>
    public long Length => Pos - Base;

    /// <summary>Committed bytes, for tests and cold code; at most 2 GiB.</summary>
    public ReadOnlySpan<byte> Written => new(Base, checked((int)(Pos - Base)));

    /// <summary>
    /// Makes room for the strings of a message of <paramref name="room"/> bytes, with whatever its length prefixes take
    /// more than the quotes of the message did.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Ensure(long room)
    {
        if (Limit - Pos < room + (room >> 14))
        {
            Grow(room + (room >> 14));
        }
    }

    /// <summary>Writes a string of a record; null is written as the empty string. Commits it.</summary>
    /// <param name="value">A string without unpaired surrogates.</param>
    /// <param name="member">Named when the string cannot be written.</param>
    /// <exception cref="WireRangeException">An unpaired surrogate.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(string? value, [CallerArgumentExpression(nameof(value))] string member = "")
    {
        value ??= "";
        int count = value.Length;
        if (Limit - Pos < (3L * count) + VarInt.MaxBytes)
        {
            Grow((3L * count) + VarInt.MaxBytes);
        }

        byte* d = Pos;

        // The prefix is written for the ASCII case; the units go straight behind it.
        if (count < 1 << 7)
        {
            if (Utf16.TryNarrow(value, ref d[1]))
            {
                *d = (byte)count;
                Pos = Next = d + 1 + count;
                return;
            }
        }
        else if (count < 1 << 14 && Utf16.TryNarrow(value, ref d[2]))
        {
            Unsafe.WriteUnaligned(d, (ushort)((count & 0x7F) | 0x80 | (count >> 7 << 8)));
            Pos = Next = d + 2 + count;
            return;
        }

        AppendSlow(value, member);
    }

    /// <summary>Writes a string given as UTF-8, which the caller has validated. Commits it.</summary>
    public void AppendUtf8(ReadOnlySpan<byte> value)
    {
        if (Limit - Pos < value.Length + VarInt.MaxBytes)
        {
            Grow(value.Length + VarInt.MaxBytes);
        }

        byte* d = VarInt.Write(Pos, (uint)value.Length);
        value.CopyTo(new Span<byte>(d, value.Length));
        Pos = Next = d + value.Length;
    }

    /// <summary>
    /// Writes a value that may be longer than what the message holds in its place, such as the name of an enum that came as a
    /// number; not committed. The room that was made for messages stays.
    /// </summary>
    public void Write(ReadOnlySpan<byte> value)
    {
        long size = value.Length + VarInt.MaxBytes;
        if (_spare < size)
        {
            GrowSpare(size);
        }

        _spare -= size;
        _taken += size;
        Limit += size;
        byte* d = VarInt.Write(Pos, (uint)value.Length);
        value.CopyTo(new Span<byte>(d, value.Length));
        Next = d + value.Length;
    }

    /// <summary>The value of a field that the message does not have: the empty string, not committed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Default()
    {
        if (Pos >= Limit)
        {
            Grow(1); // rows of records, which make no room beforehand, may all be null
        }

        *Pos = 0;
        Next = Pos + 1;
    }

    /// <summary>Remembers the committed end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Mark() => _mark = Pos - Base;

    /// <summary>Returns to the mark.</summary>
    public void Rollback() => Pos = Next = Base + _mark;

    /// <summary>
    /// Keeps <paramref name="count"/> strings counted from the mark: an array whose key comes twice in a message is
    /// read again, and its earlier elements are dropped.
    /// </summary>
    public void RewindTo(long count)
    {
        byte* p = Base + _mark;
        for (long i = 0; i < count && p < Pos; i++)
        {
            p = VarInt.ReadScalar(p, out ulong length) + length;
        }

        Pos = Next = p;
    }

    /// <summary>Drops all strings; gives back memory that one unusual fill has taken.</summary>
    public void Clear()
    {
        Limit -= _taken;
        _spare += _taken;
        _taken = 0;
        long capacity = Limit - Base;
        if (capacity > KeptCapacity && Pos - Base < capacity / 8)
        {
            Base = (byte*)NativeMemory.Realloc(Base, (nuint)KeptCapacity + Padding);
            Limit = Base + KeptCapacity;
            _spare = 0;
        }

        Pos = Next = Base;
        _mark = 0;
    }

    /// <summary>Frees the memory.</summary>
    public void Dispose()
    {
        NativeMemory.Free(Base);
        Base = Pos = Next = Limit = null;
        _mark = 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AppendSlow(string value, string member)
    {
        int bytes = Utf16.ByteCount(value, member);
        byte* d = VarInt.Write(Pos, (uint)bytes);
        Utf16.Encode(value, new Span<byte>(d, bytes));
        Pos = Next = d + bytes;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(long room)
    {
        long capacity = Math.Max((Limit - Base) * 2, Pos - Base + room);
        Resize(capacity);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void GrowSpare(long size)
    {
        _spare = Math.Max(size, Math.Max(4096, (Limit - Base) / 4));
        Resize(Limit - Base);
    }

    private void Resize(long capacity)
    {
        long pos = Pos - Base;
        long next = Next - Base;
        Base = (byte*)NativeMemory.Realloc(Base, (nuint)(capacity + _spare) + Padding);
        Pos = Base + pos;
        Next = Base + next;
        Limit = Base + capacity;
    }
}
