using System.Text;
using Denormalized.Schema;

namespace Denormalized.SourceGen.Tests.TypePages;

/// <summary>Prints docs/types.md.</summary>
internal static class TypePage
{
    /// <summary>The columns of the page. Another format is one more line here: what its plan says, and the value's bytes.</summary>
    private static readonly (string Title, Func<RowResult, string> Cell)[] s_columns =
    [
        ("C#", r => Code(r.Row.Attributes.Length > 0 ? $"{r.Row.Attributes} {r.Row.Type}" : r.Row.Type)),
        ("example", r => Code(r.Row.Value)),
        ("JSON", r => Code(r.Json) + (r.Row.AlsoRead.Length == 0 ? "" : "<br>also read: " + string.Join(", ", r.Row.AlsoRead.Select(Code)))),
        ("Avro", r => Code(r.AvroSchema) + Bytes(r.Avro)),
        ("Parquet", r => Code(r.Parquet)),
        ("Arrow", r => Code(r.Arrow)),
        ("ClickHouse", r => Code(r.Columns(ClickHousePlan.TypeOf)) + (r.Columns(ClickHousePlan.NativeTypeOf) is var sent && sent != r.Columns(ClickHousePlan.TypeOf) ? "<br>sent as " + Code(sent) : "")),
        ("RowBinary, Native", r => r.RowBinary == r.Native ? Hex(r.RowBinary) : $"{Hex(r.RowBinary)}<br>Native {Hex(r.Native)}"),
        ("what to know", r => string.Join(". ", TypeLimits.Of(r.Use).Select(Sentence).Concat(Examples(r.Row)))),
    ];

    public static string Print(IReadOnlyList<RowResult> rows)
    {
        var page = new StringBuilder();
        page.Append("""
            # Types

            What each C# type becomes in each format. This page is printed by `make docs` from the plans that the generator applies; the examples are what generated code wrote and read while it was printed, and a test fails when the page is not current.

            Bytes are hexadecimal, of the example. RowBinary is a row of one column; Native is the column of one row, where it differs. In JSON, members may come in any order, and unknown ones are passed over; for `T?`, null and absent are the same. JSON is written of the value that is kept: floored to its resolution, a decimal with the digits of its scale. In Avro a member that is not `required` has a default, so that it can be added later. Nullable types are unions with null in front. Arrow types are those of `StreamInfo.ArrowSchema()`.

            The records, enums and wrappers of the examples:

            <!-- name: TypeExamples -->
            ```csharp
            using System.Text.Json.Serialization;
            using Denormalized;


            """).Append(TypeTable.Types).Append("\n```\n");
        foreach (IGrouping<string, RowResult> section in rows.GroupBy(r => r.Row.Section))
        {
            page.Append("\n## ").Append(section.Key).Append("\n\n| ").AppendJoin(" | ", s_columns.Select(c => c.Title)).Append(" |\n|")
                .Append(string.Concat(s_columns.Select(_ => "---|"))).Append('\n');
            foreach (RowResult row in section)
            {
                page.Append("| ").AppendJoin(" | ", s_columns.Select(c => c.Cell(row).Replace("|", "\\|", StringComparison.Ordinal))).Append(" |\n");
            }
        }

        return page.ToString();
    }

    private static IEnumerable<string> Examples(TypeRow row) =>
    [
        .. row.Changes.Where(c => c.From != c.To).Select(c => $"{Code(c.From)} comes back as {Code(c.To)}"),
        .. row.Refused.Length > 0 ? [$"Refused: {string.Join(", ", row.Refused.Select(Code))}"] : Array.Empty<string>(),
        .. row.RefusedInJson.Length > 0 ? [$"Refused in JSON: {string.Join(", ", row.RefusedInJson.Select(Code))}"] : Array.Empty<string>(),
    ];

    private static string Sentence(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string Bytes(string hex) => hex.Length == 0 ? "" : "<br>" + Hex(hex);

    /// <summary>In pairs; the middle of what is long left out.</summary>
    private static string Hex(string hex)
    {
        string[] bytes = [.. hex.Chunk(2).Select(b => new string(b).ToLowerInvariant())];
        return Code(bytes.Length <= 40 ? string.Join(" ", bytes) : $"{string.Join(" ", bytes[..24])} ... ({bytes.Length} bytes)");
    }

    private static string Code(string text) => text.Length == 0 ? "" : $"`{text}`";
}
