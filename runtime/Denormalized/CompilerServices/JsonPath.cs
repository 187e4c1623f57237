using System.Globalization;
using System.Text;

namespace Denormalized.CompilerServices;

/// <summary>
/// The place in a JSON text as a path, <c>$.user.tags[3]</c>. Cold: the decoders keep no path, it is found by reading a
/// refused message once more, tolerantly, up to the offset of the failure.
/// </summary>
internal static class JsonPath
{
    /// <summary>Deeper levels are not written, so that a hostile message makes no long path.</summary>
    private const int MaxLevels = 66;

    private const int MaxKeyLength = 200;

    /// <summary>
    /// Path of the value that begins at, or contains, <paramref name="offset"/>; between values that of the object or
    /// array around.
    /// </summary>
    public static string At(ReadOnlySpan<byte> message, int offset) => Print(Levels(message, offset));

    /// <summary>Path of a failure: for a missing field that of its object and its name.</summary>
    public static string OfFailure(ReadOnlySpan<byte> message, int offset, DecodeFailure failure, string? member)
    {
        if (failure != DecodeFailure.Missing)
        {
            return At(message, offset);
        }

        // The decoder stands at, or just behind, the brace that ends the object; the last value is over.
        int inside = offset > 0 && offset <= message.Length && message[offset - 1] == '}' ? offset - 1 : offset;
        List<Level> levels = Levels(message, inside);
        EndValue(levels);
        return member is null ? Print(levels) : Print(levels) + Step(member);
    }

    private static List<Level> Levels(ReadOnlySpan<byte> message, int offset)
    {
        var levels = new List<Level>();
        int end = Math.Min(offset, message.Length);
        int i = 0;
        while (i < end && levels.Count <= MaxLevels)
        {
            switch (message[i])
            {
                case (byte)'{':
                    levels.Add(new Level { IsObject = true });
                    i++;
                    break;
                case (byte)'[':
                    levels.Add(new Level { InValue = true });
                    i++;
                    break;
                case (byte)'}' or (byte)']':
                    if (levels.Count > 0)
                    {
                        levels.RemoveAt(levels.Count - 1);
                        EndValue(levels);
                    }

                    i++;
                    break;
                case (byte)',':
                    Separator(levels);
                    i++;
                    break;
                case (byte)'"':
                    i = ReadString(message, i, end, levels);
                    break;
                default:
                    i++;
                    break;
            }
        }

        return levels;
    }

    private static int ReadString(ReadOnlySpan<byte> message, int start, int end, List<Level> levels)
    {
        int i = start + 1;
        bool escaped = false;
        while (i < message.Length && message[i] != '"')
        {
            escaped |= message[i] == '\\';
            i += message[i] == '\\' ? 2 : 1;
        }

        if (i >= end)
        {
            // The offset lies inside: the path of a string value already says so, a key has no path of its own.
            return end;
        }

        Level? level = levels.Count == 0 ? null : levels[^1];
        if (level is { IsObject: true, InValue: false })
        {
            level.Key = Key(message[(start + 1)..i], escaped);
            level.InValue = true;
        }
        else
        {
            EndValue(levels);
        }

        return i + 1;
    }

    private static string Key(ReadOnlySpan<byte> raw, bool escaped)
    {
        string text = Encoding.UTF8.GetString(raw.Length > MaxKeyLength ? raw[..MaxKeyLength] : raw);
        return escaped ? Unescape(text) : text;
    }

    private static string Unescape(string text)
    {
        var result = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
            {
                result.Append(text[i]);
                continue;
            }

            char c = text[++i];
            if (c == 'u' && i + 4 < text.Length
                && ushort.TryParse(text.AsSpan(i + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ushort unit))
            {
                result.Append((char)unit);
                i += 4;
                continue;
            }

            result.Append(c switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 'b' => '\b', 'f' => '\f', _ => c });
        }

        return result.ToString();
    }

    /// <summary>A value ended: in an object the key no longer says where we are; in an array the comma counts.</summary>
    private static void EndValue(List<Level> levels)
    {
        if (levels.Count > 0)
        {
            levels[^1].InValue = false;
        }
    }

    private static void Separator(List<Level> levels)
    {
        if (levels.Count == 0)
        {
            return;
        }

        Level level = levels[^1];
        if (level.IsObject)
        {
            level.InValue = false;
        }
        else
        {
            level.Index++;
            level.InValue = true;
        }
    }

    private static string Print(List<Level> levels)
    {
        var path = new StringBuilder("$");
        foreach (Level level in levels.Take(MaxLevels))
        {
            if (!level.InValue)
            {
                continue;
            }

            path.Append(level.IsObject ? Step(level.Key) : $"[{level.Index.ToString(CultureInfo.InvariantCulture)}]");
        }

        if (levels.Count > MaxLevels)
        {
            path.Append("...");
        }

        return path.ToString();
    }

    /// <summary>Plain names with a dot, others as ['name'].</summary>
    private static string Step(string key)
    {
        bool plain = key.Length > 0 && !char.IsAsciiDigit(key[0]) && key.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
        return plain ? "." + key : $"['{key.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}']";
    }

    private sealed class Level
    {
        public bool IsObject;
        public bool InValue;
        public string Key = "";
        public int Index;
    }
}
