using System.Globalization;
using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Denormalized.TestSupport;

/// <summary>An answer in the manner of ClickHouse: headers, rows, and errors before or after the first rows.</summary>
internal sealed class FrontReply(HttpContext context)
{
    private readonly string _tag = Guid.NewGuid().ToString("N")[..16];
    private Stream _output = context.Response.Body;

    /// <summary>Sets the headers of a result; they are sent with the first rows.</summary>
    public Task StartAsync(FrontStatement statement)
    {
        HttpResponse response = context.Response;
        SetCommonHeaders();
        response.Headers["X-ClickHouse-Format"] = statement.Format;
        response.Headers["X-ClickHouse-Exception-Tag"] = _tag;
        SetSummary(0);
        response.ContentType = "application/octet-stream";
        if (statement.WaitForEnd)
        {
            _output = new MemoryStream();
        }

        if (statement.Compress)
        {
            response.Headers.ContentEncoding = "gzip";
            _output = new GZipStream(_output, CompressionLevel.Fastest);
        }

        return Task.CompletedTask;
    }

    public async Task WriteAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken)
    {
        await _output.WriteAsync(chunk, cancellationToken);
        await _output.FlushAsync(cancellationToken);
    }

    public async Task EndAsync()
    {
        if (_output is GZipStream gzip)
        {
            Stream inner = gzip.BaseStream;
            await gzip.DisposeAsync();
            _output = inner;
        }

        if (_output is MemoryStream buffered)
        {
            await context.Response.Body.WriteAsync(buffered.ToArray());
        }
    }

    public Task InsertedAsync(long rows)
    {
        SetCommonHeaders();
        SetSummary(rows);
        return Task.CompletedTask;
    }

    /// <summary>
    /// Before the first rows: status, code and text. After them the status is gone, so the text follows the rows:
    /// <c>\r\n__exception__\r\n{tag}\r\n{text}\n{length} {tag}\r\n__exception__\r\n</c>.
    /// </summary>
    public async Task FailAsync(ClickHouseException error)
    {
        string text = error.Message.TrimEnd('\n') + "\n";
        if (context.Response.HasStarted)
        {
            string block = $"\r\n__exception__\r\n{_tag}\r\n{text}{Encoding.UTF8.GetByteCount(text).ToString(CultureInfo.InvariantCulture)} {_tag}\r\n__exception__\r\n";
            await _output.WriteAsync(Encoding.UTF8.GetBytes(block));
            await EndAsync();
            return;
        }

        context.Response.Clear();
        SetCommonHeaders();
        context.Response.Headers["X-ClickHouse-Exception-Code"] = error.Code.ToString(CultureInfo.InvariantCulture);
        context.Response.ContentType = "text/plain; charset=UTF-8";
        context.Response.StatusCode = Status(error.Code);
        await context.Response.WriteAsync(text);
    }

    private static int Status(int code) => code switch
    {
        6 or 16 or 26 or 27 or 36 or 42 or 43 or 47 or 50 or 53 or 62 or 115 or 395 => StatusCodes.Status400BadRequest,
        46 or 60 or 81 => StatusCodes.Status404NotFound,
        192 or 193 or 516 => StatusCodes.Status403Forbidden,
        48 => StatusCodes.Status501NotImplemented,
        _ => StatusCodes.Status500InternalServerError,
    };

    private void SetCommonHeaders()
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers["X-ClickHouse-Query-Id"] = context.Request.Query["query_id"].FirstOrDefault() ?? Guid.NewGuid().ToString();
        headers["X-ClickHouse-Server-Display-Name"] = "chdb";
        headers["X-ClickHouse-Timezone"] = "UTC";
    }

    private void SetSummary(long writtenRows) =>
        context.Response.Headers["X-ClickHouse-Summary"] =
            $"{{\"read_rows\":\"0\",\"read_bytes\":\"0\",\"written_rows\":\"{writtenRows.ToString(CultureInfo.InvariantCulture)}\",\"written_bytes\":\"0\",\"total_rows_to_read\":\"0\",\"result_rows\":\"0\",\"result_bytes\":\"0\",\"elapsed_ns\":\"0\"}}";
}
