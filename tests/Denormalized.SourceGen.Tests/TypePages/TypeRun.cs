using System.Text;
using System.Text.Json;
using Denormalized.Schema;
using Denormalized.SourceGen.Parse;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Denormalized.SourceGen.Tests.TypePages;

/// <summary>A row with what the generated code made of its value.</summary>
/// <param name="Fields">The member, and what lies beside it.</param>
internal sealed record RowResult(TypeRow Row, EquatableArray<FieldModel> Fields, string AvroSchema, string Parquet, string Arrow, string Json, string Avro, string RowBinary, string Native)
{
    public TypeUse Use => Fields[0].Type;

    /// <summary>The type of the column; with their names where there are several.</summary>
    public string Columns(Func<TypeUse, string> typeOf) => Fields.Count == 1 ? typeOf(Use) : string.Join(", ", Fields.Select(f => $"{f.Column} {typeOf(f.Type)}"));

    public required RecordModel Record { get; init; }
}

/// <summary>Compiles a stream with one member for each row, reads the model of each, and runs the generated code.</summary>
internal static class TypeRun
{
    private const string Usings = """
        using System;
        using System.Buffers;
        using System.Collections.Generic;
        using System.Collections.Immutable;
        using System.Globalization;
        using System.Linq;
        using System.Net;
        using System.Numerics;
        using System.Text;
        using System.Text.Json;
        using System.Text.Json.Nodes;
        using System.Text.Json.Serialization;
        using Denormalized;
        using Denormalized.CompilerServices;


        """;

    /// <summary>Writes the value in each format, and holds the other claims of a row to what happens.</summary>
    private const string Show = """
            private static void Show<T>(StringBuilder output, T value, string[] also, (T From, T To)[] changes, Func<T>[] refused, Func<T>[] refusedInJson)
                where T : notnull
            {
                var codec = StreamRegistry.Get<T>();
                string json = Json(codec, value);
                foreach (string other in also)
                {
                    Check(Json(codec, codec.ReadJson(Encoding.UTF8.GetBytes("{\"value\":" + other + "}"))) == json, other + " is another value");
                }

                foreach (var (from, to) in changes)
                {
                    Check(codec.ReadAvro(Avro(codec, from)).Equals(to), from + " in Avro");
                    Check(codec.ReadJson(Encoding.UTF8.GetBytes(Json(codec, from))).Equals(to), from + " in JSON");
                    Check(ReadNative(codec, Native(codec, from)).Equals(to), from + " in Native");
                }

                foreach (var make in refused)
                {
                    T bad = make();
                    Check(Throws(() => Avro(codec, bad)), bad + " is taken in Avro");
                    Check(Throws(() => Json(codec, bad)), bad + " is taken in JSON");
                    Check(Throws(() => Native(codec, bad)), bad + " is taken in Native");
                    Check(Throws(() => Rows(codec, bad)), bad + " is taken in RowBinary");
                }

                foreach (var make in refusedInJson)
                {
                    T bad = make();
                    Check(Throws(() => Json(codec, bad)) && !Throws(() => Avro(codec, bad)), bad + " in JSON");
                }

                Check(Json(codec, codec.ReadAvro(Avro(codec, value))) == json && Json(codec, ReadNative(codec, Native(codec, value))) == json, json + " is lost on the way");
                output.Append(json).Append('\u0001').Append(Convert.ToHexString(Avro(codec, value))).Append('\u0001')
                    .Append(Convert.ToHexString(Rows(codec, value))).Append('\u0001').Append(Convert.ToHexString(Values(Native(codec, value)))).Append('\u0002');
            }

            private static readonly List<string> s_wrong = new();

            private static void Check(bool holds, string what) { if (!holds) { s_wrong.Add(what); } }

            private static bool Throws(Action action)
            {
                try { action(); return false; }
                catch (WireRangeException) { return true; }
            }

            private static string Json<T>(StreamCodec<T> codec, T value)
            {
                var output = new ArrayBufferWriter<byte>();
                codec.WriteJson(output, value);
                return Encoding.UTF8.GetString(output.WrittenSpan);
            }

            private static byte[] Avro<T>(StreamCodec<T> codec, T value)
            {
                var output = new ArrayBufferWriter<byte>();
                codec.WriteAvro(output, value);
                return output.WrittenSpan.ToArray();
            }

            private static byte[] Rows<T>(StreamCodec<T> codec, T value)
            {
                var output = new ArrayBufferWriter<byte>();
                RowBinary.Write<T>(output, codec, new[] { value }, withNamesAndTypes: false);
                return output.WrittenSpan.ToArray();
            }

            private static byte[] Native<T>(StreamCodec<T> codec, T value)
            {
                using var columns = codec.CreateColumns();
                columns.Add(value);
                var block = new ColumnBlock();
                block.Begin(columns.Rows);
                columns.Describe(block);
                var output = new ArrayBufferWriter<byte>();
                NativeWriter.Write(output, block);
                return output.WrittenSpan.ToArray();
            }

            private static T ReadNative<T>(StreamCodec<T> codec, byte[] bytes)
            {
                using var native = new NativeReader();
                using var columns = codec.CreateColumns();
                RowReader<T> reader = columns.CreateReader();
                var block = new ColumnBlock();
                native.Feed(bytes);
                Check(native.TryRead(block), "no block");
                reader.Bind(block);
                return reader.Read();
            }

            /// <summary>Without the numbers of columns and rows, name and type.</summary>
            private static byte[] Values(byte[] block)
            {
                int at = 2;
                for (int texts = 0; texts < 2; texts++)
                {
                    int length = 0;
                    for (int shift = 0; ; shift += 7)
                    {
                        byte b = block[at++];
                        length |= (b & 0x7F) << shift;
                        if (b < 0x80) { break; }
                    }

                    at += length;
                }

                return block[at..];
            }
        }
        """;

    public static IReadOnlyList<RowResult> Run(IReadOnlyList<TypeRow> rows)
    {
        var source = new StringBuilder(Usings).Append(TypeTable.Types).Append("\n\n");
        for (int i = 0; i < rows.Count; i++)
        {
            source.Append($"[Stream(\"row\", Topic = \"row{i}\")] public sealed partial record R{i} {{ {rows[i].Attributes} public required {rows[i].Type} Value {{ get; init; }} }}\n");
        }

        source.Append("\npublic static class Test\n{\n    public static string Run()\n    {\n        var output = new StringBuilder();\n");
        for (int i = 0; i < rows.Count; i++)
        {
            string Row(string value) => $"new R{i} {{ Value = {value} }}";
            string Makers(string[] values) => $"new Func<R{i}>[] {{ {string.Join(", ", values.Select(v => "() => " + Row(v)))} }}";
            string also = string.Join(", ", rows[i].AlsoRead.Select(j => SymbolDisplay.FormatLiteral(j, quote: true)));
            string changes = string.Join(", ", rows[i].Changes.Select(c => $"({Row(c.From)}, {Row(c.To)})"));
            source.Append($"        Show(output, {Row(rows[i].Value)}, new string[] {{ {also} }}, new (R{i}, R{i})[] {{ {changes} }}, {Makers(rows[i].Refused)}, {Makers(rows[i].RefusedInJson)});\n");
        }

        source.Append("        return string.Join(\"\\n\", s_wrong) is { Length: > 0 } wrong ? throw new InvalidOperationException(wrong) : output.ToString();\n    }\n\n").Append(Show);
        CSharpCompilation compilation = Compile.Generate(Compile.Create(source.ToString(), "TypePage"));
        string output = (string)Compile.Load(compilation).GetType("Test", throwOnError: true)!.GetMethod("Run")!.Invoke(null, null)!;
        string[] results = output.Split('\u0002', StringSplitOptions.RemoveEmptyEntries);
        return [.. rows.Select((row, i) => Result(row, compilation.GetTypeByMetadataName("R" + i)!, results[i].Split('\u0001')))];
    }

    /// <summary>The one field of the message type, on one line.</summary>
    private static string Parquet(RecordModel record)
    {
        string[] lines = ParquetPlan.SchemaOf(record).ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return string.Join(" ", lines[1..^1]);
    }

    private static string Arrow(RecordModel record)
    {
        var info = new StreamInfo(
            record.WireName, "", "", [.. record.Fields.Select(f => new StreamColumn(f.Column, ClickHousePlan.TypeOf(f.Type)))], "") { ParquetSchema = ParquetPlan.SchemaOf(record).ToString() };
        return string.Join(", ", info.ArrowSchema().FieldsList.Select(f => (record.Fields.Count == 1 ? "" : f.Name + " ") + ArrowText.Of(f)));
    }

    private static RowResult Result(TypeRow row, INamedTypeSymbol type, string[] parts)
    {
        RecordModel record = RecordReader.Read(type, StreamDeclaration.Find(type, null)!).Record!;
        AvroSchema schema = AvroSchema.Parse(AvroPlan.SchemaOf(record));
        JsonElement json = JsonDocument.Parse(parts[0]).RootElement.GetProperty("value");
        JsonElement avro = JsonDocument.Parse(AvroPlan.SchemaOf(record)).RootElement.GetProperty("fields");
        Assert.Equal("value", Assert.IsType<AvroRecord>(schema).Fields[0].Name);

        // Of several columns the names and types stand between their values, which are those of RowBinary.
        bool isOne = record.Fields.Count == 1;
        return new RowResult(
            row, record.Fields, isOne ? avro[0].GetProperty("type").GetRawText() : avro.GetRawText(), Parquet(record), Arrow(record), json.GetRawText(), parts[1], parts[2], isOne ? parts[3] : parts[2]) { Record = record };
    }
}
