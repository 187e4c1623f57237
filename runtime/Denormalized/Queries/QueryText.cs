namespace Denormalized;

/// <summary>SQL with <c>{name:Type}</c> placeholders and the values for them.</summary>
/// <param name="Sql">The text, which depends on the query's shape alone and never on values.</param>
/// <param name="Parameters">Values of the placeholders.</param>
public sealed record QueryText(string Sql, IReadOnlyList<QueryParameter> Parameters)
{
    /// <summary>The SQL.</summary>
    public override string ToString() => Sql;
}
