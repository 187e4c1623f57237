using Denormalized;

namespace Flights;

/// <summary>A flight: as <c>dotnet denormalized infer</c> wrote it.</summary>
[Stream("flights")]
public partial record Flight
{
    // 200,000 values: whole numbers from -86 to 1444, with the next size as margin; null 0, absent 0
    public required int Delay { get; init; }

    // 200,000 values: whole numbers from 30 to 4962; null 0, absent 0
    public required int Distance { get; init; }

    // 200,000 values: 7,358 whole, 192,642 fractional; null 0, absent 0
    public required double Time { get; init; }
}
