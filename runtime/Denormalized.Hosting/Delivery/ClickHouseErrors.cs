namespace Denormalized.Hosting;

/// <summary>What an error of ClickHouse says about the batch.</summary>
internal static class ClickHouseErrors
{
    // A row's value is at fault: sent again without that row, the insert succeeds. Everything else (network, overload, a
    // table that was altered, rights) is the server's or the operator's matter: the batch waits and is sent again.
    private static readonly HashSet<int> s_rows =
    [
        6,   // CANNOT_PARSE_TEXT
        26,  // CANNOT_PARSE_QUOTED_STRING
        27,  // CANNOT_PARSE_INPUT_ASSERTION_FAILED
        38,  // CANNOT_PARSE_DATE
        41,  // CANNOT_PARSE_DATETIME
        69,  // ARGUMENT_OUT_OF_BOUND
        70,  // CANNOT_CONVERT_TYPE
        72,  // CANNOT_PARSE_NUMBER
        117, // INCORRECT_DATA
        131, // TOO_LARGE_STRING_SIZE
        153, // ILLEGAL_DIVISION, in a materialised view
        190, // SIZES_OF_ARRAYS_DONT_MATCH
        321, // VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE
        349, // CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN
        376, // CANNOT_PARSE_UUID
        395, // FUNCTION_THROW_IF_VALUE_IS_NON_ZERO, in a materialised view
        407, // DECIMAL_OVERFLOW
        469, // VIOLATED_CONSTRAINT
        691, // UNKNOWN_ELEMENT_OF_ENUM
    ];

    /// <summary>Whether some row of the batch is why it was refused.</summary>
    public static bool IsFaultOfRows(ClickHouseException error) => s_rows.Contains(error.Code);
}
