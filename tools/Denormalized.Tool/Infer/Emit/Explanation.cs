using Denormalized.Tool.Infer.Decide;

namespace Denormalized.Tool.Infer.Emit;

/// <summary>Everything known about one path.</summary>
internal static class Explanation
{
    /// <exception cref="Input.InputException">The path is not there.</exception>
    public static void Write(TextWriter output, Decision root, string path)
    {
        if (root.All().FirstOrDefault(d => d.Path == path) is not { } decision)
        {
            throw new Input.InputException($"{path}: nothing stands there; --emit table shows all paths.");
        }

        output.WriteLine(SafeText.Printable($"{decision.Path}: {decision.KindName}"));
        output.WriteLine(SafeText.Printable($"  {EvidenceText.Of(decision)}"));
        output.WriteLine(decision.Optional || decision.Nullable ? "  may be missing: absent or null was seen" : "  always there: neither absent nor null was seen");
        foreach (string line in Lines(decision))
        {
            output.WriteLine(SafeText.Printable("  " + line));
        }
    }

    private static IEnumerable<string> Lines(Decision decision)
    {
        if (decision.Evidence.Numbers is { } numbers)
        {
            yield return $"numbers: {numbers.Integers:N0} whole, {numbers.Fractions:N0} with point, {numbers.Exponents:N0} with exponent, {numbers.Zeros:N0} zero";
            if (numbers.Integers > 0)
            {
                yield return $"whole numbers: {numbers.Min} to {numbers.Max}";
            }

            if (numbers.Fractions + numbers.Exponents > 0)
            {
                yield return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"other numbers: {numbers.MinDouble:R} to {numbers.MaxDouble:R}, {numbers.MinScale} to {numbers.MaxScale} digits behind the point");
            }
        }

        if (decision.Evidence.Texts is { } texts)
        {
            for (Evidence.TextFormat format = 0; (int)format < Evidence.TextFormats.Count; format++)
            {
                if (texts.Of(format) > 0)
                {
                    yield return $"texts of format {format}: {texts.Of(format):N0}";
                }
            }

            yield return texts.Distinct.Overflowed ? $"more than {Evidence.DistinctValues.Limit} distinct values, or long ones" : $"{texts.Distinct.Count:N0} distinct values";
            yield return "lowest: " + string.Join(", ", texts.Examples.Select(e => $"\"{System.Text.Encoding.UTF8.GetString(e)}\""));
        }
    }
}
