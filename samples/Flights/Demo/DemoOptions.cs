namespace Flights.Demo;

/// <summary>What the demo does, from its command line.</summary>
/// <param name="PacedRows">Flights sent at <paramref name="PacedRate"/> a second; latency is measured on them.</param>
/// <param name="FullRows">Flights sent as fast as they are taken.</param>
/// <param name="GitHubRounds">How often each of GitHub's example payloads is sent.</param>
internal sealed record DemoOptions(int PacedRows, int PacedRate, int FullRows, int GitHubRounds)
{
    public static DemoOptions Parse(string[] args) => new(
        Number(args, "--paced", 200_000),
        Number(args, "--rate", 20_000),
        Number(args, "--full", 1_000_000),
        Number(args, "--github", 10));

    private static int Number(string[] args, string name, int fallback)
    {
        int at = Array.IndexOf(args, name);
        if (at < 0)
        {
            return fallback;
        }

        return at + 1 < args.Length && int.TryParse(args[at + 1], out int value) && value >= 0
            ? value
            : throw new ArgumentException($"{name} wants a number of 0 or more behind it.");
    }
}
