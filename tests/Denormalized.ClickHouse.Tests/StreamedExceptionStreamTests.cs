using System.Text;
using Denormalized.ClickHouse.Http;

namespace Denormalized.ClickHouse.Tests;

public sealed class StreamedExceptionStreamTests
{
    private const string Tag = "0123456789abcdef";
    private const string Text = "Code: 241. DB::Exception: Memory limit (total) exceeded. (MEMORY_LIMIT_EXCEEDED)";
    private const string Block = $"\r\n__exception__\r\n{Tag}\r\n{Text}\n81 {Tag}\r\n__exception__\r\n";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(31)]
    [InlineData(1000)]
    public async Task The_error_is_found_however_the_body_is_cut(int piece)
    {
        (string rows, ClickHouseException? error) = await ReadAsync("row 1\nrow 2\n" + Block, piece);
        Assert.Equal("row 1\nrow 2\n\r\n", rows);
        Assert.Equal((241, "MEMORY_LIMIT_EXCEEDED", Text), (error!.Code, error.Name, error.Message));
    }

    [Theory]
    [InlineData("")]
    [InlineData("__exception__")]
    [InlineData("__exception__\r\nfedcba9876543210\r\nCode: 1.")]
    [InlineData("rows __exception__\r\n0123456789abcde")]
    [InlineData("____exception__ _")]
    public async Task Rows_that_look_like_an_error_are_rows(string body)
    {
        foreach (int piece in (int[])[1, 3, 1000])
        {
            (string rows, ClickHouseException? error) = await ReadAsync(body, piece);
            Assert.Equal(body, rows);
            Assert.Null(error);
        }
    }

    [Fact]
    public async Task A_large_body_passes_unchanged()
    {
        string body = string.Concat(Enumerable.Range(0, 60_000).Select(i => $"_{i}__exception__\r\n"));
        (string rows, ClickHouseException? error) = await ReadAsync(body + Block, 100_000);
        Assert.Equal(body + "\r\n", rows);
        Assert.Equal(241, error!.Code);
    }

    private static async Task<(string Rows, ClickHouseException? Error)> ReadAsync(string body, int piece)
    {
        await using var stream = new StreamedExceptionStream(new Pieces(Encoding.UTF8.GetBytes(body), piece), Tag);
        var rows = new MemoryStream();
        try
        {
            await stream.CopyToAsync(rows);
        }
        catch (ClickHouseException e)
        {
            return (Encoding.UTF8.GetString(rows.ToArray()), e);
        }

        return (Encoding.UTF8.GetString(rows.ToArray()), null);
    }

    // Gives at most so many bytes at once.
    private sealed class Pieces(byte[] bytes, int largest) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(largest, buffer.Length)], cancellationToken);

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            base.ReadAsync(buffer, offset, Math.Min(largest, count), cancellationToken);
    }
}
