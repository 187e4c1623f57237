using Denormalized;

namespace Flights;

/// <summary>Stores flights, but for the short hops.</summary>
[Pipeline("flights")]
public sealed partial class FlightPipeline
{
    public const int ShortHop = 100;

    public IStream<Flight> Flights(IStream<Flight> flights) => flights.Where(f => f.Distance >= ShortHop);
}
