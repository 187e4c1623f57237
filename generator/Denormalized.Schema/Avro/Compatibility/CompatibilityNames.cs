namespace Denormalized.Schema;

/// <summary>The modes as schema registries write them: BACKWARD_TRANSITIVE.</summary>
public static class CompatibilityNames
{
    private static readonly string[] Words =
        ["NONE", "BACKWARD", "BACKWARD_TRANSITIVE", "FORWARD", "FORWARD_TRANSITIVE", "FULL", "FULL_TRANSITIVE"];

    public static string Of(CompatibilityMode mode) => Words[(int)mode];

    public static bool TryParse(string? text, out CompatibilityMode mode)
    {
        int index = Array.FindIndex(Words, word => string.Equals(word, text, StringComparison.OrdinalIgnoreCase));
        mode = index < 0 ? default : (CompatibilityMode)index;
        return index >= 0;
    }
}
