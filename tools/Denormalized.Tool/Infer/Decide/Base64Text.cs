namespace Denormalized.Tool.Infer.Decide;

/// <summary>Base64 cannot be told from words for certain; it is a hint in the evidence, never a kind.</summary>
internal static class Base64Text
{
    public static bool IsLikely(byte[] text)
    {
        bool lower = false;
        bool upper = false;
        bool digit = false;
        foreach (byte b in text.AsSpan().TrimEnd((byte)'='))
        {
            lower |= char.IsAsciiLetterLower((char)b);
            upper |= char.IsAsciiLetterUpper((char)b);
            digit |= char.IsAsciiDigit((char)b);
            if (!char.IsAsciiLetterOrDigit((char)b) && b is not ((byte)'+' or (byte)'/' or (byte)'-' or (byte)'_'))
            {
                return false;
            }
        }

        return text.Length % 4 == 0 && lower && upper && digit;
    }
}
