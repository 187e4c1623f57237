using System.Diagnostics;
using System.Text.Json;
using Denormalized.Kafka.SchemaRegistry;
using Denormalized.SchemaRegistry;
using Denormalized.Tool.Commands;
using Denormalized.Tool.Locks;
using Denormalized.Tool.Tests.Infer;

namespace Denormalized.Tool.Tests.Diff;

/// <summary><c>diff</c>, <c>check</c> and <c>migrate</c> as they are called.</summary>
public sealed class DiffCommandTests : IDisposable
{
    private static int s_streams;

    private readonly string _stream = $"diffed_{Interlocked.Increment(ref s_streams)}";
    private readonly string _folder = Directory.CreateTempSubdirectory("denormalized-diff-").FullName;

    private string Assembly => Path.Combine(_folder, "records.dll");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Against_the_lock_and_against_a_revision_of_git()
    {
        Write("[property: SortKey(0)] long Id, int Price");
        Assert.Equal(0, (await RunAsync("lock", Assembly)).Code);
        await GitAsync("init", "-q");
        await GitAsync("add", "schemas");
        await GitAsync("-c", "user.name=t", "-c", "user.email=t@t", "commit", "-q", "-m", "first");

        (int code, string output, string error) = await RunAsync("diff", Assembly);
        Assert.Equal((0, $"{_stream} and its lock: the same\n", ""), (code, output, error));

        Write("[property: SortKey(0)] long Id, string Price, int? Count = null");
        (code, output, _) = await RunAsync("diff", Assembly);
        Assert.Equal(0, code);
        Assert.Contains($"{_stream} and its lock: drift\n", output, StringComparison.Ordinal);
        Assert.Contains("changed from int32 to string", output, StringComparison.Ordinal);
        Assert.Contains("To do: dotnet denormalized lock, where the change is meant.", output, StringComparison.Ordinal);

        Assert.Equal(0, (await RunAsync("lock", Assembly, "--accept")).Code);
        Assert.Contains("the same", (await RunAsync("diff", Assembly)).Output, StringComparison.Ordinal);
        (code, output, _) = await RunAsync("diff", Assembly, "--against", "HEAD", "--json");
        JsonElement comparison = JsonDocument.Parse(output).RootElement[0];
        Assert.Equal((0, "its lock at HEAD", true), (code, comparison.GetProperty("against").GetString(), comparison.GetProperty("drift").GetBoolean()));
        Assert.Equal("price", comparison.GetProperty("differences")[0].GetProperty("subject").GetString());
        Assert.Equal(["AddColumn", "ModifyColumn"], comparison.GetProperty("steps").EnumerateArray().Select(s => s.GetProperty("action").GetString()));

        (code, _, error) = await RunAsync("diff", Assembly, "--against", "no-such-branch");
        Assert.Equal(1, code);
        Assert.Contains("git knows no revision 'no-such-branch' here", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_lock_it_says_how_to_make_one()
    {
        Write("long Id");
        (int code, string output, _) = await RunAsync("diff", Assembly);
        Assert.Equal(0, code);
        Assert.Contains("has no lock", output, StringComparison.Ordinal);
        Assert.Contains("To do: dotnet denormalized lock.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_registry_that_has_what_cannot_be_read_is_drift()
    {
        var registry = new EmbeddedSchemaRegistry();
        await using SchemaRegistryServer server = await SchemaRegistryServer.StartAsync(registry);
        Write("long Id, int Price");
        (int code, string output, _) = await RunAsync("check", Assembly, "--registry", server.Url);
        Assert.Equal(0, code);
        Assert.Contains("is not registered", output, StringComparison.Ordinal);

        string mine = (await ProjectStreams.ReadAsync(Assembly, "Release", CancellationToken.None)).Single().Shape.AvroSchema;
        await registry.RegisterAsync($"{_stream}-value", new RegistrySchema(mine));
        Assert.Contains("the same", (await RunAsync("check", Assembly, "--registry", server.Url)).Output, StringComparison.Ordinal);

        Write("long Id, int Price, int? Count = null");
        (code, output, _) = await RunAsync("check", Assembly, "--registry", server.Url);
        Assert.Equal(0, code);
        Assert.Contains("differ, and get along", output, StringComparison.Ordinal);

        Write("long Id, string Price, int Count");
        (code, output, _) = await RunAsync("check", Assembly, "--registry", server.Url);
        Assert.Equal(1, code);
        Assert.Contains("drift", output, StringComparison.Ordinal);
        Assert.Contains("messages of version 1 cannot be read", output, StringComparison.Ordinal);
        (_, output, _) = await RunAsync("diff", Assembly, "--against", "registry", "--registry", server.Url, "--json");
        Assert.Equal(["price", "count"], JsonDocument.Parse(output).RootElement[0].GetProperty("differences").EnumerateArray().Select(d => d.GetProperty("subject").GetString()!.Split('.')[^1]));

        await registry.SetCompatibilityAsync($"{_stream}-value", Denormalized.Schema.CompatibilityMode.Full);
        Write("long Id"); // old readers miss the price
        (code, output, _) = await RunAsync("check", Assembly, "--registry", server.Url);
        Assert.Equal(1, code);
        Assert.Contains("readers of version 1 cannot read it (FULL)", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_is_checked_planned_and_migrated()
    {
        string[] there = ["--embedded", TestEngine.Folder];
        Write("[property: SortKey(0)] long Id, int Price");
        Assert.Equal(1, (await RunAsync(["check", Assembly, .. there])).Code); // no table
        Assert.Equal(0, (await RunAsync(["migrate", "apply", Assembly, .. there])).Code);
        (int code, string output, _) = await RunAsync(["check", Assembly, .. there]);
        Assert.True(code == 0, output);
        await TestEngine.Instance.ExecuteAsync($"INSERT INTO {_stream} (id, price) VALUES (1, 5), (2, 300)");

        Write("[property: SortKey(0)] long Id, long Price, int? Count = null");
        (code, output, _) = await RunAsync(["check", Assembly, .. there]);
        Assert.Equal(1, code);
        Assert.Contains($"To do: dotnet denormalized migrate plan --stream {_stream}, then migrate apply.", output, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync(["diff", Assembly, "--against", "clickhouse", .. there])).Code);

        (code, output, string error) = await RunAsync(["migrate", "plan", Assembly, .. there]);
        Assert.Equal((0, ""), (code, error));
        Assert.Equal($"""
            -- {_stream}: 2 steps
            -- 1. 'count' is new; rows that are there have null
            --    cost: metadata only
            ALTER TABLE `{_stream}` ADD COLUMN IF NOT EXISTS `count` Nullable(Int32) AFTER `price`;
            -- 2. Int32 becomes Int64: every value stays
            --    cost: the files of the column are written anew
            ALTER TABLE `{_stream}` MODIFY COLUMN `price` Int64;

            """, output);
        (code, output, _) = await RunAsync(["migrate", "plan", Assembly, "--on-cluster", "main", "--json", .. there]);
        Assert.Equal($"ALTER TABLE `{_stream}` ON CLUSTER `main` MODIFY COLUMN `price` Int64", JsonDocument.Parse(output).RootElement[0].GetProperty("steps")[1].GetProperty("sql")[0].GetString());

        (code, output, error) = await RunAsync(["migrate", "apply", Assembly, .. there]);
        Assert.Equal((0, ""), (code, error));
        Assert.EndsWith($"{_stream}: the table is what the record says\n", output, StringComparison.Ordinal);
        Assert.Equal($"{_stream}: nothing to do\n", (await RunAsync(["migrate", "apply", Assembly, .. there])).Output);
        Assert.Contains($"{_stream} done: Int32 becomes Int64: every value stays", (await RunAsync(["migrate", "history", .. there])).Output, StringComparison.Ordinal);

        Write("[property: SortKey(0)] long Id, byte Price"); // what 300 has no place in
        (code, output, _) = await RunAsync(["migrate", "plan", Assembly, .. there]);
        Assert.Equal(1, code);
        Assert.Contains("LOSES 1 values of price: refused without --allow-data-loss", output, StringComparison.Ordinal);
        Assert.Contains("column 'count' is not in the record and stays", output, StringComparison.Ordinal);
        (code, _, error) = await RunAsync(["migrate", "apply", Assembly, .. there]);
        Assert.Equal(1, code);
        Assert.Contains("1 of 'price'", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_missing_in_the_command_line_is_said()
    {
        Write("long Id");
        Assert.Equal(2, (await RunAsync("check", Assembly)).Code);
        Assert.Contains("--connection", (await RunAsync("migrate", "plan", Assembly)).Error, StringComparison.Ordinal);
        Assert.Contains("--against registry needs --registry", (await RunAsync("diff", Assembly, "--against", "registry")).Error, StringComparison.Ordinal);
        Assert.Contains("no streams in it of that name", (await RunAsync("diff", Assembly, "--stream", "other")).Error, StringComparison.Ordinal);
        (int code, _, string error) = await RunAsync("migrate", "apply", Assembly, "--embedded", Path.Combine(_folder, "none"));
        Assert.Equal(1, code);
        Assert.Contains("there is no such folder", error, StringComparison.Ordinal);
    }

    private void Write(string members)
        => File.WriteAllBytes(Assembly, CompiledRecord.Image($"using Denormalized; [Stream(\"{_stream}\")] public sealed record R({members});"));

    private async Task GitAsync(params string[] arguments)
    {
        using Process git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = _folder })!;
        await git.WaitForExitAsync();
        Assert.Equal(0, git.ExitCode);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var output = new StringWriter { NewLine = "\n" };
        var error = new StringWriter { NewLine = "\n" };
        int code = await ToolCommands.RunAsync(arguments, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
