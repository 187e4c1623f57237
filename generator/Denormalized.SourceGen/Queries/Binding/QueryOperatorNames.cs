using Microsoft.CodeAnalysis;

namespace Denormalized.SourceGen.Queries;

/// <summary>The operators whose lambdas are translated.</summary>
internal static class QueryOperatorNames
{
    public const string Where = nameof(Where);
    public const string Select = nameof(Select);
    public const string GroupBy = nameof(GroupBy);
    public const string OrderBy = nameof(OrderBy);
    public const string OrderByDescending = nameof(OrderByDescending);
    public const string ThenBy = nameof(ThenBy);
    public const string ThenByDescending = nameof(ThenByDescending);

    /// <summary>Where of a Parquet file, which is no query: its translation is called so.</summary>
    public const string FileWhere = nameof(FileWhere);

    private static readonly HashSet<string> s_all = new(StringComparer.Ordinal) { Where, Select, GroupBy, OrderBy, OrderByDescending, ThenBy, ThenByDescending };
    private static readonly HashSet<string> s_ends = new(StringComparer.Ordinal) { "ToListAsync", "FirstOrDefaultAsync", "AsAsyncEnumerable", "ToSql" };

    public static bool IsOperator(string name) => s_all.Contains(name);

    /// <summary>Reads the rows, which must not be groups then.</summary>
    public static bool IsEnd(string name) => s_ends.Contains(name);

    public static bool IsQuery(INamedTypeSymbol? type)
        => type is { Name: "Query" or "OrderedQuery", Arity: 1, ContainingType: null, ContainingNamespace: { Name: "Denormalized", ContainingNamespace.IsGlobalNamespace: true } };

    /// <summary>Where of a Parquet file.</summary>
    public static bool IsFileWhere(IMethodSymbol method)
        => method is { Name: Where, ContainingType: { Name: "ParquetReader", Arity: 1, ContainingType: null, ContainingNamespace: { Name: "Denormalized", ContainingNamespace.IsGlobalNamespace: true } } };

    public static bool IsGroup(ITypeSymbol type)
        => type is INamedTypeSymbol { Name: "Group", Arity: 2, ContainingNamespace: { Name: "Denormalized", ContainingNamespace.IsGlobalNamespace: true } };
}
