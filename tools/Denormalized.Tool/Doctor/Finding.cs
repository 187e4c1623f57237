namespace Denormalized.Tool.Doctor;

/// <summary>The state of one thing that the product needs.</summary>
/// <param name="Remedy">What to do; null when all is well.</param>
internal sealed record Finding(string Subject, string State, string? Remedy)
{
    public bool IsGood => Remedy is null;
}
