using Denormalized.Schema;

namespace Denormalized.SourceGen.Plan;

/// <summary>How a scalar lies in its column, and how C# converts to and from it.</summary>
internal static class Storage
{
    /// <summary>Type of the column, how a scope declares it, and type of the cursor that reads it.</summary>
    public static (string Column, string Declaration, string Cursor) ColumnOf(LogicalType type) => type switch
    {
        WrapperType w => ColumnOf(w.Inner),
        FixedType f => ("FixedBytesColumn", $"Bytes({f.Length})", "FixedBytesCursor"),
        _ when IsVariable(type) => ("StringColumn", "String()", "StringCursor"),
        _ => ($"FixedColumn<{ElementOf(type)}>", $"Fixed<{ElementOf(type)}>()", $"FixedCursor<{ElementOf(type)}>"),
    };

    /// <summary>The element type of a column of fixed width.</summary>
    public static string ElementOf(LogicalType type) => type switch
    {
        BoolType => "byte",
        IntegerType i => Integer(i.Bits, i.Signed),
        FloatType f => f.Bits == 32 ? "float" : "double",
        DecimalType { Precision: <= 9 } => "int",
        DecimalType { Precision: <= 18 } => "long",
        DecimalType { Precision: <= 38 } => "global::System.Int128",
        DecimalType => "Int256Bits",
        OffsetType => "short",
        UuidType => "UuidBits",
        DateType d => d.IsNarrow ? "ushort" : "int",
        InstantType or LocalTimeType or TimeType or DurationType => "long",
        IpType ip => ip.Version == 4 ? "uint" : "Ipv6Bits",
        EnumType e => ClickHousePlan.IsEnum8(e) ? "sbyte" : "short",
        WrapperType w => ElementOf(w.Inner),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "no scalar"),
    };

    /// <summary>Values differ in length: they lie in a StringColumn, whose rows are committed.</summary>
    public static bool IsVariable(LogicalType type) => type switch
    {
        WrapperType w => IsVariable(w.Inner),
        StringType or BytesType or TextType or JsonType or EnumType { IsText: true } => true,
        _ => false,
    };

    /// <summary>Expression for the next value of a cursor, or the value at hand of a pipeline's column, as <see cref="FromColumn"/> takes it.</summary>
    public static string Next(LogicalType type, string cursor)
        => cursor + (type is StringType ? ".NextString()" : IsVariable(type) ? ".NextUtf8()" : ".Next()");

    /// <summary>Statement that puts a C# value, not null, into a row of a column.</summary>
    public static string Append(LogicalType type, string column, string row, string value, string member, EnumNames enums) => type switch
    {
        WrapperType w => Append(w.Inner, column, row, Unwrap(w, value, member), member, enums),
        StringType => $"{column}.Append({NotNull(value, member)}, {member});",
        EnumType { IsText: true } e => $"{column}.Append({enums.Of(e)}.ToName({value}, {member}), {member});",
        TextType { Form: TextForm.Char } => $"{column}.Append(Wire.FromChar({value}), {member});",
        TextType t => $"{column}.Append(Wire.From{t.Form}({NotNull(value, member)}), {member});",
        JsonType { Form: JsonForm.Element } => $"{column}.Append(Wire.FromJson({value}), {member});",
        JsonType => $"{column}.Append(Wire.FromJson({NotNull(value, member)}), {member});",
        BytesType b => $"{column}.AppendUtf8({Span(b.Form, value, member)});",
        FixedType { Form: { } form } => $"{column}.SetBytes({row}, {Span(form, value, member)}, {member});",
        FixedType => $"{column}.SetText({row}, {NotNull(value, member)}, {member});",
        _ => $"{column}.Set({row}, {ToColumn(type, value, member, enums)});",
    };

    /// <summary>The bytes of a value as a span.</summary>
    public static string Span(BytesForm form, string value, string member) => form == BytesForm.Array ? NotNull(value, member) : value + ".Span";

    /// <summary>The type within wrappers.</summary>
    public static LogicalType Unwrapped(LogicalType type) => type is WrapperType wrapper ? Unwrapped(wrapper.Inner) : type;

    public static string NotNull(string value, string member) => $"ColumnOperations.NotNull({value}, {member})";

    /// <summary>C# value to column value.</summary>
    public static string ToColumn(LogicalType type, string value, string member, EnumNames enums) => type switch
    {
        BoolType => $"({value} ? (byte)1 : (byte)0)",
        IntegerType { Bits: 256 } i => $"Wire.From{(i.Signed ? "Int256" : "UInt256")}({value}, {member})",
        IntegerType i => Same(i.Clr, Integer(i.Bits, i.Signed)) ? value : $"({Integer(i.Bits, i.Signed)}){value}",
        FloatType f => f.Clr == HalfClr ? $"(float){value}" : value,
        DecimalType d => $"Wire.FromDecimal{DecimalBits(d)}({value}, {d.Precision}, {d.Scale}, {member})",
        UuidType => $"Wire.FromGuid({value})",
        DateType d => $"Wire.FromDate{(d.IsNarrow ? "16" : "")}({value}, {member})",
        InstantType { IsNano: true } => $"Wire.FromNanoInstant({value}, {member})",
        InstantType t => $"Wire.FromInstant({value}, {t.Digits}, {member})",
        OffsetType => $"Wire.FromOffset({value})", // of the instant
        LocalTimeType t => $"Wire.FromLocalTime({value}, {t.Digits}, {member})",
        IpType ip => $"Wire.FromIPv{ip.Version}({NotNull(value, member)}, {member})",
        TimeType => $"Wire.FromTime({value})",
        DurationType => $"Wire.FromDuration({value})",
        EnumType e => $"{enums.Of(e)}.ToWire({value}, {member})",
        WrapperType w => ToColumn(w.Inner, Unwrap(w, value, member), member, enums),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "no scalar"),
    };

    /// <summary>Column value to C# value.</summary>
    public static string FromColumn(LogicalType type, string value) => type switch
    {
        BoolType => $"{value} != 0",
        IntegerType { Bits: 256 } i => $"Wire.To{(i.Signed ? "Int256" : "UInt256")}({value})",
        IntegerType i => Same(i.Clr, Integer(i.Bits, i.Signed)) ? value : $"({i.Clr}){value}",
        FloatType f => f.Clr == HalfClr ? $"({HalfClr}){value}" : value,
        StringType or OffsetType => value,
        BytesType => $"{value}.ToArray()",
        FixedType { Form: null } => $"Wire.ToFixedText({value})",
        FixedType => $"{value}.ToArray()",
        TextType t => $"Wire.To{t.Form}({value})",
        JsonType j => $"Wire.ToJson{j.Form}({value})",
        IpType ip => $"Wire.ToIPv{ip.Version}({value})",
        DecimalType d => $"Wire.ToDecimal({value}, {d.Scale})",
        UuidType => $"Wire.ToGuid({value})",
        DateType => $"Wire.ToDate({value})",
        InstantType { IsNano: true } => $"Wire.ToNanoInstant({value})",
        LocalTimeType t => $"Wire.ToLocalTime({value}, {t.Digits})",
        InstantType t => $"Wire.{(t.IsDateTimeOffset ? "ToDateTimeOffset" : "ToDateTime")}({value}, {t.Digits})",
        TimeType => $"Wire.ToTime({value})",
        DurationType => $"Wire.ToDuration({value})",
        EnumType { IsText: true } e => FromName(e, value),
        EnumType e => $"({e.Clr}){value}",
        WrapperType { Converter: { } converter } w => $"{converter}.FromWire({FromColumn(w.Inner, value)})",
        WrapperType w => $"new {w.Clr}({FromColumn(w.Inner, value)})",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "no scalar"),
    };

    /// <summary>The expression for an instant that was read in UTC, on the clock it had.</summary>
    public static string WithOffset(string instant, string minutes) => $"Wire.WithOffset({instant}, {minutes})";

    /// <summary>The inner value of a wrapper, or what its converter makes of it.</summary>
    public static string Unwrap(WrapperType type, string value, string member) => type.Converter is { } converter
        ? $"{converter}.ToWire({(type.IsReference ? NotNull(value, member) : value)})"
        : $"{value}.{type.Member}";

    public static int DecimalBits(DecimalType type) => type.Precision <= 9 ? 32 : type.Precision <= 18 ? 64 : type.Precision <= 38 ? 128 : 256;

    public const string HalfClr = "global::System.Half";

    private static string FromName(EnumType type, string value)
    {
        string arms = string.Concat(type.Members.Select(m => $"{Emit.Literals.Text(m.Name)} => {type.Clr}.{m.Member}, "));
        return $"Wire.ToText({value}) switch {{ {arms}var other => throw new WireRangeException(\"\", $\"'{{other}}' is no member of the enum\") }}";
    }

    private static string Integer(int bits, bool signed) => (bits, signed) switch
    {
        (8, true) => "sbyte",
        (8, false) => "byte",
        (16, true) => "short",
        (16, false) => "ushort",
        (32, true) => "int",
        (32, false) => "uint",
        (64, true) => "long",
        (64, false) => "ulong",
        (128, true) => "global::System.Int128",
        (128, false) => "global::System.UInt128",
        _ => "Int256Bits",
    };

    private static bool Same(string clr, string keyword) => clr == keyword;
}

/// <summary>Names the helper class of each enum of a generated file.</summary>
internal sealed class EnumNames
{
    private readonly Dictionary<string, (string Name, EnumType Type)> _enums = new(StringComparer.Ordinal);

    public IEnumerable<(string Name, EnumType Type)> All => _enums.Values.OrderBy(e => e.Name, StringComparer.Ordinal);

    public string Of(EnumType type)
    {
        string key = type.IsText ? type.Clr + ":text" : type.Clr;
        if (!_enums.TryGetValue(key, out (string Name, EnumType Type) known))
        {
            string stem = type.Clr.Substring(type.Clr.LastIndexOfAny(['.', ':']) + 1).TrimStart('@') + "Names";
            string name = stem;
            for (int i = 2; _enums.Values.Any(e => e.Name == name); i++)
            {
                name = stem + i;
            }

            known = (name, type);
            _enums.Add(key, known);
        }

        return known.Name;
    }
}
