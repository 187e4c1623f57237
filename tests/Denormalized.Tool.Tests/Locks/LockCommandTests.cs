using System.Diagnostics;
using Denormalized.Schema;
using Denormalized.Tool.Commands;
using Denormalized.Tool.Tests.Infer;

namespace Denormalized.Tool.Tests.Locks;

/// <summary>The command over compiled assemblies, whose metadata it reads; over projects it is tested with the packages.</summary>
public sealed class LockCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("denormalized-lock-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string LockFile => Path.Combine(_folder, "schemas", "r.lock.json");

    [Fact]
    public async Task A_stream_is_locked_changed_refused_and_accepted()
    {
        Assert.Equal((1, "r: has no lock\n", ""), await Run("int A, int B", "--check"));
        Assert.False(File.Exists(LockFile));

        (int code, string output, _) = await Run("int A, int B", "--mode", "full");
        string first = Read().Heads[0].ShortId;
        Assert.Equal((0, $"r: locked (version {first}, FULL)\n"), (code, output));
        Assert.Equal((0, "r: nothing has changed\n", ""), await Run("int A, int B"));

        (code, output, string error) = await Run("int A");
        Assert.Equal((1, "r: not released: take the change back, or say --accept\n"), (code, output));
        Assert.StartsWith($"'b' was removed (int32): readers of version {first} cannot read it (FULL: ", error, StringComparison.Ordinal);
        Assert.Single(Read().Versions);

        (code, output, _) = await Run("int A", "--accept");
        Assert.Equal((0, $"r: released, although it breaks what is there (version {Read().Heads[0].ShortId}, FULL)\n"), (code, output));
        Assert.True(Read().Heads[0].IsBreaking);
        Assert.Equal([first], Read().Heads[0].Parents.Select(p => p[..8]));

        Assert.Equal((1, "r: the lock does not know of the change yet\n"), Shown(await Run("int A, int? C = null", "--check")));
        Assert.Equal(0, (await Run("int A, int? C = null")).Code);
        Assert.Equal([1, 3], Read().Heads[0].Shape.Fields.Select(f => f.Id)); // 2 was B's
        Assert.Equal(0, (await Run("int A, int? C = null", "--mode", "NONE")).Code);
        Assert.Equal(CompatibilityMode.None, Read().Mode);
    }

    [Theory]
    [InlineData("")] // both versions stand in the file
    [InlineData("--marker-size=7")] // as git leaves what it could not merge
    [InlineData("--diff3")]
    public async Task Two_branches_are_merged_into_a_version_that_follows_both(string marks)
    {
        await Run("int A");
        string common = File.ReadAllText(LockFile);
        await Run("int A, int? B = null");
        StreamLock ours = Read();
        File.WriteAllText(LockFile, common);
        await Run("int A, int? C = null");
        StreamLock theirs = Read();
        File.WriteAllText(LockFile, marks.Length == 0
            ? new StreamLock("r", ours.Mode, [.. ours.Versions, theirs.Heads[0]]).Print()
            : await MergeAsync(common, ours.Print(), theirs.Print(), marks));

        (int code, _, string error) = await Run("int A, int B, int? C = null");
        Assert.Equal(1, code);
        Assert.Contains("'b' is new (int32, required): what version", error, StringComparison.Ordinal); // theirs has no B
        Assert.Equal(0, (await Run("int A, int? B = null, int? C = null")).Code);
        Assert.Equal([ours.Heads[0].Id, theirs.Heads[0].Id], Assert.Single(Read().Heads).Parents);
    }

    [Fact]
    public async Task Marks_go_where_one_side_has_all_that_the_record_has()
    {
        await Run("int A");
        string common = File.ReadAllText(LockFile);
        await Run("int A, int? B = null");
        string text = File.ReadAllText(LockFile);
        File.WriteAllText(LockFile, $"<<<<<<< ours\n{text}=======\n{common}>>>>>>> theirs\n");
        Assert.Equal(1, (await Run("int A, int? B = null", "--check")).Code);
        Assert.Equal(0, (await Run("int A, int? B = null")).Code);
        Assert.Equal(text, File.ReadAllText(LockFile));

        File.WriteAllText(LockFile, $"<<<<<<< ours\n{text}=======\n{common.Replace("BACKWARD", "FULL", StringComparison.Ordinal)}>>>>>>> theirs\n");
        (int code, _, string error) = await Run("int A, int? B = null", "--accept");
        Assert.Equal(1, code);
        Assert.Contains("r.lock.json(1,1): two branches changed the stream: take one of the two modes", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_read_is_said_with_its_place()
    {
        await Run("int A");
        string text = File.ReadAllText(LockFile);
        File.WriteAllText(LockFile, text.Replace("\"int32\"", "\"int64\"", StringComparison.Ordinal));
        (int code, _, string error) = await Run("int A", "--accept");
        Assert.Equal(1, code);
        Assert.Contains("is not what was released", error, StringComparison.Ordinal);

        File.WriteAllText(LockFile, text + "}");
        (code, _, error) = await Run("int A");
        Assert.Equal(1, code);
        Assert.Contains($"r.lock.json({text.Split('\n').Length},1): nothing is expected behind the JSON value", error, StringComparison.Ordinal);

        Assert.Equal(2, (await Run("int A", "--mode", "SIDEWAYS")).Code);
        Assert.Equal(1, (await Run("int A", "--stream", "q")).Code);
    }

    private async Task<string> MergeAsync(string common, string ours, string theirs, string marks)
    {
        string[] files = [.. new[] { "ours", "common", "theirs" }.Select(n => Path.Combine(_folder, n))];
        foreach ((string file, string text) in files.Zip([ours, common, theirs]))
        {
            await File.WriteAllTextAsync(file, text);
        }

        using Process git = Process.Start(new ProcessStartInfo("git", ["merge-file", "-p", marks, .. files]) { RedirectStandardOutput = true })!;
        string merged = await git.StandardOutput.ReadToEndAsync();
        await git.WaitForExitAsync();
        Assert.Contains("<<<<<<< ", merged, StringComparison.Ordinal);
        return merged;
    }

    private StreamLock Read() => StreamLock.Parse(File.ReadAllText(LockFile));

    private static (int Code, string Output) Shown((int Code, string Output, string Error) result) => (result.Code, result.Output);

    private async Task<(int Code, string Output, string Error)> Run(string members, params string[] options)
    {
        string assembly = Path.Combine(_folder, "records.dll");
        await File.WriteAllBytesAsync(assembly, CompiledRecord.Image($"using Denormalized; [Stream] public sealed record R({members});"));
        var output = new StringWriter { NewLine = "\n" };
        var error = new StringWriter { NewLine = "\n" };
        int code = await ToolCommands.RunAsync(["lock", assembly, .. options], output, error);
        return (code, output.ToString(), error.ToString());
    }
}
