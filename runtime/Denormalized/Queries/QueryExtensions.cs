using Denormalized.CompilerServices;

namespace Denormalized;

/// <summary>Where queries begin.</summary>
public static class QueryExtensions
{
    /// <summary>A query over the table of a stream.</summary>
    /// <typeparam name="T">A type with <see cref="StreamAttribute"/>.</typeparam>
    /// <param name="database">Where the table is.</param>
    public static Query<T> From<T>(this IClickHouse database)
    {
        ArgumentNullException.ThrowIfNull(database);
        return new Query<T>(database, QueryRoot<T>.Shape, null);
    }
}
