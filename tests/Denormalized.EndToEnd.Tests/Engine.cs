using System.Text;
using Denormalized.ClickHouse;
using Denormalized.TestSupport;

namespace Denormalized.EndToEnd.Tests;

/// <summary>The one embedded engine of the test process, and what tests do with it.</summary>
internal static class Engine
{
    private static readonly Lazy<EmbeddedClickHouse> s_engine = new(() => EmbeddedClickHouse.Open());

    public static IClickHouse Instance => s_engine.Value;

    /// <summary>One cell, as text.</summary>
    public static async Task<string> ScalarAsync(string sql)
    {
        var text = new StringBuilder();
        await foreach (ReadOnlyMemory<byte> chunk in Instance.QueryAsync(sql, "TSVRaw"))
        {
            text.Append(Encoding.UTF8.GetString(chunk.Span));
        }

        return text.ToString().TrimEnd('\n');
    }

    /// <summary>Writes columns, with system columns where the table has them, as one Native block.</summary>
    public static Task InsertAsync(string table, RecordColumns columns) => NativeRows.InsertAsync(Instance, table, columns);
}
