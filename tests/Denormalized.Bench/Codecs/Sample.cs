using System.Buffers;

namespace Denormalized.Bench.Codecs;

/// <summary>What the codecs are measured on.</summary>
/// <param name="Cold">More rows than caches hold, each met once a run: a batch job.</param>
/// <param name="Hot">Few rows, met again and again: a producer that has just made them.</param>
/// <param name="Rounds">How often each is measured.</param>
public sealed record Sample(PageView[] Cold, PageView[] Hot, int Rounds)
{
    private const int HotRows = 500;

    /// <summary>Room for the bytes of a whole run.</summary>
    public const int OutputBytes = 64 << 20;

    /// <summary>How often a hot run goes over its rows.</summary>
    public const int Repeats = 100;

    public static Sample Make(bool isShort)
    {
        PageView[] rows = Rows.Make(isShort ? 50_000 : 200_000);
        return new Sample(rows, Rows.Make(HotRows, seed: 1), isShort ? 5 : 15);
    }

    /// <summary>A contender on rows that are cold, and on rows that are hot.</summary>
    public (Contender Cold, Contender Hot) Both(string name, Func<PageView[], int> run) =>
        (new Contender(name + ", cold", () => run(Cold)), new Contender(name + ", hot", () => Repeat(run)));

    private int Repeat(Func<PageView[], int> run)
    {
        int rows = 0;
        for (int i = 0; i < Repeats; i++)
        {
            rows += run(Hot);
        }

        return rows;
    }

    public static ArrayBufferWriter<byte> Output() => new(OutputBytes);
}
