using Denormalized.Tool.Commands;

namespace Denormalized.Tool.Tests;

public sealed class ReplayCommandTests
{
    [Fact]
    public async Task The_program_is_run_with_the_settings_of_a_replay()
    {
        string program = typeof(ReplayCommandTests).Assembly.Location;
        (int code, string output, _) = await RunAsync("replay", program, "--pipeline", "visits", "--from", "2026-03-01T12:00:00Z", "--exchange", "--dry-run");
        Assert.Equal(ExitCodes.Ok, code);
        Assert.Equal(
            $"Denormalized__Replay__Discard=false Denormalized__Replay__Exchange=true Denormalized__Replay__From=2026-03-01T12:00:00.0000000+00:00 Denormalized__Replay__Pipeline=visits dotnet {program}",
            output.Trim());
    }

    [Fact]
    public async Task A_project_is_run_by_dotnet_run()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string project = Path.Combine(folder, "Worker.csproj");
            await File.WriteAllTextAsync(project, "<Project/>");
            (int code, string output, _) = await RunAsync("replay", folder, "--pipeline", "visits", "--dry-run");
            Assert.Equal(ExitCodes.Ok, code);
            Assert.EndsWith($"dotnet run --project {project} --configuration Release", output.Trim(), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    [Theory]
    [InlineData("replay", "--pipeline", "p", "/nowhere/Worker.csproj")]
    [InlineData("replay", ".", "--pipeline", "p", "--from", "yesterday")]
    [InlineData("replay", ".")]
    public async Task What_cannot_be_run_is_said(params string[] arguments)
    {
        (int code, _, string error) = await RunAsync(arguments);
        Assert.NotEqual(ExitCodes.Ok, code);
        Assert.NotEmpty(error);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = await ToolCommands.RunAsync(arguments, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
