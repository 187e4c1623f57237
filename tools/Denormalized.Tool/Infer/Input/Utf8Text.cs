using System.Text;
using System.Text.Unicode;

namespace Denormalized.Tool.Infer.Input;

/// <summary>
/// Whether bytes are UTF-8. The scanner compares texts byte by byte and decodes none, so this is asked of what was scanned,
/// in one go.
/// </summary>
internal static class Utf8Text
{
    /// <summary>Where the first bytes stand that are no UTF-8; -1 where all are.</summary>
    public static int FirstInvalid(ReadOnlySpan<byte> text)
    {
        if (Utf8.IsValid(text))
        {
            return -1;
        }

        int at = 0;
        while (Rune.DecodeFromUtf8(text[at..], out _, out int length) == System.Buffers.OperationStatus.Done)
        {
            at += length;
        }

        return at;
    }

    public static string Error(byte found) =>
        $"a byte 0x{found:X2} that is no UTF-8, as JSON has to be. Convert the input (iconv -f ISO-8859-1 -t UTF-8, where that is its encoding), or leave such lines out with --skip-errors.";
}
