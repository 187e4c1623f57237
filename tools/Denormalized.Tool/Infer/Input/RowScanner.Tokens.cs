using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text.Json;
using Denormalized.Tool.Infer.Evidence;

namespace Denormalized.Tool.Infer.Input;

/// <content>Tokens. Each method returns where the token ends, or null when the buffer may end within it.</content>
internal sealed unsafe partial class RowScanner
{
    private byte[] _unescaped = new byte[256];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* Blanks(byte* p)
    {
        while (*p <= ' ' && *p is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            p++;
        }

        return p;
    }

    private static bool IsValueStart(byte b) => char.IsAsciiDigit((char)b) || b is (byte)'-' or (byte)'"' or (byte)'t' or (byte)'f' or (byte)'n' or (byte)'{' or (byte)'[';

    private static bool IsDelimiter(byte b) => b is (byte)',' or (byte)']' or (byte)'}' or (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t';

    private byte* Text(byte* p, PathEvidence path)
    {
        byte* end = TextEnd(p + 1, out bool escaped);
        if (end == null)
        {
            return null;
        }

        ReadOnlySpan<byte> text = escaped ? Unescaped(p, end) : new ReadOnlySpan<byte>(p + 1, (int)(end - p) - 1);
        path.Values++;
        (path.Texts ??= new TextEvidence()).Add(text);
        path.Cases?.Note(text);
        return end + 1;
    }

    private byte* Key(byte* p, out ReadOnlySpan<byte> key)
    {
        byte* end = TextEnd(p + 1, out bool escaped);
        if (end == null)
        {
            key = default;
            return null;
        }

        key = escaped ? Unescaped(p, end) : new ReadOnlySpan<byte>(p + 1, (int)(end - p) - 1);
        return end + 1;
    }

    /// <summary>The quote that ends a text; null when the buffer ends before.</summary>
    private byte* TextEnd(byte* p, out bool escaped)
    {
        escaped = false;
        while (true)
        {
            // Exclusive or with 2 moves the quote to 0x20 and leaves control characters below: one comparison for both.
            Vector256<byte> chunk = Vector256.Load(p);
            Vector256<byte> special = Vector256.LessThanOrEqual(chunk ^ Vector256.Create((byte)2), Vector256.Create((byte)0x20)) | Vector256.Equals(chunk, Vector256.Create((byte)'\\'));
            uint mask = special.ExtractMostSignificantBits();
            if (mask == 0) // the zero byte behind the text ends this at the latest
            {
                p += Vector256<byte>.Count;
                continue;
            }

            p += BitOperations.TrailingZeroCount(mask);
            if (p >= _end || (*p == '\\' && p + 1 >= _end))
            {
                return null;
            }

            switch (*p)
            {
                case (byte)'"':
                    return p;
                case (byte)'\\':
                    escaped = true;
                    p += 2;
                    break;
                default:
                    throw Error(p, $"a control character (0x{*p:X2}) inside a text, where JSON wants an escape.");
            }
        }
    }

    /// <summary>The text between two quotes with its escapes resolved.</summary>
    private ReadOnlySpan<byte> Unescaped(byte* p, byte* end)
    {
        var quoted = new ReadOnlySpan<byte>(p, (int)(end - p) + 1);
        var reader = new Utf8JsonReader(quoted);
        try
        {
            reader.Read();
        }
        catch (JsonException error)
        {
            throw Error(p + Math.Min(error.BytePositionInLine ?? 0, quoted.Length - 1), "no escape that JSON knows.");
        }

        if (_unescaped.Length < quoted.Length)
        {
            _unescaped = new byte[quoted.Length * 2];
        }

        try
        {
            return _unescaped.AsSpan(0, reader.CopyString(_unescaped));
        }
        catch (InvalidOperationException)
        {
            int lone = LoneSurrogate.Find(quoted);
            return lone < 0
                ? quoted[1..^1] // bytes that are no UTF-8, which is asked of all that was scanned
                : throw Error(p + lone, LoneSurrogate.Error);
        }
    }

    private byte* Literal(byte* p, PathEvidence path)
    {
        byte* end;
        if (new ReadOnlySpan<byte>(p, 4).SequenceEqual("true"u8))
        {
            path.Trues++;
            end = p + 4;
        }
        else if (new ReadOnlySpan<byte>(p, 5).SequenceEqual("false"u8))
        {
            path.Falses++;
            end = p + 5;
        }
        else if (new ReadOnlySpan<byte>(p, 4).SequenceEqual("null"u8))
        {
            path.Nulls++;
            end = p + 4;
        }
        else
        {
            return BeginsLiteral(p) ? null : throw Unexpected(p, Expect.Value);
        }

        path.Values++;
        return end;
    }

    /// <summary>The buffer ends within a literal.</summary>
    private bool BeginsLiteral(byte* p)
    {
        var rest = new ReadOnlySpan<byte>(p, (int)Math.Min(_end - p, 5));
        return "true"u8.StartsWith(rest) || "false"u8.StartsWith(rest) || "null"u8.StartsWith(rest);
    }

    private byte* Number(byte* p, PathEvidence path)
    {
        bool negative = *p == '-';
        byte* first = negative ? p + 1 : p;
        byte* at = first;
        ulong digits = Digits(ref at, 0);
        int whole = (int)(at - first);
        int scale = 0;
        bool valid = whole == 1 || (whole > 1 && *first != '0');
        if (*at == '.')
        {
            first = ++at;
            digits = Digits(ref at, digits);
            scale = (int)(at - first);
            valid &= scale > 0;
        }

        bool exponent = (*at | 0x20) == 'e';
        if (exponent)
        {
            at += at[1] is (byte)'+' or (byte)'-' ? 2 : 1;
            first = at;
            Digits(ref at, 0);
            valid &= at > first;
        }

        if (at >= _end && (!_final || p >= _end))
        {
            return null;
        }

        if (!valid || (_depth == 0 && at < _end && !IsDelimiter(*at)))
        {
            throw at == p ? Unexpected(p, Expect.Value) : Error(p, "no number as JSON writes them.");
        }

        path.Values++;
        NumberEvidence numbers = path.Numbers ??= new NumberEvidence();
        int length = (int)(at - p);
        if (length > NumberEvidence.SmallLength || exponent)
        {
            numbers.Add(new ReadOnlySpan<byte>(p, length), 1);
        }
        else if (scale > 0)
        {
            numbers.AddDecimal(negative, digits, whole, scale, 1);
        }
        else
        {
            numbers.AddInteger(negative ? -(long)digits : (long)digits, whole, 1);
        }

        return at;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Digits(ref byte* p, ulong value)
    {
        uint digit;
        while ((digit = (uint)(*p - '0')) <= 9)
        {
            value = unchecked((value * 10) + digit);
            p++;
        }

        return value;
    }
}
