namespace Flights.Demo;

/// <summary>Samples of the process's anonymous memory over the run, in MB; read when sampling has ended.</summary>
internal sealed class MemoryWatch
{
    private readonly List<double> _samples = [];

    /// <summary>Largest sample.</summary>
    public double Peak => _samples.DefaultIfEmpty(ProcessFigures.AnonymousMegabytes).Max();

    /// <summary>Median of the last quarter of the run less that of the one before: near zero when memory has settled.</summary>
    public double Growth
    {
        get
        {
            int quarter = _samples.Count / 4;
            return quarter == 0 ? 0 : Median(_samples[^quarter..]) - Median(_samples[^(2 * quarter)..^quarter]);
        }
    }

    /// <summary>Takes a sample and returns it.</summary>
    public double Sample()
    {
        double megabytes = ProcessFigures.AnonymousMegabytes;
        _samples.Add(megabytes);
        return megabytes;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
