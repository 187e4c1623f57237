using System.Globalization;

namespace Denormalized.Crash;

/// <summary>
/// Kills a writer with SIGKILL at random moments and looks at what it leaves: every acknowledged block is there, no block is
/// there twice, no block is there in part, and beyond the acknowledged ones there are at most those under way.
/// </summary>
internal static class CrashRounds
{
    private const int LongestRunMilliseconds = 1500;

    /// <summary>Runs the rounds on one folder and reports each; false when a promise was broken.</summary>
    public static async Task<bool> RunAsync(int rounds, int seed, TextWriter report)
    {
        string path = Directory.CreateTempSubdirectory("denormalized-crash-").FullName;
        var random = new Random(seed);
        await report.WriteLineAsync($"{rounds} rounds, seed {seed}");
        var acknowledged = new HashSet<int>();
        int nextBlock = 0;
        bool kept = true;
        for (int round = 1; round <= rounds && kept; round++)
        {
            int before = acknowledged.Count;
            await WriteAndKillAsync(path, nextBlock, TimeSpan.FromMilliseconds(random.Next(LongestRunMilliseconds)), acknowledged);
            Dictionary<int, string> stored = await ListAsync(path);
            List<string> faults = Check(acknowledged, stored);
            int unacknowledged = stored.Keys.Count(b => !acknowledged.Contains(b));
            await report.WriteLineAsync(
                $"round {round}: {acknowledged.Count - before} blocks acknowledged, {stored.Count} stored in all, {unacknowledged} stored but not acknowledged, {faults.Count} faults");
            foreach (string fault in faults)
            {
                await report.WriteLineAsync("  " + fault);
            }

            kept = faults.Count == 0 && unacknowledged <= CrashWriter.Writers;

            // Blocks that were stored without an acknowledgement belong to the state from now on.
            acknowledged.UnionWith(stored.Keys);
            nextBlock = acknowledged.Count == 0 ? 0 : acknowledged.Max() + 1;
        }

        if (kept)
        {
            Directory.Delete(path, recursive: true);
        }
        else
        {
            await report.WriteLineAsync($"broken; the folder is kept: {path}");
        }

        return kept;
    }

    /// <summary>What is wrong with the stored blocks; <paramref name="stored"/> maps a block to its counts as listed.</summary>
    internal static List<string> Check(IReadOnlySet<int> acknowledged, IReadOnlyDictionary<int, string> stored)
    {
        List<string> faults = [.. acknowledged.Where(b => !stored.ContainsKey(b)).Select(b => $"block {b} was acknowledged and is missing")];
        foreach ((int block, string counts) in stored)
        {
            int rows = CrashWriter.Rows(block);
            if (counts != $"{rows}\t{rows}\t0")
            {
                faults.Add($"block {block} should have {rows} rows and has (rows, different rows, wrong texts) {counts}");
            }
        }

        return faults;
    }

    private static async Task WriteAndKillAsync(string path, int firstBlock, TimeSpan run, HashSet<int> acknowledged)
    {
        using ChildProcess writer = ChildProcess.Start("write", path, firstBlock.ToString(CultureInfo.InvariantCulture));
        if (await writer.ReadLineAsync() != "open")
        {
            throw new InvalidOperationException("the writer did not open its folder");
        }

        await Task.Delay(run);
        writer.Kill();
        foreach (string line in await writer.ReadToEndAsync())
        {
            acknowledged.Add(int.Parse(line.AsSpan("stored ".Length), CultureInfo.InvariantCulture));
        }
    }

    private static async Task<Dictionary<int, string>> ListAsync(string path)
    {
        string[] lines = await ChildProcess.RunAsync("list", path);
        return lines.Select(l => l.Split('\t', 2)).ToDictionary(p => int.Parse(p[0], CultureInfo.InvariantCulture), p => p[1]);
    }
}
