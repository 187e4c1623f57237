using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Denormalized.CompilerServices;

/// <summary>
/// Values of a JSON text (RFC 8259), strictly read, straight into columns.
/// </summary>
/// <remarks>
/// Every method takes <c>p</c> at the first byte of a value and returns the byte behind it, or null after
/// <see cref="DecodeContext.Fail(byte*, DecodeFailure)"/>. The text lies in a <see cref="DecodeContext"/>, followed by
/// zero bytes, so that nothing needs an end check. Hot paths are chosen by the instructions that the JIT or the native
/// compiler knows to be there; each has a plain fall-back.
/// Values are read by calls that are not inlined: their bodies would use up the inlining budget of the decoder that calls
/// them, which keys, white space and literals need.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe partial class JsonScan
{
    /// <summary>Objects and arrays within one another, the outermost counted.</summary>
    public const int MaxDepth = 64;

    /// <summary>Longest key that <see cref="KeyLength"/> finds.</summary>
    private const int ShortKey = 31;

    private const uint NullWord = 0x6C6C756E; // "null"
    private const uint TrueWord = 0x65757274; // "true"
    private const ulong FalseWord = 0x65736C6166; // "false"
    private const ulong FiveBytes = 0xFFFFFFFFFF;

    /// <summary>Skips white space.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Ws(byte* p)
    {
        if (*p > ' ')
        {
            return p;
        }

        return *p == ' ' && p[1] > ' ' ? p + 1 : WsLong(p);
    }

    /// <summary>Whether the text goes on with <paramref name="literal"/>, which must hold no NUL.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Is(byte* p, ReadOnlySpan<byte> literal) =>
        literal.Length <= DecodeContext.Padding / 2
            ? MemoryMarshal.CreateReadOnlySpan(ref *p, literal.Length).SequenceEqual(literal)
            : IsLong(p, literal);

    /// <summary>Whether the value is null; it has four bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsNull(byte* p) => Unsafe.ReadUnaligned<uint>(p) == NullWord;

    /// <summary>true or false, as one byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Bool(byte* p, byte* dst, DecodeContext ctx)
    {
        ulong word = Unsafe.ReadUnaligned<ulong>(p);
        bool isTrue = (uint)word == TrueWord;
        if (!isTrue && (word & FiveBytes) != FalseWord)
        {
            return ctx.Fail(p, DecodeFailure.Value);
        }

        byte value = Unsafe.BitCast<bool, byte>(isTrue); // no branch: the outcome cannot be predicted
        *dst = value;
        return p + 5 - value;
    }

    /// <summary>
    /// Length of the key behind whose opening quote <paramref name="p"/> stands, when it is plain ASCII and shorter than
    /// 32 bytes; else -1, and <see cref="Key"/> reads it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int KeyLength(byte* p)
    {
        uint mask;
        if (Vector256.IsHardwareAccelerated)
        {
            var v = Vector256.Load(p);
            mask = Special(v) | v.ExtractMostSignificantBits();
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            mask = KeyMask128(p);
        }
        else
        {
            return KeyLengthScalar(p);
        }

        int length = BitOperations.TrailingZeroCount(mask);
        return mask != 0 && p[length] == '"' ? length : -1;
    }

    /// <summary>
    /// Reads any key; <paramref name="p"/> stands behind the opening quote, the result behind the closing one.
    /// </summary>
    /// <param name="p">Behind the opening quote.</param>
    /// <param name="ctx">Holds the unescaped key until the next text is read.</param>
    /// <param name="key">The key, unescaped.</param>
    /// <param name="length">
    /// Its bytes; -1 for a key with an unpaired surrogate, which is no name of a field, and is skipped as unknown.
    /// </param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* Key(byte* p, DecodeContext ctx, out byte* key, out int length)
    {
        key = p;
        length = -1;
        byte* end = SkipString(p - 1, ctx);
        if (end == null)
        {
            return null;
        }

        int raw = (int)(end - 1 - p);
        if (!new ReadOnlySpan<byte>(p, raw).Contains((byte)'\\'))
        {
            length = raw;
            return end;
        }

        key = ctx.Text(raw);
        byte* last = key;
        if (UnescapeTo(p, ref last, ctx) != null)
        {
            length = (int)(last - key);
        }

        ctx.Failure = DecodeFailure.None;
        return end;
    }

    /// <summary>A bit for each of 32 bytes that is not plain.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint KeyMask128(byte* p)
    {
        var low = Vector128.Load(p);
        var high = Vector128.Load(p + Vector128<byte>.Count);
        uint mask = Special(low) | low.ExtractMostSignificantBits();
        return mask | ((Special(high) | high.ExtractMostSignificantBits()) << Vector128<byte>.Count);
    }

    internal static int KeyLengthScalar(byte* p)
    {
        for (int i = 0; i <= ShortKey; i++)
        {
            byte b = p[i];
            if (b == '"')
            {
                return i;
            }

            if (b is < 0x20 or (byte)'\\' or >= 0x80)
            {
                return -1;
            }
        }

        return -1;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static byte* WsLong(byte* p)
    {
        if (!Vector128.IsHardwareAccelerated)
        {
            return WsScalar(p);
        }

        for (; ; p += Vector128<byte>.Count)
        {
            var v = Vector128.Load(p);
            var space = Vector128.Equals(v, Vector128.Create((byte)' ')) | Vector128.Equals(v, Vector128.Create((byte)'\n'))
                | Vector128.Equals(v, Vector128.Create((byte)'\r')) | Vector128.Equals(v, Vector128.Create((byte)'\t'));
            uint mask = space.ExtractMostSignificantBits();
            if (mask != 0xFFFF)
            {
                return p + BitOperations.TrailingZeroCount(~mask);
            }
        }
    }

    internal static byte* WsScalar(byte* p)
    {
        while (*p is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            p++;
        }

        return p;
    }

    /// <summary>
    /// Piece by piece: a piece is only compared when all before it were equal, hence inside the text, so that no load
    /// leaves the padding.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsLong(byte* p, ReadOnlySpan<byte> literal)
    {
        const int Piece = DecodeContext.Padding / 2;
        while (literal.Length > Piece)
        {
            if (!new ReadOnlySpan<byte>(p, Piece).SequenceEqual(literal[..Piece]))
            {
                return false;
            }

            p += Piece;
            literal = literal[Piece..];
        }

        return new ReadOnlySpan<byte>(p, literal.Length).SequenceEqual(literal);
    }
}
