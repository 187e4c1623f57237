using Denormalized.ClickHouse;

namespace Denormalized.Tool.Tests;

/// <summary>The one embedded engine of the test process: all tests share its folder, with tables of their own.</summary>
internal static class TestEngine
{
    private static readonly Lazy<EmbeddedClickHouse> s_engine = new(() => EmbeddedClickHouse.Open(new EmbeddedOptions { Path = Folder }));

    public static string Folder { get; } = Directory.CreateTempSubdirectory("dnz-tool-tests").FullName;

    public static IClickHouse Instance => s_engine.Value;
}
