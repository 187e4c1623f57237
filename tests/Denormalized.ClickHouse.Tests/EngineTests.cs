using Denormalized.Crash;

namespace Denormalized.ClickHouse.Tests;

/// <summary>The embedded engine as a whole, in processes of its own.</summary>
public sealed class EngineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("denormalized-engine-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Threads_are_suspended_for_collections_after_the_engine_has_booted() =>
        Assert.Equal(["kept", "kept", "kept", "collected"], await ChildProcess.RunAsync("signal"));

    [Fact]
    public async Task A_folder_that_another_process_has_open_is_refused_with_its_number()
    {
        string path = Path.Combine(_folder, "held");
        using ChildProcess holder = ChildProcess.Start("hold", path);
        string id = (await holder.ReadLineAsync())!["open ".Length..];

        string answer = Assert.Single(await ChildProcess.RunAsync("open", path));

        Assert.Equal($"IOException: The embedded ClickHouse engine cannot open {path}: process {id} has it open, and a folder belongs to one process at a time. Stop that process or use another folder.", answer);
    }

    [Fact]
    public async Task A_folder_is_free_again_when_its_process_was_killed()
    {
        string path = Path.Combine(_folder, "killed");
        using (ChildProcess holder = ChildProcess.Start("hold", path))
        {
            Assert.StartsWith("open ", await holder.ReadLineAsync(), StringComparison.Ordinal);
            holder.Kill();
        }

        Assert.Equal(path, Assert.Single(await ChildProcess.RunAsync("open", path + "/")));
    }

    [Fact]
    public async Task A_process_has_one_folder_at_a_time()
    {
        string first = Path.Combine(_folder, "first"), second = Path.Combine(_folder, "second");
        string[] answers = await ChildProcess.RunAsync("two-paths", first, second);
        Assert.Equal(2, answers.Length);
        Assert.StartsWith($"InvalidOperationException: The embedded ClickHouse engine of this process is already open on {first}: ", answers[0], StringComparison.Ordinal);
        Assert.Contains(second, answers[0], StringComparison.Ordinal);
        Assert.Equal(second, answers[1]);
    }

    /// <summary>Left open, the engine's threads outlive its static data: the process would crash, not always, and leave its folder.</summary>
    [Fact]
    public async Task An_engine_that_nobody_disposed_is_closed_when_the_process_ends() =>
        Assert.False(Directory.Exists(Assert.Single(await ChildProcess.RunAsync("forget"))));

    [Fact]
    public async Task A_relative_path_is_made_absolute()
    {
        string relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), Path.Combine(_folder, "relative"));
        Assert.False(Path.IsPathRooted(relative));
        Assert.Equal(Path.Combine(_folder, "relative"), Assert.Single(await ChildProcess.RunAsync("open", relative)));
    }

    [Fact]
    public async Task A_library_that_is_not_there_is_named()
    {
        string missing = Path.Combine(_folder, "libchdb.so");
        string answer = Assert.Single(await ChildProcess.RunAsync(
            new Dictionary<string, string?> { ["DENORMALIZED_CHDB"] = missing }, "open", Path.Combine(_folder, "x")));
        Assert.Equal($"DllNotFoundException: DENORMALIZED_CHDB names {missing}, which does not exist: set it to the full path of libchdb.so, or unset it and run `dotnet denormalized doctor --install`.", answer);
    }

    [Fact]
    public async Task Ten_million_rows_are_streamed_without_keeping_them()
    {
        string[] lines = await ChildProcess.RunAsync("stream");
        Assert.Equal("1234567890", lines[1]);
        long[] numbers = [.. lines[0].Split('\t').Select(long.Parse)];
        (long bytes, long allocated, long growth) = (numbers[0], numbers[1], numbers[2]);
        Assert.True(bytes > 200_000_000, $"{bytes} bytes");
        Assert.True(allocated < bytes / 100, $"{allocated} managed bytes for {bytes}");
        Assert.True(growth < bytes / 4, $"the process grew by {growth} for {bytes}");
    }

    /// <summary>The short form of <c>make chaos</c>.</summary>
    [Fact]
    public async Task Killed_writers_leave_whole_blocks_and_every_acknowledged_one()
    {
        var report = new StringWriter();
        Assert.True(await CrashRounds.RunAsync(3, Random.Shared.Next(), report), report.ToString());
    }

    [Theory]
    [InlineData("missing", "block 2 was acknowledged and is missing")]
    [InlineData("doubled", "block 1 should have 8919 rows and has (rows, different rows, wrong texts) 17838\t8919\t0")]
    [InlineData("partial", "block 1 should have 8919 rows and has (rows, different rows, wrong texts) 8918\t8918\t0")]
    public void The_check_of_killed_writers_finds(string what, string fault)
    {
        var stored = new Dictionary<int, string> { [0] = "1000\t1000\t0", [1] = "8919\t8919\t0", [2] = "16838\t16838\t0" };
        Assert.Empty(CrashRounds.Check(new HashSet<int> { 0, 2 }, stored));
        switch (what)
        {
            case "missing":
                stored.Remove(2);
                break;
            case "doubled":
                stored[1] = "17838\t8919\t0";
                break;
            default:
                stored[1] = "8918\t8918\t0";
                break;
        }

        Assert.Equal([fault], CrashRounds.Check(new HashSet<int> { 0, 2 }, stored));
    }
}
