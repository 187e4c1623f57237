using System.Diagnostics;
using System.Globalization;
using Denormalized.ClickHouse;
using Denormalized.Tool.Migrate;

namespace Denormalized.Tool.Tests.Migrate;

/// <summary>
/// The process that <see cref="MigrationKillTests"/> kill.
/// <code>
/// first  compiled path case n     makes the table, fills it, migrates it, and dies of SIGKILL behind the n-th statement
/// second compiled path case       migrates it and prints its rows
/// </code>
/// What is compiled is that of <see cref="MigrationCases.Compile"/>: a compiler in each of them would take most of the time.
/// </summary>
internal static class MigrationProgram
{
    public static async Task<int> Main(string[] args)
    {
        MigrationCases.Compiled = args.ElementAtOrDefault(1);
        switch (args)
        {
            case ["first", _, string path, string stream, string dieAfter]:
                await using (MigrationArena arena = MigrationArena.Open(path))
                {
                    MigrationCase @case = MigrationCases.Of(stream);
                    await arena.FillAsync(@case);
                    int left = int.Parse(dieAfter, CultureInfo.InvariantCulture);
                    var db = new HookedClickHouse(arena.Db) { After = _ => --left == 0 ? DieAsync() : Task.CompletedTask };
                    await arena.Migration(@case, db).ApplyAsync(CancellationToken.None);
                    return 0;
                }

            case ["second", _, string path, string stream]:
                await using (MigrationArena arena = MigrationArena.Open(path))
                {
                    MigrationCase @case = MigrationCases.Of(stream);
                    await arena.Migration(@case).ApplyAsync(CancellationToken.None);
                    await arena.AssertMigratedAsync(@case);
                    Console.WriteLine(await arena.RowsAsync(@case));
                    return 0;
                }

            default:
                await Console.Error.WriteLineAsync("usage: first <compiled> <path> <case> <statement>, or second <compiled> <path> <case>");
                return 2;
        }
    }

    private static async Task DieAsync()
    {
        Process.GetCurrentProcess().Kill();
        await Task.Delay(Timeout.InfiniteTimeSpan);
    }
}
