using Denormalized.Schema;
using Microsoft.CodeAnalysis.Text;

namespace Denormalized.SourceGen.Queries;

/// <summary>What the queries of one file come to. Nothing of Roslyn's compilation in it: comparable, hence cacheable.</summary>
/// <param name="Path">The file.</param>
/// <param name="Shapes">The heavy part: SQL and readers, which stay the same when the file is edited elsewhere.</param>
/// <param name="Sites">The thin part: one interceptor for each call, whose location changes with every edit of the file.</param>
/// <param name="Problems">What cannot be translated.</param>
internal sealed record QueryFile(string Path, EquatableArray<QueryShapeCode> Shapes, EquatableArray<QuerySite> Sites, EquatableArray<QueryProblem> Problems)
{
    public static readonly QueryFile None = new("", default, default, default);

    /// <summary>Puts together what the statements of a file came to.</summary>
    public static QueryFile Of(string path, IEnumerable<QueryFile> parts)
    {
        QueryFile[] all = [.. parts.Where(p => p.Shapes.Count + p.Sites.Count + p.Problems.Count > 0)];
        return all.Length == 0 ? None : new QueryFile(
            path,
            all.SelectMany(p => p.Shapes).GroupBy(s => s.Name, StringComparer.Ordinal).Select(g => g.First()).OrderBy(s => s.Name, StringComparer.Ordinal).ToEquatableArray(),
            all.SelectMany(p => p.Sites).ToEquatableArray(),
            all.SelectMany(p => p.Problems).ToEquatableArray());
    }
}

/// <summary>One translated lambda.</summary>
/// <param name="Name">Name of its class, derived from the code: equal lambdas share it.</param>
/// <param name="Code">The class, with <c>@</c> in place of the name.</param>
internal sealed record QueryShapeCode(string Name, string Code);

/// <summary>One call of an operator.</summary>
/// <param name="Shape">Class of its translation.</param>
/// <param name="Operator">Name of the operator.</param>
/// <param name="HasArgs">Values come as an argument, not from the closure.</param>
/// <param name="HasValues">The lambda uses values from outside.</param>
/// <param name="Location">Attribute that tells the compiler which call is meant.</param>
/// <param name="Dependencies">Types whose fields trimming must keep, as attribute arguments.</param>
internal sealed record QuerySite(string Shape, string Operator, bool HasArgs, bool HasValues, string Location, EquatableArray<string> Dependencies);

/// <summary>A diagnostic as a plain value; its place becomes a real location when it is reported.</summary>
internal sealed record QueryProblem(string Id, TextSpan Span, EquatableArray<string> Arguments);
