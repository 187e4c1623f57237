using System.Text;
using Denormalized.Schema;

namespace Denormalized.SourceGen.Pipelines;

/// <summary>
/// Identifies what a pipeline does to its rows: the tokens of the lambdas (white space, comments and the names of their
/// parameters do not count), the code that they call as far as it is in the same project, and the layouts of what is
/// read and written.
/// </summary>
internal static class Fingerprint
{
    public static ulong Of(PipelineModel pipeline)
    {
        var plan = new StringBuilder();
        foreach (OutputModel output in pipeline.Outputs)
        {
            SourceModel source = pipeline.Sources[output.Source];
            plan.Append("from ").Append(source.Record.Stream?.Topic).Append('\n');
            Fields(plan, source.Record.Fields.Where(source.Decodes), isSource: true);
            foreach (CodeModel filter in output.Filters)
            {
                plan.Append("where ").Append(filter.Canonical).Append('\n');
            }

            Projection(plan, output.Projection);
            plan.Append("into ").Append(output.Record.Stream?.Table).Append('\n');
            Fields(plan, output.Record.Fields, isSource: false);
        }

        plan.Append("with ").Append(pipeline.Helpers.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return Hash(plan.ToString());
    }

    /// <summary>FNV-1a over the UTF-16 units, 64 bits.</summary>
    public static ulong Hash(string text)
    {
        ulong hash = 14695981039346656037;
        foreach (char c in text)
        {
            hash = unchecked((hash ^ (byte)c) * 1099511628211);
            hash = unchecked((hash ^ (byte)(c >> 8)) * 1099511628211);
        }

        return hash;
    }

    private static void Projection(StringBuilder plan, ProjectionModel projection)
    {
        switch (projection)
        {
            case MemberProjection members:
                foreach (MemberValue member in members.Members)
                {
                    string value = member.Code?.Canonical ?? member.TextCanonical ?? (member.CopyOf is { } from ? $"$row . {from} " : member.Constant + " ");
                    plan.Append("select ").Append(member.Member).Append(" = ").Append(value).Append('\n');
                }

                break;
            case RecordProjection record:
                plan.Append("select ").Append(record.Code.Canonical).Append('\n');
                break;
            case ChainProjection chain:
                foreach (ChainStep step in chain.Steps)
                {
                    plan.Append(step.Operator).Append(' ').Append(step.Code.Canonical).Append('\n');
                }

                break;
        }
    }

    private static void Fields(StringBuilder plan, IEnumerable<FieldModel> fields, bool isSource)
    {
        foreach (FieldModel field in fields)
        {
            plan.Append(field.Member).Append(' ').Append(isSource ? field.Json : field.Column).Append(' ')
                .Append(field.Type.Type.Clr).Append(' ').Append(ClickHousePlan.TypeOf(field.Type))
                .Append(field.IsRequired ? " required" : "").Append('\n');
        }
    }
}
