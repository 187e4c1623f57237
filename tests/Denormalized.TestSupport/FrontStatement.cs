using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Denormalized.TestSupport;

/// <summary>A request as a statement: SQL, format, settings, parameters, and the body of an insert.</summary>
internal sealed partial record FrontStatement(string Sql, string Format, string Database)
{
    // Query-string keys of the protocol itself; every other one is a setting.
    private static readonly HashSet<string> s_protocolKeys = new(StringComparer.Ordinal)
    {
        "query", "query_id", "database", "default_format", "user", "password", "quota_key", "role", "compress", "decompress",
        "enable_http_compression", "http_zlib_compression_level", "wait_end_of_query", "buffer_size", "session_id",
        "session_timeout", "session_check", "client_protocol_version",
    };

    private const int ChunkSize = 1 << 16;

    public IReadOnlyList<KeyValuePair<string, string>> Settings { get; init; } = [];

    public IReadOnlyList<QueryParameter> Parameters { get; init; } = [];

    /// <summary>Data of an insert whose statement is in the query string; not read yet.</summary>
    public Stream? Body { get; init; }

    public bool WaitForEnd { get; init; }

    public bool Compress { get; init; }

    /// <summary>Null for a request without a statement, which ClickHouse answers with "Ok.".</summary>
    public static async Task<FrontStatement?> ReadAsync(HttpRequest request)
    {
        Stream body = Decoded(request);

        // As ClickHouse: curl's default content type, a form too, says nothing about the body.
        bool isForm = request.ContentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) == true;
        IFormCollection? form = isForm ? await request.ReadFormAsync() : null;
        string sql = form?["query"].FirstOrDefault() ?? request.Query["query"].ToString();
        Match insert = InsertWithFormat().Match(sql);
        if (!insert.Success && form is null)
        {
            // The statement may be split over the query string and the body.
            using var reader = new StreamReader(body, Encoding.UTF8, detectEncodingFromByteOrderMarks: false);
            string rest = await reader.ReadToEndAsync();
            sql = sql.Length > 0 && rest.Length > 0 ? sql + "\n" + rest : sql + rest;
            if (sql.Length == 0)
            {
                return null;
            }
        }

        string format = request.Query["default_format"].FirstOrDefault() ?? request.Headers["X-ClickHouse-Format"].FirstOrDefault() ?? "TabSeparated";
        string database = request.Query["database"].FirstOrDefault() ?? request.Headers["X-ClickHouse-Database"].FirstOrDefault() ?? "default";
        return new FrontStatement(
            insert.Success ? insert.Groups["head"].Value : sql,
            insert.Success ? insert.Groups["format"].Value : format,
            database)
        {
            Settings = [.. request.Query
                .Where(q => !s_protocolKeys.Contains(q.Key) && !q.Key.StartsWith("param_", StringComparison.Ordinal))
                .Select(q => KeyValuePair.Create(q.Key, q.Value.ToString()))],
            Parameters = [.. request.Query.Concat(form ?? Enumerable.Empty<KeyValuePair<string, StringValues>>())
                .Where(q => q.Key.StartsWith("param_", StringComparison.Ordinal))
                .Select(q => new QueryParameter(q.Key["param_".Length..], "", q.Value.ToString()))],
            Body = insert.Success ? body : null,
            WaitForEnd = IsTrue(request.Query["wait_end_of_query"].ToString()),
            Compress = IsTrue(request.Query["enable_http_compression"].ToString()) && request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.Ordinal),
        };
    }

    /// <summary>Reads a body as it comes in, on the engine's thread.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Chunks(Stream body)
    {
        byte[] buffer = new byte[ChunkSize];
        for (int read = body.Read(buffer); read > 0; read = body.Read(buffer))
        {
            yield return buffer.AsMemory(0, read);
        }
    }

    private static Stream Decoded(HttpRequest request) => request.Headers.ContentEncoding.ToString() switch
    {
        "" => request.Body,
        "gzip" => new GZipStream(request.Body, CompressionMode.Decompress),
        "br" => new BrotliStream(request.Body, CompressionMode.Decompress),
        string other => throw new ClickHouseException(48, "NOT_IMPLEMENTED", $"Code: 48. DB::Exception: Content-Encoding {other} is not supported. (NOT_IMPLEMENTED)"),
    };

    private static bool IsTrue(string value) => value is "1" or "true";

    [GeneratedRegex(@"^\s*(?<head>INSERT\s+INTO\s.*?)\s+FORMAT\s+(?<format>\w+)\s*;?\s*$", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex InsertWithFormat();
}
