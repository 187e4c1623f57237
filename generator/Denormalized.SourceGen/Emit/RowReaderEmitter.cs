using Denormalized.Schema;
using Denormalized.SourceGen.Plan;

namespace Denormalized.SourceGen.Emit;

/// <summary>Emits the readers that make records of a block's rows.</summary>
internal static class RowReaderEmitter
{
    /// <summary>Class name of a root's reader.</summary>
    public static string NameOf(RecordModel record) => new ReadExpression(new CodeWriter()).ReaderOf(record);

    /// <summary>The reader of a stream's record, behind those of the records it contains. Returns its class name.</summary>
    public static string Emit(CodeWriter w, RecordModel record)
    {
        var read = new ReadExpression(w);
        string root = read.ReaderOf(record);
        EmitReader(w, read, record, root, isRoot: true);

        EmitNested(w, read, record.Key);
        return root;
    }

    /// <summary>Readers of the nested records that <paramref name="read"/> has named, and of those that these name.</summary>
    public static void EmitNested(CodeWriter w, ReadExpression read, string? except = null)
    {
        var done = new HashSet<string>(StringComparer.Ordinal) { except ?? "" };
        while (read.Nested.Values.FirstOrDefault(n => !done.Contains(n.Record.Key)) is { Name: not null } next)
        {
            done.Add(next.Record.Key);
            EmitReader(w, read, next.Record, next.Name, isRoot: false);
        }
    }

    private static void EmitReader(CodeWriter w, ReadExpression read, RecordModel record, string name, bool isRoot)
    {
        string baseClass = isRoot ? $" : RowReader<{record.Clr}>" : "";
        string @override = isRoot ? "public override" : "internal";
        w.Line($"/// <summary>Reads {ScopeEmitter.XmlText(record.Clr.Replace("global::", ""))} from columns, row by row.</summary>");
        using (w.Open($"file sealed class {name}{baseClass}"))
        {
            foreach (FieldModel field in record.Fields)
            {
                read.Declare(ReadExpression.Prefix(field, record), field.Type);
            }

            w.Line();
            using (w.Open(isRoot ? "public override void Bind(ColumnBlock block)" : "internal void Bind(ref SegmentReader segments)"))
            {
                if (isRoot)
                {
                    w.Line("SegmentReader segments;");
                }

                for (int i = 0; i < record.Fields.Count; i++)
                {
                    if (isRoot)
                    {
                        w.Line($"segments = block.Open({i}, {Literals.Text(ClickHousePlan.NativeTypeOf(record.Fields[i].Type))});");
                    }

                    read.Bind(ReadExpression.Prefix(record.Fields[i], record), record.Fields[i].Type, "segments");
                }
            }

            w.Line();
            using (w.Open($"{@override} {record.Clr} Read({ReadExpression.Parameters(record)})"))
            {
                w.Line($"return {read.ReadRecord(record)};");
            }

            if (!isRoot)
            {
                w.Line();
                using (w.Open("internal void Skip()"))
                {
                    foreach (FieldModel field in record.Fields)
                    {
                        read.Skip(ReadExpression.Prefix(field, record), field.Type);
                    }
                }
            }
        }

        w.Line();
    }
}
