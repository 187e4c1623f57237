using System.Text.RegularExpressions;
using Denormalized.Schema;
using Denormalized.SourceGen.Emit;
using Microsoft.CodeAnalysis;

namespace Denormalized.SourceGen.Queries;

/// <summary>Writes the class of one translated lambda: its fragment, its values, its reader.</summary>
internal static class ShapeCode
{
    /// <summary>Stands for the name of the class, which is known when its file is written.</summary>
    public const string Self = "@@";

    public static string Write(string @operator, IOperation body, LambdaTranslator translator, Captures captures, ITypeSymbol element)
    {
        switch (@operator)
        {
            case QueryOperatorNames.Where:
                return Class("", "Where", [("", translator.Condition(body, nullIsFalse: true).At(Binding.And))], captures);
            case QueryOperatorNames.GroupBy:
                return QueryOperatorNames.IsGroup(element)
                    ? throw QueryException.Untranslatable(body.Syntax, "say with Select what is made of each group before grouping again")
                    : Class("", "GroupBy", ProjectionCode.Key(body, translator), captures);
            case QueryOperatorNames.Select:
                return Projection(ProjectionCode.Of(body, translator), captures);
            default:
                (Sql key, string direction) = LambdaTranslator.SortKey(translator.Value(body), @operator.EndsWith("Descending", StringComparison.Ordinal), body.Syntax);
                return Class("", @operator.StartsWith("ThenBy", StringComparison.Ordinal) ? "ThenBy" : "OrderBy", [(direction, key)], captures);
        }
    }

    /// <summary>What is known of a predicate over the records of a file.</summary>
    public static string Predicate(string condition, Captures captures)
    {
        var w = new CodeWriter();
        using (w.Open($"internal static class {Self}"))
        {
            Roots(w, captures);
            w.Line($"internal static ParquetFilter? Known(Delegate lambda) => {condition};");
        }

        return w.ToString();
    }

    private static void Roots(CodeWriter w, Captures captures)
    {
        for (int i = 0; i < captures.Roots.Count; i++)
        {
            w.Line($"private static readonly ClosureValue {Captures.RootField(i)} = new({captures.Roots[i]});");
        }
    }

    private static string Class(string typeParameters, string @operator, IReadOnlyList<(string Name, Sql Text)> items, Captures captures, string reader = "")
    {
        var w = new CodeWriter();
        using (w.Open($"internal static class {Self}{typeParameters}"))
        {
            w.Line($"internal static readonly QueryFragment Fragment = new(QueryOperator.{@operator}, {captures.Values.Count},");
            w.Line("[");
            foreach ((string name, Sql text) in items)
            {
                w.Line($"    new({Literals.Text(name)}, {text.ToCSharp()}),");
            }

            w.Line($"]{reader});");
            Roots(w, captures);
            if (captures.Values.Count > 0)
            {
                w.Line();
                w.Line("internal static string?[] Values(Delegate lambda, object? args) =>");
                w.Line("[");
                foreach (string value in captures.Values)
                {
                    w.Line($"    {value},");
                }

                w.Line("];");
            }
        }

        return w.ToString();
    }

    private static string Projection(ProjectionCode projection, Captures captures)
    {
        (string Name, Sql Text)[] items = projection.Columns.Select(c => (c.Name, c.Text)).ToArray();
        string code = Class("<TResult>", "Select", items, captures, $", static () => new {Self}Reader<TResult>()");
        var w = new CodeWriter();
        var read = new ReadExpression(w);
        using (w.Open($"file sealed class {Self}Reader<TResult> : RowReader<TResult>"))
        {
            for (int i = 0; i < projection.Columns.Count; i++)
            {
                read.Declare(Field(i), projection.Columns[i].Use);
            }

            w.Line();
            using (w.Open("public override void Bind(ColumnBlock block)"))
            {
                w.Line("SegmentReader segments;");
                for (int i = 0; i < projection.Columns.Count; i++)
                {
                    w.Line($"segments = block.Open({i}, {Literals.Text(ClickHousePlan.NativeTypeOf(projection.Columns[i].Use))});");
                    read.Bind(Field(i), projection.Columns[i].Use, "segments");
                }
            }

            w.Line();
            using (w.Open("public override TResult Read()"))
            {
                string[] values = projection.Columns.Select((c, i) => read.Read(Field(i), c.Use)).ToArray();
                string result = Regex.Replace(projection.Expression, "\u0001([0-9]+)\u0002", m => values[int.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)]);
                w.Line($"return (TResult)(object){(result.StartsWith("new", StringComparison.Ordinal) ? result : $"({result})")};");
            }
        }

        w.Line();
        RowReaderEmitter.EmitNested(w, read);
        string readers = w.ToString();
        foreach ((string name, _) in read.Nested.Values)
        {
            readers = Regex.Replace(readers, $@"\b{name}\b", Self + name); // two lambdas of a file may read the same record
        }

        return code + "\n" + readers;
    }

    private static string Field(int column) => $"_c{column}_";
}
