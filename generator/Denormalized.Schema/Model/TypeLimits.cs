namespace Denormalized.Schema;

/// <summary>
/// Which values of a C# type have no form on the wire, and what is not kept of those that have: a sentence for each, as the
/// documentation prints them. Formats whose limits differ are named.
/// </summary>
public static class TypeLimits
{
    public static IReadOnlyList<string> Of(TypeUse use)
    {
        var limits = new List<string>(Of(use.Type));
        if (use.IsNullable && use.Type is ArrayType or MapType)
        {
            limits.Add("null is stored as empty, in every format");
        }
        else if (use.IsNullable && use.Type is NestedType)
        {
            limits.Add("null is a flag of its own: Nullable(Tuple) is off by default in ClickHouse");
        }

        return limits;
    }

    private static IEnumerable<string> Of(LogicalType type) => type switch
    {
        IntegerType { Bits: <= 16 } => ["Avro has int and long only: a reader of the schema sees the wider type"],
        IntegerType { Bits: 64, Signed: false, IsNarrow: true } => ["2^63 and more are refused in Avro"],
        IntegerType { Bits: 256 } i => [i.Signed ? "-2^255 to 2^255-1" : "0 to 2^256-1", "ClickHouse's own fixed in Avro: as a decimal it would have more digits than ClickHouse reads"],
        FloatType f => ["NaN and infinities are refused in JSON", .. f.Clr.EndsWith("Half", StringComparison.Ordinal) ? ["stored as Float32, which holds every Half"] : Array.Empty<string>()],
        DecimalType d => [$"more than {d.Scale} digits behind the point, or {d.Precision} in all, is refused: nothing is rounded"],
        StringType => ["a lone surrogate is refused, and so is invalid UTF-8"],
        FixedType { Form: null } f => [$"more than {f.Length} bytes of UTF-8 are refused, and U+0000, which is the padding"],
        FixedType f => [$"any other number of bytes than {f.Length} is refused"],
        TextType { Form: TextForm.Char } => ["a surrogate is refused: half a character has no UTF-8"],
        TextType => ["kept as its text"],
        BytesType => [],
        JsonType => ["kept as its text, byte for byte; ClickHouse searches it as JSON in a column beside it, with `[JsonColumn]`"],
        IpType { Version: 6 } => ["version 4 is kept as ::ffff:a.b.c.d and comes back as version 4; a scope id is refused"],
        IpType => ["version 6 is refused, unless it maps version 4"],
        EnumType { IsText: true } => ["a value without a name is refused"],
        EnumType => ["a value without a name is refused; C# value, Avro index and ClickHouse number are mapped by name"],
        DateType { IsNarrow: true } => ["1970-01-01 to 2149-06-06; other days are refused"],
        DateType => ["1900-01-01 to 2299-12-31; other days are refused"],
        InstantType t => Instant(t),
        LocalTimeType t => [$"Kind Utc and Local are refused; floored to {Unit(t.Digits)}", Range(t.Digits), "ClickHouse shows it as UTC: it has no such type, and the column's comment says so"],
        TimeType => ["floored to microseconds"],
        DurationType => ["floored to microseconds; no duration of Avro, which cannot be negative"],
        ArrayType { Length: { } length } => [$"another number of elements than {length} is refused"],
        ArrayType { Form: CollectionForm.Set } => ["a value that stands twice on the wire is one"],
        MapType m => [.. AvroPlan.IsEntries(m) ? ["an array of pairs in Avro, whose maps have string keys only"] : Array.Empty<string>(), "of a key that stands twice the last value counts"],
        NestedType { Record.Hierarchy: not null } => ["a case that is not named is refused"],
        WrapperType w => Of(w.Inner),
        _ => [],
    };

    private static IEnumerable<string> Instant(InstantType type)
    {
        if (type.IsNano)
        {
            return [Range(9)];
        }

        string kind = type.KeepsOffset ? "the offset is kept beside it, in minutes"
            : type.IsDateTimeOffset ? "the offset is not kept, the point in time is"
            : "Kind Unspecified and Local are refused";
        string avro = type.Digits == 7 ? "; nanoseconds in Avro, which end in 2262" : "";
        return type.Digits >= 7 ? [kind, Range(type.Digits) + avro] : [$"{kind}; floored to {Unit(type.Digits)}, also before 1970", Range(type.Digits)];
    }

    private static string Unit(int digits) => digits switch { 0 => "seconds", 3 => "milliseconds", 6 => "microseconds", 7 => "100 ns", _ => "nanoseconds" };

    private static string Range(int digits) => digits == 9
        ? "1900-01-01 to 2262-04-11; other values are refused"
        : "1900-01-01 to 2299-12-31; other values, `default` among them, are refused";
}
