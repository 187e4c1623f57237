using Microsoft.CodeAnalysis;

namespace Denormalized.SourceGen.Diagnostics;

/// <summary>DNZ2xx: what in a query cannot become SQL. Each is reported at the sub-expression itself.</summary>
internal static class QueryDiagnostics
{
    private const string Category = "Denormalized.Queries";

    public static readonly DiagnosticDescriptor Untranslatable = Error(
        "DNZ201", "An expression has no SQL form", "'{0}' cannot be translated to SQL: {1}");

    public static readonly DiagnosticDescriptor NotInPlace = Error(
        "DNZ202", "A query's lambda must be written in place", "{0} needs a lambda written in place, not '{1}': only the code of a lambda can become SQL");

    public static readonly DiagnosticDescriptor StatementLambda = Error(
        "DNZ203", "A query's lambda must be an expression", "A lambda with statements cannot become SQL: write one expression, and compute what does not depend on the row before the query");

    public static readonly DiagnosticDescriptor WholeRow = Error(
        "DNZ204", "A row cannot be used as a whole", "'{0}' is used as a whole, but in SQL there are only its members: name the members that are needed");

    public static readonly DiagnosticDescriptor Capture = Error(
        "DNZ205", "A captured value cannot be read", "'{0}' cannot be read from generated code: {1}; copy its value to a local variable before the query");

    public static readonly DiagnosticDescriptor Result = Error(
        "DNZ206", "A result cannot be made", "A result of type '{0}' cannot be made from generated code: {1}");

    public static readonly DiagnosticDescriptor NotAStream = Error(
        "DNZ207", "The row type is unknown", "'{0}' has no columns that are known here: {1}");

    public static readonly DiagnosticDescriptor QuerySyntax = Error(
        "DNZ208", "Query syntax is not translated", "'{0}' clauses cannot be translated: call {1} with a lambda");

    public static readonly DiagnosticDescriptor MethodGroup = Error(
        "DNZ209", "A query operator must be called", "'{0}' is used as a delegate, so its lambda is not known at compile time: call it directly");

    /// <summary>By id, for reports that were cached as plain values.</summary>
    public static DiagnosticDescriptor ById(string id) => id switch
    {
        "DNZ201" => Untranslatable,
        "DNZ202" => NotInPlace,
        "DNZ203" => StatementLambda,
        "DNZ204" => WholeRow,
        "DNZ205" => Capture,
        "DNZ206" => Result,
        "DNZ207" => NotAStream,
        "DNZ208" => QuerySyntax,
        "DNZ209" => MethodGroup,
        _ => throw new ArgumentOutOfRangeException(nameof(id), id, "no diagnostic of queries"),
    };

    private static DiagnosticDescriptor Error(string id, string title, string message)
        => new(id, title, message, Category, DiagnosticSeverity.Error, isEnabledByDefault: true);
}
