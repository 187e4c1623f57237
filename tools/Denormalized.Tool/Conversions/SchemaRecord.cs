using Denormalized.Tool.Commands;
using Denormalized.Tool.Import;
using Denormalized.Tool.Infer;
using Denormalized.Tool.Infer.Emit;
using Denormalized.Tool.Infer.Emit.CSharp;
using Denormalized.Tool.Infer.Input;

namespace Denormalized.Tool.Conversions;

/// <summary>The record of a file without one: imported from the schema that the file has, or inferred from all of its rows.</summary>
internal static class SchemaRecord
{
    /// <param name="path">The file.</param>
    /// <param name="notes">What of the file the record does not hold, or holds otherwise.</param>
    /// <exception cref="FormatException">There is no record for its schema, or it is damaged.</exception>
    /// <exception cref="InputException">It cannot be read twice, or is no JSON.</exception>
    public static async Task<Type> OfAsync(string path, FileFormat format, List<string> notes, CancellationToken cancellation)
    {
        if (path == "-")
        {
            throw new InputException("Standard input cannot be read twice, once for its schema and once for its rows: name a record with --record, or write the input to a file.");
        }

        string name = RecordName.From(path);
        string source;
        if (FileFormats.IsJson(format))
        {
            InferenceResult result = Inference.Run([path], new ReadOptions(), advanced: null, cancellation);
            CSharpFile file = CSharpModelBuilder.Build(result.Root, @namespace: null, name, RecordName.StreamName(path, name), header: []);
            notes.AddRange(file.Records.SelectMany(r => r.LeftOut).Select(l => $"{l.Decision.Path} is left out: {l.Reason}"));
            var text = new StringWriter { NewLine = "\n" };
            CSharpEmitter.Write(text, file);
            source = text.ToString();
        }
        else
        {
            ImportedFile imported = await ImportAsync(path, format, name, cancellation);
            notes.AddRange(imported.Differences);
            source = imported.Print(@namespace: null);
        }

        return RecordSchema.Compile(source);
    }

    private static async Task<ImportedFile> ImportAsync(string path, FileFormat format, string name, CancellationToken cancellation)
    {
        await using FileStream file = File.OpenRead(path);
        return format == FileFormat.Avro
            ? AvroImport.Import((await AvroFileReader.OpenAsync(file, cancellationToken: cancellation)).Schema, path, name)
            : ParquetImport.Import((await ParquetFile.OpenAsync(file, new ParquetReadOptions { FileName = path }, cancellation)).Schema, path, name);
    }
}
