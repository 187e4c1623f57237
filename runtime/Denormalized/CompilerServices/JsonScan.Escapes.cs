using System.Runtime.CompilerServices;

namespace Denormalized.CompilerServices;

/// <content>Escapes in strings.</content>
public static unsafe partial class JsonScan
{
    /// <summary>Resolves one escape; an unpaired surrogate is refused.</summary>
    private static byte* Escape(byte* p, ref byte* o, DecodeContext ctx)
    {
        if (p[1] == 'u')
        {
            return EscapeUnicode(p, ref o, ctx);
        }

        int resolved = p[1] switch
        {
            (byte)'"' or (byte)'\\' or (byte)'/' => p[1],
            (byte)'b' => '\b',
            (byte)'f' => '\f',
            (byte)'n' => '\n',
            (byte)'r' => '\r',
            (byte)'t' => '\t',
            _ => -1,
        };
        if (resolved < 0)
        {
            return ctx.Fail(p, DecodeFailure.Escape);
        }

        *o++ = (byte)resolved;
        return p + 2;
    }

    private static byte* EscapeUnicode(byte* p, ref byte* o, DecodeContext ctx)
    {
        int unit = Hex4(p + 2);
        if (unit < 0)
        {
            return ctx.Fail(p, DecodeFailure.Escape);
        }

        if (unit < 0x80)
        {
            *o++ = (byte)unit;
        }
        else if (unit < 0x800)
        {
            *o++ = (byte)(0xC0 | (unit >> 6));
            *o++ = (byte)(0x80 | (unit & 0x3F));
        }
        else if ((unit & 0xF800) != 0xD800)
        {
            *o++ = (byte)(0xE0 | (unit >> 12));
            *o++ = (byte)(0x80 | ((unit >> 6) & 0x3F));
            *o++ = (byte)(0x80 | (unit & 0x3F));
        }
        else
        {
            int low = unit < 0xDC00 && p[6] == '\\' && p[7] == 'u' ? Hex4(p + 8) : -1;
            if (low is < 0xDC00 or > 0xDFFF)
            {
                return ctx.Fail(p, DecodeFailure.Surrogate);
            }

            int scalar = 0x10000 + (((unit & 0x3FF) << 10) | (low & 0x3FF));
            *o++ = (byte)(0xF0 | (scalar >> 18));
            *o++ = (byte)(0x80 | ((scalar >> 12) & 0x3F));
            *o++ = (byte)(0x80 | ((scalar >> 6) & 0x3F));
            *o++ = (byte)(0x80 | (scalar & 0x3F));
            return p + 12;
        }

        return p + 6;
    }

    /// <summary>Value of a hexadecimal digit, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Hex(byte b)
    {
        int digit = b - '0';
        if ((uint)digit <= 9)
        {
            return digit;
        }

        int letter = (b | 0x20) - 'a';
        return (uint)letter <= 5 ? letter + 10 : -1;
    }

    private static int Hex4(byte* p)
    {
        int value = 0;
        for (int i = 0; i < 4; i++)
        {
            int digit = Hex(p[i]);
            if (digit < 0)
            {
                return -1;
            }

            value = (value << 4) | digit;
        }

        return value;
    }
}
