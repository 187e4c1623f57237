using System.Globalization;

namespace Denormalized.Schema;

/// <summary>
/// What the reader of Parquet files makes of a column that an older version of a record wrote: it is there or may be missing,
/// and its type is the same or one of which nothing is lost. Columns stand for what they are in files, by the types that a lock
/// has of them; a test holds these rules against the reader.
/// </summary>
public static class ParquetChange
{
    private const int LongDigits = 18;

    /// <summary>Why the reader refuses the file; null where it reads it.</summary>
    /// <param name="from">The column when the file was written, as ClickHouse spells its type; null where there was none.</param>
    /// <param name="to">The column that is read.</param>
    public static string? Refused(string? from, string to)
        => Refused(from is null ? null : ClickHouseTypeText.Parse(from), ClickHouseTypeText.Parse(to), isAbsent: false);

    /// <param name="isAbsent">A nullable record or a list around it is not in the file, so that nothing in it is missed.</param>
    private static string? Refused(ClickHouseTypeText? from, ClickHouseTypeText to, bool isAbsent)
    {
        from = from is null ? null : Plain(from);
        to = Without(to, "LowCardinality");
        return to.Name switch
        {
            "Array" or "Map" => from is null ? null : from.Name == to.Name ? Contents(from, to) : Other(from, to),
            "Tuple" => Tuple(from, to, isAbsent),
            _ when from is null => to.Name == "Nullable" || isAbsent ? null
                : "there is no such column; make the member nullable, or set ParquetReadOptions.AllowMissingColumns where files are read",
            _ => IsRead(from, Without(to, "Nullable")) ? null : Other(from, to),
        };
    }

    private static string? Contents(ClickHouseTypeText from, ClickHouseTypeText to)
        => from.Arguments.Zip(to.Arguments, (f, t) => Refused(f.Type, t.Type!, isAbsent: false)).FirstOrDefault(r => r is not null);

    /// <summary>By the names of the elements; what is no record has none of them.</summary>
    private static string? Tuple(ClickHouseTypeText? from, ClickHouseTypeText to, bool isAbsent)
    {
        if (from is not null && from.Name is not ("Tuple" or "Array" or "Map"))
        {
            return Other(from, to);
        }

        bool isNullable = to.Arguments.Count > 0 && to.Arguments[0].Label == ClickHousePlan.PresenceElement;
        foreach (ClickHouseArgument element in to.Arguments.Skip(isNullable ? 1 : 0))
        {
            ClickHouseTypeText? same = from is { Name: "Tuple" } ? from.Arguments.FirstOrDefault(a => a.Label == element.Label)?.Type : null;
            if (Refused(same, element.Type!, isAbsent || (from is null && isNullable)) is { } reason)
            {
                return $"'{element.Label}': {reason}";
            }
        }

        return null;
    }

    /// <summary>One value as another: the same, or an integer, float, decimal or time that holds it.</summary>
    private static bool IsRead(ClickHouseTypeText from, ClickHouseTypeText to) => to.Name switch
    {
        "String" or "Enum8" or "Enum16" => IsText(from),
        "Bool" or "Time64" or "DateTime64" => from.Name == to.Name,
        "Date" or "Date32" => from.Name is "Date" or "Date32",
        "Float32" => from.Name is "Float32" or "Float64",
        "Float64" => from.Name is "Float32" or "Float64" || IsInteger(from),
        "Decimal" => from.Name == "Decimal" ? Number(to, 1) >= Number(from, 1) : IsInteger(from),
        "UUID" => FixedLength(from) == 16,
        "FixedString" => FixedLength(from) == Number(to, 0),
        "IPv4" => IsText(from) || IsInteger(from),
        "IPv6" => IsText(from) || FixedLength(from) == 16,
        "Int128" or "UInt128" or "Int256" or "UInt256" => IsInteger(from)
            || (from.Name is "FixedString" or "Int128" or "UInt128" or "Int256" or "UInt256" && FixedLength(from) == (to.Name.EndsWith("128", StringComparison.Ordinal) ? 16 : 32)),
        _ => IsInteger(from),
    };

    /// <summary>Texts in a file: names of enums and addresses too.</summary>
    private static bool IsText(ClickHouseTypeText type) => type.Name is "String" or "Enum8" or "Enum16" or "IPv4" or "IPv6";

    /// <summary>Up to 64 bits, which is what Parquet knows as integers.</summary>
    private static bool IsInteger(ClickHouseTypeText type)
        => type.Name is "Int8" or "Int16" or "Int32" or "Int64" or "UInt8" or "UInt16" or "UInt32" or "UInt64";

    /// <summary>Bytes of a value where the file has a fixed number of them; else 0.</summary>
    private static int FixedLength(ClickHouseTypeText type) => type.Name switch
    {
        "UUID" or "Int128" or "UInt128" => 16,
        "Int256" or "UInt256" => 32,
        "FixedString" => Number(type, 0),
        "Decimal" when Number(type, 0) > LongDigits => ParquetPlan.DecimalLength(Number(type, 0)),
        _ => 0,
    };

    private static string Other(ClickHouseTypeText from, ClickHouseTypeText to) => $"{from} cannot be read as {to}";

    private static ClickHouseTypeText Plain(ClickHouseTypeText type) => Without(Without(type, "LowCardinality"), "Nullable");

    private static ClickHouseTypeText Without(ClickHouseTypeText type, string wrapper) => type.Name == wrapper ? type.Arguments[0].Type! : type;

    private static int Number(ClickHouseTypeText type, int argument) => int.Parse(type.Arguments[argument].Type!.Name, CultureInfo.InvariantCulture);
}
