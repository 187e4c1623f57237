namespace Denormalized.Bench;

/// <summary>A part of the table, which can be run alone.</summary>
public sealed record Section(string Name, Func<List<Result>> Lines)
{
    /// <summary>Only run by its name: it measures again what others do.</summary>
    public bool IsExtra { get; init; }

    /// <summary>Its own name, or that of the group before the slash.</summary>
    public bool IsIn(string? chosen) =>
        Name == chosen || (!IsExtra && (chosen is null || Name.StartsWith(chosen + "/", StringComparison.Ordinal)));

    /// <summary>Its lines; where it cannot be measured, one line that says why, so that the others are.</summary>
    public List<Result> Run()
    {
        try
        {
            return Lines();
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            Console.WriteLine();
            Console.WriteLine($"{Name}: not measured. {error}");
            return [Result.Failed(Name, error)];
        }
    }
}
