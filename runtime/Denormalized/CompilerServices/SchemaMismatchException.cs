namespace Denormalized;

/// <summary>A column of a result is missing or has another type than the code was compiled for.</summary>
public sealed class SchemaMismatchException : Exception
{
    /// <summary>Says which column, what was expected and what is there.</summary>
    /// <param name="column">Name of the column.</param>
    /// <param name="expected">ClickHouse type that the code was compiled for.</param>
    /// <param name="actual">ClickHouse type that arrived; null when the column is not there.</param>
    public SchemaMismatchException(string column, string expected, string? actual)
        : base(actual is null
            ? $"Column '{column}' ({expected}) is missing. Add it to the table, or take the member out of the record."
            : $"Column '{column}' is {actual}, but the code was compiled for {expected}. Alter the column, or change the member and compile again.")
    {
        Column = column;
        Expected = expected;
        Actual = actual;
    }

    /// <summary>Name of the column.</summary>
    public string Column { get; }

    /// <summary>ClickHouse type that the code was compiled for.</summary>
    public string Expected { get; }

    /// <summary>ClickHouse type that arrived; null when the column is not there.</summary>
    public string? Actual { get; }
}
