using System.Text;
using Denormalized.Tool.Infer.Decide;

namespace Denormalized.Tool.Infer.Emit.CSharp;

/// <summary>Makes C# identifiers of any text.</summary>
internal static class Identifiers
{
    private const int MaxLength = 80;

    /// <summary>
    /// <c>id_orig_h</c> becomes IdOrigH, <c>FIRST_NAME</c> FirstName, <c>@timestamp</c> Timestamp. What is no letter
    /// or digit is dropped, invisible characters too. Begins with an upper-case letter, so it is never a keyword.
    /// </summary>
    public static string Pascal(string text)
    {
        bool shouting = !text.Any(char.IsLower);
        var name = new StringBuilder();
        foreach (string word in Words.Split(text))
        {
            name.Append(char.ToUpperInvariant(word[0]));
            name.Append(shouting ? word[1..].ToLowerInvariant() : word[1..]);
            if (name.Length >= MaxLength)
            {
                break;
            }
        }

        if (name.Length == 0)
        {
            return text.Length == 0 ? "Empty" : "Symbol";
        }

        // Two spellings of one accented letter are one identifier to the compiler.
        string result = name.ToString(0, Math.Min(name.Length, MaxLength)).Normalize(NormalizationForm.FormC);
        return char.IsDigit(result[0]) || !char.IsLetter(result[0]) ? "N" + result : result;
    }

    /// <summary>The name, or the name with the first free number behind it.</summary>
    public static string Unique(string name, Func<string, bool> isTaken)
    {
        string candidate = name;
        for (int n = 2; isTaken(candidate); n++)
        {
            candidate = char.IsDigit(name[^1]) ? $"{name}_{n}" : $"{name}{n}";
        }

        return candidate;
    }
}
