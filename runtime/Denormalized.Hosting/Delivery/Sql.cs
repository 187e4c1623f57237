using System.Text;

namespace Denormalized.Hosting;

/// <summary>Names and values in SQL, and short answers.</summary>
internal static class Sql
{
    /// <summary>Name in backquotes.</summary>
    public static string Identifier(string name) =>
        "`" + name.Replace("\\", @"\\", StringComparison.Ordinal).Replace("`", @"\`", StringComparison.Ordinal) + "`";

    /// <summary>A string literal, for statements that take no parameters.</summary>
    public static string Text(string value) =>
        "'" + value.Replace("\\", @"\\", StringComparison.Ordinal).Replace("'", @"\'", StringComparison.Ordinal) + "'";

    /// <summary>The values of a query whose columns are all String, one row behind the other.</summary>
    public static async Task<List<string>> StringsAsync(IClickHouse clickHouse, string sql, IReadOnlyList<QueryParameter> parameters, CancellationToken cancellationToken)
    {
        // RowBinary of String columns: LEB128 length and bytes of each.
        using var answer = new MemoryStream();
        await foreach (var chunk in clickHouse.QueryAsync(sql, "RowBinary", parameters, cancellationToken).ConfigureAwait(false))
        {
            answer.Write(chunk.Span);
        }

        answer.Position = 0;
        using var reader = new BinaryReader(answer, Encoding.UTF8);
        var texts = new List<string>();
        while (answer.Position < answer.Length)
        {
            texts.Add(reader.ReadString());
        }

        return texts;
    }
}
