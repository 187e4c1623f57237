using System.Diagnostics;
using System.Globalization;
using Denormalized.ClickHouse;
using Denormalized.Tool.Migrate;

namespace Denormalized.Tool.Tests.Migrate;

/// <summary>
/// The process that <see cref="MigrationKillTests"/> kill.
/// <code>
/// first  path case n     makes the table, fills it, migrates it, and dies of SIGKILL behind the n-th statement
/// second path case       migrates it and prints its rows
/// </code>
/// </summary>
internal static class MigrationProgram
{
    public static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case ["first", string path, string stream, string dieAfter]:
                await using (MigrationArena arena = MigrationArena.Open(path))
                {
                    MigrationCase @case = MigrationCases.Of(stream);
                    await arena.FillAsync(@case);
                    int left = int.Parse(dieAfter, CultureInfo.InvariantCulture);
                    var db = new HookedClickHouse(arena.Db) { After = _ => --left == 0 ? DieAsync() : Task.CompletedTask };
                    await arena.Migration(@case, db).ApplyAsync(CancellationToken.None);
                    return 0;
                }

            case ["second", string path, string stream]:
                await using (MigrationArena arena = MigrationArena.Open(path))
                {
                    MigrationCase @case = MigrationCases.Of(stream);
                    await arena.Migration(@case).ApplyAsync(CancellationToken.None);
                    await arena.AssertMigratedAsync(@case);
                    Console.WriteLine(await arena.RowsAsync(@case));
                    return 0;
                }

            default:
                await Console.Error.WriteLineAsync("usage: first <path> <case> <statement>, or second <path> <case>");
                return 2;
        }
    }

    private static async Task DieAsync()
    {
        Process.GetCurrentProcess().Kill();
        await Task.Delay(Timeout.InfiniteTimeSpan);
    }
}
