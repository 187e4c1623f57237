namespace Denormalized.Bench;

/// <summary>A part of the table, which can be run alone.</summary>
public sealed record Section(string Name, Func<List<Result>> Lines)
{
    /// <summary>Its own name, or that of the group before the slash.</summary>
    public bool IsIn(string? chosen) => chosen is null || Name == chosen || Name.StartsWith(chosen + "/", StringComparison.Ordinal);

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
