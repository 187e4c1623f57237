using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Denormalized.CompilerServices;

/// <summary>Reads values of one width in order. There are no checks: the extents were validated before.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct FixedCursor<T>
    where T : unmanaged
{
    /// <summary>The next value.</summary>
    public T* P;

    /// <summary>Takes the next value. Received columns lie at any address.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Next()
    {
        T value = Unsafe.ReadUnaligned<T>(P);
        P++;
        return value;
    }
}

/// <summary>Reads strings in order. There are no checks: the extents were validated before.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct StringCursor
{
    /// <summary>Length prefix of the next string, or its number in <see cref="Texts"/> (four bytes).</summary>
    public byte* P;

    /// <summary>Where the strings are when the rows only refer to them; else null.</summary>
    public TextDictionary? Texts;

    /// <summary>Takes the next string as the UTF-8 (or other bytes) that it is stored as.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> NextUtf8()
    {
        if (Texts is { } texts)
        {
            return texts.Utf8(NextNumber());
        }

        byte* text = Length(P, out int length);
        P = text + length;
        return new ReadOnlySpan<byte>(text, length);
    }

    /// <summary>Takes the next string.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public string NextString()
    {
        if (Texts is { } texts)
        {
            return texts.String(NextNumber());
        }

        byte* text = Length(P, out int length);
        P = text + length;
        return Utf16.Decode(text, length);
    }

    /// <summary>Passes over the next string.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Skip()
    {
        if (Texts is not null)
        {
            NextNumber();
            return;
        }

        byte* text = Length(P, out int length);
        P = text + length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int NextNumber()
    {
        int number = *(int*)P;
        P += sizeof(int);
        return number;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* Length(byte* p, out int length)
    {
        if (*p < 0x80)
        {
            length = *p;
            return p + 1;
        }

        p = VarInt.ReadScalar(p, out ulong value);
        length = (int)value;
        return p;
    }
}
