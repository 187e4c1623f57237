using Denormalized.Tool.Infer;
using Denormalized.Tool.Infer.Decide;
using Denormalized.Tool.Infer.Emit;
using Denormalized.Tool.Infer.Emit.CSharp;
using Denormalized.Tool.Infer.Input;

namespace Denormalized.Tool.Commands;

/// <summary>What <c>infer</c> says and writes about its result.</summary>
internal static class InferReport
{
    /// <summary>Rows in one array below the root that make it worth to name --path.</summary>
    private const long ManyItems = 2;
    private const int MostProposals = 3;

    public static IEnumerable<string> Notes(InferenceResult result, ReadOptions options)
    {
        if (result.Skipped > 0)
        {
            yield return $"{result.Skipped:N0} lines skipped that are no JSON; the first:";
        }

        foreach (string note in result.Notes)
        {
            yield return note;
        }

        if (result.Limited)
        {
            yield return $"Only the first {result.Rows:N0} rows were read (--limit).";
        }

        if (result.Rows == 1 && options.Path.Segments.Count == 0)
        {
            Decision[] arrays = [.. RowsInside(result.Root).OrderByDescending(a => a.Item!.Evidence.Values).Take(MostProposals)];
            foreach (Decision array in arrays)
            {
                string path = array.Kind.Tag == KindTag.Map ? array.Path + ".*" : array.Path;
                yield return $"One document with {array.Item!.Evidence.Values:N0} rows in {array.Path}: to infer the record of these rows use --path \"{path}\".";
            }
        }
    }

    public static void Write(TextWriter output, string format, InferenceResult result, IReadOnlyList<string> files, EmitNames names, UnionsOption unions)
    {
        switch (format)
        {
            case "json":
                JsonEmitter.Write(output, result.Root);
                break;
            case "table":
                TableEmitter.Write(output, result.Root);
                break;
            case "jsonschema":
                JsonSchemaEmitter.Write(output, result.Root, names.RecordName);
                break;
            case "avro":
                output.WriteLine(RecordSchema.Of(CSharp(result, files, names, unions)).AvroSchema);
                break;
            case "parquet":
                output.WriteLine(RecordSchema.Of(CSharp(result, files, names, unions)).ParquetSchema);
                break;
            case "clickhouse":
                output.WriteLine(RecordSchema.Of(CSharp(result, files, names, unions)).CreateTable);
                break;
            default:
                output.Write(CSharp(result, files, names, unions));
                break;
        }
    }

    /// <summary>A file for each type of the record.</summary>
    public static IReadOnlyList<(string Name, string Text)> Files(InferenceResult result, IReadOnlyList<string> inputs, EmitNames names, UnionsOption unions) =>
        [.. Model(result, inputs, names, unions).Split().Select(f => (f.Name, Print(f.File)))];

    private static string CSharp(InferenceResult result, IReadOnlyList<string> files, EmitNames names, UnionsOption unions) =>
        Print(Model(result, files, names, unions));

    private static CSharpFile Model(InferenceResult result, IReadOnlyList<string> files, EmitNames names, UnionsOption unions) =>
        CSharpModelBuilder.Build(result.Root, names.Namespace, names.RecordName, names.StreamName, Header(result, files), unions);

    private static string Print(CSharpFile file)
    {
        var source = new StringWriter { NewLine = "\n" };
        CSharpEmitter.Write(source, file);
        return source.ToString();
    }

    private static string[] Header(InferenceResult result, IReadOnlyList<string> files)
    {
        string names = string.Join(", ", files.Take(3).Select(f => f == "-" ? "standard input" : Path.GetFileName(f)));
        string more = files.Count > 3 ? $" and {files.Count - 3:N0} more" : "";
        string rows = result.Rows == 1 ? "1 row" : $"{result.Rows:N0} rows";
        return [$"Inferred from {names}{more}: {rows}{(result.Limited ? ", the first of them only" : "")}. A comment says what was seen of each member."];
    }

    /// <summary>The arrays and maps of records that a wrapping object holds, itself or in records inside it.</summary>
    private static IEnumerable<Decision> RowsInside(Decision record)
    {
        foreach (Decision member in record.Members)
        {
            if (member.Kind.Tag is KindTag.Array or KindTag.Map && member.Item!.Kind.Tag == KindTag.Record && member.Item.Evidence.Values >= ManyItems)
            {
                yield return member;
            }
            else if (member.Kind.Tag == KindTag.Record)
            {
                foreach (Decision inside in RowsInside(member))
                {
                    yield return inside;
                }
            }
        }
    }
}
