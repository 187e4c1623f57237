namespace Denormalized.Tool.Infer.Decide;

/// <summary>Splits a key into its words: <c>startTimeUnixNano</c>, <c>id_orig_h</c>, <c>ODFIIdentification</c>.</summary>
internal static class Words
{
    public static IReadOnlyList<string> Split(string key)
    {
        var words = new List<string>();
        int start = 0;
        for (int i = 0; i <= key.Length; i++)
        {
            bool end = i == key.Length || !char.IsLetterOrDigit(key[i]);
            if ((end || (i > start && Boundary(key, i))) && i > start)
            {
                words.Add(key[start..i]);
                start = i;
            }

            if (end)
            {
                start = i + 1;
            }
        }

        return words;
    }

    // aB begins a word, and so does the last capital of ABc.
    private static bool Boundary(string key, int at)
    {
        if (!char.IsUpper(key[at]))
        {
            return false;
        }

        bool afterCapital = char.IsUpper(key[at - 1]);
        return !afterCapital || (at + 1 < key.Length && char.IsLower(key[at + 1]));
    }
}
