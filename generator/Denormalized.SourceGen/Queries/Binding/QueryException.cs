using Denormalized.SourceGen.Diagnostics;
using Microsoft.CodeAnalysis;

namespace Denormalized.SourceGen.Queries;

/// <summary>Translation ends at this piece of syntax.</summary>
internal sealed class QueryException(DiagnosticDescriptor descriptor, SyntaxNode at, params string[] arguments) : Exception
{
    public DiagnosticDescriptor Descriptor { get; } = descriptor;

    public SyntaxNode At { get; } = at;

    public string[] Arguments { get; } = arguments;

    public static QueryException Untranslatable(SyntaxNode at, string instead)
        => new(QueryDiagnostics.Untranslatable, at, at.ToString(), instead);

    public static QueryException Capture(SyntaxNode at, string why)
        => new(QueryDiagnostics.Capture, at, at.ToString(), why);
}
