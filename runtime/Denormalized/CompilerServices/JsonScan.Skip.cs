using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Denormalized.CompilerServices;

/// <content>
/// Values of unknown fields. They are checked by the whole grammar, UTF-8 included; only an unpaired surrogate in an
/// escape is let pass, as other readers do.
/// </content>
public static unsafe partial class JsonScan
{
    /// <summary>Skips any value. Iterative: the kinds of the open containers are bits of one word.</summary>
    /// <param name="p">At the value.</param>
    /// <param name="ctx">Takes the failure.</param>
    /// <param name="depth">How many objects and arrays are open around the value.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* Skip(byte* p, DecodeContext ctx, int depth = 1)
    {
        ulong objects = 0; // lowest bit: the innermost container is an object
        int outer = depth;

    Value:
        switch (*p)
        {
            case (byte)'"':
                p = SkipString(p, ctx);
                break;
            case (byte)'{':
                if (++depth > MaxDepth)
                {
                    return ctx.Fail(p, DecodeFailure.Depth);
                }

                objects = (objects << 1) | 1;
                p = Ws(p + 1);
                if (*p == '}')
                {
                    goto Close;
                }

                goto Key;
            case (byte)'[':
                if (++depth > MaxDepth)
                {
                    return ctx.Fail(p, DecodeFailure.Depth);
                }

                objects <<= 1;
                p = Ws(p + 1);
                if (*p == ']')
                {
                    goto Close;
                }

                goto Value;
            default:
                p = SkipScalar(p, ctx);
                break;
        }

        if (p == null)
        {
            return null;
        }

    After:
        if (depth == outer)
        {
            return p;
        }

        p = Ws(p);
        bool inObject = (objects & 1) != 0;
        if (*p == ',')
        {
            p = Ws(p + 1);
            if (inObject)
            {
                goto Key;
            }

            goto Value;
        }

        if (*p != (inObject ? '}' : ']'))
        {
            return ctx.Fail(p, DecodeFailure.CommaOrEnd);
        }

    Close:
        p++;
        depth--;
        objects >>= 1;
        goto After;

    Key:
        if (*p != '"')
        {
            return ctx.Fail(p, DecodeFailure.Key);
        }

        p = SkipString(p, ctx);
        if (p == null)
        {
            return null;
        }

        p = Ws(p);
        if (*p != ':')
        {
            return ctx.Fail(p, DecodeFailure.Colon);
        }

        p = Ws(p + 1);
        goto Value;
    }

    /// <summary>Skips a string; <paramref name="p"/> stands at the opening quote.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* SkipString(byte* p, DecodeContext ctx)
    {
        if (*p != '"')
        {
            return ctx.Fail(p, DecodeFailure.Value);
        }

        byte* start = ++p;
        uint high = 0;
        for (; ; )
        {
            p = Vector256.IsHardwareAccelerated ? FindSpecial256(p, ref high)
                : Vector128.IsHardwareAccelerated ? FindSpecial128(p, ref high)
                : FindSpecialScalar(p, ref high);
            if (*p == '"')
            {
                break;
            }

            if (*p != '\\')
            {
                return ctx.Fail(p, DecodeFailure.Control);
            }

            int length = EscapeLength(p);
            if (length == 0)
            {
                return ctx.Fail(p, DecodeFailure.Escape);
            }

            p += length;
        }

        return high != 0 && !IsUtf8(start, p) ? ctx.Fail(start, DecodeFailure.Utf8) : p + 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static byte* FindSpecial256(byte* p, ref uint high)
    {
        for (; ; p += Vector256<byte>.Count)
        {
            var v = Vector256.Load(p);
            uint mask = Special(v);
            high |= v.ExtractMostSignificantBits() & (mask ^ (mask - 1));
            if (mask != 0)
            {
                return p + BitOperations.TrailingZeroCount(mask);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static byte* FindSpecial128(byte* p, ref uint high)
    {
        for (; ; p += Vector128<byte>.Count)
        {
            var v = Vector128.Load(p);
            uint mask = Special(v);
            high |= v.ExtractMostSignificantBits() & (mask ^ (mask - 1));
            if (mask != 0)
            {
                return p + BitOperations.TrailingZeroCount(mask);
            }
        }
    }

    internal static byte* FindSpecialScalar(byte* p, ref uint high)
    {
        while (*p is not ((byte)'"' or (byte)'\\' or < 0x20))
        {
            high |= *p & 0x80u;
            p++;
        }

        return p;
    }

    private static int EscapeLength(byte* p) => p[1] switch
    {
        (byte)'u' => Hex4(p + 2) >= 0 ? 6 : 0,
        (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t' => 2,
        _ => 0,
    };

    private static byte* SkipScalar(byte* p, DecodeContext ctx)
    {
        switch (*p)
        {
            case (byte)'t' when Unsafe.ReadUnaligned<uint>(p) == TrueWord:
            case (byte)'n' when Unsafe.ReadUnaligned<uint>(p) == NullWord:
                return p + 4;
            case (byte)'f' when (Unsafe.ReadUnaligned<ulong>(p) & FiveBytes) == FalseWord:
                return p + 5;
            default:
                return SkipNumber(p, ctx);
        }
    }

    private static byte* SkipNumber(byte* p, DecodeContext ctx)
    {
        byte* start = p;
        if (*p == '-')
        {
            p++;
        }

        if (!IsDigit(*p))
        {
            return ctx.Fail(start, p == start ? DecodeFailure.Value : DecodeFailure.Number);
        }

        p = *p == '0' ? p + 1 : SkipDigits(p);
        if (*p == '.')
        {
            if (!IsDigit(p[1]))
            {
                return ctx.Fail(p, DecodeFailure.Number);
            }

            p = SkipDigits(p + 1);
        }

        if ((*p | 0x20) == 'e')
        {
            p += p[1] is (byte)'+' or (byte)'-' ? 2 : 1;
            if (!IsDigit(*p))
            {
                return ctx.Fail(p, DecodeFailure.Number);
            }

            p = SkipDigits(p);
        }

        return p;
    }

    private static byte* SkipDigits(byte* p)
    {
        while (IsDigit(*p))
        {
            p++;
        }

        return p;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsDigit(byte b) => (uint)(b - '0') <= 9;
}
