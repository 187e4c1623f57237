namespace Denormalized.Bench.EndToEnd;

/// <summary>
/// One way, measured over few rows and over many. What a further row costs, as in a service that runs for months, is the difference of
/// both; the whole of the long run, start and first compilation of the loop's code included, is shown beside it.
/// </summary>
public sealed class Steady
{
    private readonly Contender _few;
    private readonly Contender _many;
    private readonly int _fewRows;
    private readonly int _manyRows;

    /// <param name="contender">Works off the lab's load.</param>
    public Steady(Lab lab, Contender contender, Load few, Load many)
    {
        (_fewRows, _manyRows) = (few.Rows, many.Rows);
        _many = On(many);
        _few = On(few) with { WarmUps = 0 };

        Contender On(Load load) => contender with
        {
            Prepare = () =>
            {
                lab.Load = load;
                contender.Prepare?.Invoke();
            },
            Micros = [],
            Bytes = [],
        };
    }

    public string Name => _many.Name;

    /// <summary>CPU of one more row: median over the rounds.</summary>
    public double Micros => Harness.Median(More(_few.Micros, _many.Micros));

    /// <summary>CPU of the whole long run for each of its rows.</summary>
    public double MicrosWithStart => Harness.Median(_many.Micros);

    private double Bytes => Harness.Median(More(_few.Bytes, _many.Bytes));

    /// <summary>All contenders in turn, round by round.</summary>
    public static void Measure(int rounds, params IEnumerable<Steady> ways) => Harness.Measure(rounds, [.. ways.SelectMany(w => new[] { w._many, w._few })]);

    /// <summary>A line without a comparison.</summary>
    public Result Line() => new(Name, Micros, Bytes, null, null, null) { MicrosWithStart = MicrosWithStart, Failure = Error?.Message };

    /// <summary>Against a peer that this one must beat by so much, one row against one row.</summary>
    public Result Faster(Steady peer, double factor) => Beside(peer) with { Target = FormattableString.Invariant($">={factor}") };

    /// <summary>Against a peer, for comparison alone: nothing is asked.</summary>
    public Result Beside(Steady peer) => Line() with
    {
        Peer = peer.Name,
        Ratio = peer.Micros / Micros,
        RatioWithStart = peer.MicrosWithStart / MicrosWithStart,
        Failure = (Error ?? peer.Error)?.Message,
    };

    private Exception? Error => _many.Error ?? _few.Error;

    private List<double> More(List<double> few, List<double> many) =>
        [.. few.Zip(many, (f, m) => ((m * _manyRows) - (f * _fewRows)) / (_manyRows - _fewRows))];
}
