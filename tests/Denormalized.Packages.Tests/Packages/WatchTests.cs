using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;

namespace Denormalized.Packages.Tests.Packages;

/// <summary>
/// `dotnet watch` over a user's program while the lambda of a query and that of a pipeline are edited: each time the new
/// answer appears, and nothing is thrown. Whether the change is applied in place or by a restart is the SDK's decision.
/// </summary>
[Collection(nameof(PackageFeed))]
public sealed class WatchTests(PackageFeed feed)
{
    /// <summary>Far above what it takes: only a watch that hangs gets here.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(4);

    /// <summary>
    /// When a file is saved once more. The watch forgets an edit that falls between the end of a build and the start of its
    /// looking at files, as it does after each restart; a person would press save again.
    /// </summary>
    private static readonly TimeSpan s_saveAgain = TimeSpan.FromSeconds(45);

    [Fact]
    public async Task Edited_lambdas_give_new_answers()
    {
        var folder = feed.CreateFolder("watched", ("watched.csproj", PackageFeed.Project(outputType: "Exe")), ("Program.cs", Program), ("Reports.cs", Reports), ("Clean.cs", Clean));
        var environment = new Dictionary<string, string>(feed.Environment)
        {
            ["DOTNET_WATCH_SUPPRESS_EMOJIS"] = "1",
            ["DOTNET_WATCH_SUPPRESS_LAUNCH_BROWSER"] = "1",
            ["DOTNET_USE_POLLING_FILE_WATCHER"] = "1", // the kernel's watches are few, and shared with everything else
        };
        using var watch = new Watch(DotNet.Start("dotnet", folder, environment, "watch", "--non-interactive", "run"));
        await watch.Answer("kept 7,8,9; asked > 4");

        var reports = Path.Combine(folder, "Reports.cs");
        Replace(reports, "r.Id > 4", "r.Id >= 5");
        await watch.Answer("kept 7,8,9; asked >= 5", reports);

        var clean = Path.Combine(folder, "Clean.cs");
        Replace(clean, "r.Id > 6", "r.Id > 7");
        await watch.Answer("kept 8,9; asked >= 5", clean);
    }

    private static void Replace(string file, string from, string to)
    {
        var text = File.ReadAllText(file);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(file, text.Replace(from, to));
    }

    private const string Reports = """
        using Denormalized;

        public static class Reports
        {
            public static Query<Row> Of(IClickHouse db) => db.From<Row>().Where(r => r.Id > 4);
        }
        """;

    private const string Clean = """
        using Denormalized;

        [Stream] public sealed partial record Row { public required int Id { get; init; } }

        [Pipeline("clean")]
        public sealed partial class Clean
        {
            public IStream<Row> Kept(IStream<Row> rows) => rows.Where(r => r.Id > 6);
        }
        """;

    /// <summary>Says what its pipeline keeps and its query asks whenever that is something new.</summary>
    private const string Program = """"
        using System.Text;
        using Denormalized;
        using Denormalized.CompilerServices;

        PipelineRuntime runtime = PipelineRegistry.Get<Clean>().Create(new NoServices());
        for (string last = ""; ; Thread.Sleep(50))
        {
            string now;
            try
            {
                IEnumerable<int> kept = Enumerable.Range(0, 10).Where(i =>
                    runtime.Process(0, MessageEncoding.Json, Encoding.UTF8.GetBytes($$"""{"id":{{i}}}"""), ulong.MaxValue) == StepOutcome.Stored);
                string sql = Reports.Of(new NoDatabase()).ToSql().Sql;
                now = $"answer: kept {string.Join(',', kept)}; asked {sql[sql.IndexOf('>')..]}";
            }
            catch (Exception e)
            {
                now = "answer: threw " + e;
            }

            if (now != last)
            {
                Console.WriteLine(now);
                last = now;
            }
        }

        public sealed class NoServices : IServiceProvider
        {
            public object? GetService(Type serviceType) => null;
        }

        public sealed class NoDatabase : IClickHouse
        {
            public string Description => "none";
            public Task ExecuteAsync(string sql, IReadOnlyList<QueryParameter>? parameters = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();
            public IAsyncEnumerable<ReadOnlyMemory<byte>> QueryAsync(string sql, string format = "Native", IReadOnlyList<QueryParameter>? parameters = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();
            public Task<long> InsertAsync(InsertCommand command, IReadOnlyList<ReadOnlyMemory<byte>> body, CancellationToken cancellationToken = default) => throw new NotSupportedException();
            public ValueTask DisposeAsync() => default;
        }
        """";

    /// <summary>A running watch and what it has printed.</summary>
    private sealed class Watch : IDisposable
    {
        private const string Mark = "answer: ";

        private readonly Process _process;
        private readonly ConcurrentQueue<string> _lines = new();
        private readonly Channel<string> _answers = Channel.CreateUnbounded<string>();

        public Watch(Process process)
        {
            _process = process;
            process.EnableRaisingEvents = true;
            process.Exited += (_, _) => _answers.Writer.TryComplete();
            process.OutputDataReceived += (_, line) => Take(line.Data);
            process.ErrorDataReceived += (_, line) => Take(line.Data);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
        }

        /// <summary>Waits until the program says it; fails when it throws, when the watch ends, and when it never comes.</summary>
        /// <param name="expected">What it says.</param>
        /// <param name="edited">The file that was edited for it, saved again where nothing comes.</param>
        public async Task Answer(string expected, string? edited = null)
        {
            using var patience = new CancellationTokenSource(s_patience);
            await using var again = new Timer(_ => File.AppendAllText(edited!, "// saved again\n"), null, edited is null ? Timeout.InfiniteTimeSpan : s_saveAgain, s_saveAgain);
            try
            {
                string answer;
                do
                {
                    answer = await _answers.Reader.ReadAsync(patience.Token);
                    Assert.DoesNotContain("threw", answer, StringComparison.Ordinal);
                }
                while (answer != expected);
            }
            catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
            {
                Assert.Fail($"'{expected}' did not come ({e.GetType().Name}):\n{string.Join('\n', _lines)}");
            }
        }

        public void Dispose()
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
            _process.Dispose();
        }

        private void Take(string? line)
        {
            _lines.Enqueue(line ?? "");
            if (line?.IndexOf(Mark, StringComparison.Ordinal) is int at and >= 0)
            {
                _answers.Writer.TryWrite(line[(at + Mark.Length)..]);
            }
        }
    }
}
