using System.Text;

namespace Denormalized.Schema;

/// <summary>What a record becomes in Avro 1.12: its schema as JSON.</summary>
public static class AvroPlan
{
    /// <summary>The schema on one line, attributes in the order name, type, others.</summary>
    public static string SchemaOf(RecordModel record)
    {
        var printer = new Printer();
        printer.Record(record);
        return printer.ToString();
    }

    /// <summary>Logical type of a TimeSpan: a count of microseconds. Avro's own duration cannot be negative.</summary>
    public const string DurationLogicalType = "duration-micros";

    /// <summary>Digits behind the second of the Avro long that holds an instant: Avro has no timestamp in seconds.</summary>
    public static int InstantDigits(InstantType type) => TimestampDigits(type.Digits);

    /// <summary>Avro has millis, micros and nanos: the next that loses nothing.</summary>
    public static int TimestampDigits(int digits) => digits <= 3 ? 3 : digits <= 6 ? 6 : 9;

    /// <summary>
    /// 256 bits are a fixed, little-endian, as ClickHouse writes and reads them: as a decimal they have 77 or 78 digits, and
    /// ClickHouse refuses a whole file in whose schema one has more than 76.
    /// </summary>
    public const int Int256Size = 32;

    /// <summary>Decimal digits of the largest value of an integer that is written as a decimal.</summary>
    public static int IntegerPrecision(IntegerType type) => type.Bits == 64 ? 20 : 39;

    /// <summary>The integer is bytes with the logical type decimal: it does not fit a long.</summary>
    public static bool IsDecimal(IntegerType type) => type.Bits == 128 || type is { Bits: 64, Signed: false, IsNarrow: false };

    /// <summary>A map whose keys are no strings is an array of records of key and value: Avro's maps have string keys only.</summary>
    public static bool IsEntries(MapType type) => type.Key.Type is not StringType;

    /// <summary>The symbols of an enum, in declaration order; the wire index of a symbol is its position.</summary>
    public static IReadOnlyList<string> Symbols(EnumType type)
    {
        var symbols = new List<string>();
        foreach (EnumMember member in type.Members)
        {
            string symbol = Names.ToAvro(member.Name);
            symbols.Add(symbols.Contains(symbol) ? symbol + "_" + symbols.Count : symbol);
        }

        return symbols;
    }

    private sealed class Printer
    {
        private readonly StringBuilder _json = new();
        private readonly Dictionary<string, AvroName> _named = new(StringComparer.Ordinal);
        private string _namespace = "";

        public override string ToString() => _json.ToString();

        public void Record(RecordModel record)
        {
            if (record.Hierarchy is { } hierarchy)
            {
                _json.Append('[');
                Cases(hierarchy);
                _json.Append(']');
                return;
            }

            // A case of a hierarchy and the same type as a plain member are one record where their fields have one order.
            string key = $"{record.Clr}({string.Join(",", record.Fields.Select(f => f.Avro))})";
            if (Reference(key, record.WireName))
            {
                return;
            }

            string outer = _namespace;
            _namespace = _named[key].Namespace;
            _json.Append("{\"type\":\"record\",\"name\":").Append(Quote(_named[key], outer)).Append(",\"fields\":[");
            for (int i = 0; i < record.Fields.Count; i++)
            {
                FieldModel field = record.Fields[i];
                _json.Append(i == 0 ? "" : ",").Append("{\"name\":").Append(Quote(field.Avro)).Append(",\"type\":");
                Use(field.Type);
                if (Default(field) is { } value)
                {
                    _json.Append(",\"default\":").Append(value);
                }

                if (field.Aliases.Count > 0)
                {
                    _json.Append(",\"aliases\":[").Append(string.Join(",", field.Aliases.Select(a => Quote(Names.ToAvro(a))))).Append(']');
                }

                _json.Append('}');
            }

            _json.Append("]}");
            _namespace = outer;
        }

        private void Cases(HierarchyModel hierarchy)
        {
            for (int i = 0; i < hierarchy.Cases.Count; i++)
            {
                _json.Append(i == 0 ? "" : ",");
                Record(hierarchy.Cases[i].Whole);
            }
        }

        private void Use(TypeUse use)
        {
            // null first, or null could not be the default.
            bool union = use.IsNullable && use.Type is not (ArrayType or MapType);
            _json.Append(union ? "[\"null\"," : "");
            if (union && use.Type is NestedType { Record.Hierarchy: { } hierarchy })
            {
                Cases(hierarchy); // a union holds no union: null is one more branch
            }
            else
            {
                Type(use.Type);
            }

            _json.Append(union ? "]" : "");
        }

        private void Type(LogicalType type)
        {
            switch (type)
            {
                case BoolType: _json.Append("\"boolean\""); break;
                case IntegerType { Bits: 256 } i: Fixed(i.Signed ? "int256" : "uint256", Int256Size, ""); break;
                case IntegerType i when IsDecimal(i): Logical("bytes", "decimal", $",\"precision\":{IntegerPrecision(i)},\"scale\":0"); break;
                case IntegerType { Bits: 64 } or IntegerType { Bits: 32, Signed: false }: _json.Append("\"long\""); break;
                case IntegerType or OffsetType: _json.Append("\"int\""); break;
                case FloatType f: _json.Append(f.Bits == 32 ? "\"float\"" : "\"double\""); break;
                case DecimalType d: Logical("bytes", "decimal", $",\"precision\":{d.Precision},\"scale\":{d.Scale}"); break;
                case StringType or TextType or JsonType or IpType: _json.Append("\"string\""); break;
                case BytesType: _json.Append("\"bytes\""); break;
                case FixedType f: Fixed(f.AvroName ?? $"fixed_{f.Length}", f.Length, ""); break;
                case EnumType e: Enum(e); break;
                case UuidType { IsFixed: true } u: Fixed(u.AvroName ?? "uuid_fixed", 16, ",\"logicalType\":\"uuid\""); break;
                case UuidType: Logical("string", "uuid"); break;
                case DateType: Logical("int", "date"); break;
                case InstantType t: Logical("long", "timestamp-" + Unit(t.Digits)); break;
                case LocalTimeType t: Logical("long", "local-timestamp-" + Unit(t.Digits)); break;
                case TimeType: Logical("long", "time-micros"); break;
                case DurationType: Logical("long", DurationLogicalType); break;
                case ArrayType a:
                    _json.Append("{\"type\":\"array\",\"items\":");
                    Use(a.Item);
                    _json.Append('}');
                    break;
                case MapType m when IsEntries(m): Entries(m); break;
                case MapType m:
                    _json.Append("{\"type\":\"map\",\"values\":");
                    Use(m.Value);
                    _json.Append('}');
                    break;
                case NestedType n: Record(n.Record); break;
                case WrapperType w: Type(w.Inner); break;
                default: throw new ArgumentOutOfRangeException(nameof(type), type, "no Avro form");
            }
        }

        private static string Unit(int digits) => TimestampDigits(digits) switch { 3 => "millis", 9 => "nanos", _ => "micros" };

        private void Fixed(string name, int size, string attributes)
        {
            if (!Reference("fixed:" + name, name))
            {
                _json.Append("{\"type\":\"fixed\",\"name\":").Append(Quote(_named["fixed:" + name], _namespace))
                    .Append(",\"size\":").Append(size).Append(attributes).Append('}');
            }
        }

        private void Entries(MapType map)
        {
            string identity = "entries:" + _named.Count;
            Reference(identity, "entry");
            _json.Append("{\"type\":\"array\",\"items\":{\"type\":\"record\",\"name\":").Append(Quote(_named[identity], _namespace))
                .Append(",\"fields\":[{\"name\":\"key\",\"type\":");
            Use(map.Key);
            _json.Append("},{\"name\":\"value\",\"type\":");
            Use(map.Value);
            _json.Append("}]}}");
        }

        private void Enum(EnumType type)
        {
            string name = type.Clr.Substring(type.Clr.LastIndexOfAny(['.', ':']) + 1);
            if (Reference(type.Clr, type.AvroName ?? Names.ToAvro(name.TrimStart('@'))))
            {
                return;
            }

            _json.Append("{\"type\":\"enum\",\"name\":").Append(Quote(_named[type.Clr], _namespace)).Append(",\"symbols\":[");
            _json.Append(string.Join(",", Symbols(type).Select(Quote))).Append(']');
            if (type.Default is { } value)
            {
                int member = type.Members.ToList().FindIndex(m => m.Value == value);
                _json.Append(",\"default\":").Append(Quote(Symbols(type)[member])); // what an unknown symbol becomes
            }

            _json.Append('}');
        }

        /// <summary>
        /// A named type is defined where it comes first and referred to afterwards. A name without dots belongs to the namespace
        /// around its definition, and has to be referred to by its full name from another.
        /// </summary>
        private bool Reference(string clr, string name)
        {
            if (_named.TryGetValue(clr, out AvroName known))
            {
                _json.Append(Quote(known, _namespace));
                return true;
            }

            name = AvroKinds.Primitive(name.Substring(name.LastIndexOf('.') + 1)) is null ? name : name + "_"; // no named type may be called string
            AvroName unique = AvroName.Of(name, _namespace);
            for (int i = 2; _named.Values.Contains(unique); i++)
            {
                unique = AvroName.Of($"{name}_{i}", _namespace);
            }

            _named.Add(clr, unique);
            return false;
        }

        private void Logical(string type, string logical, string attributes = "")
            => _json.Append("{\"type\":\"").Append(type).Append("\",\"logicalType\":\"").Append(logical).Append('"').Append(attributes).Append('}');

        /// <summary>What a reader takes for a field that the writer did not have; null for a required field.</summary>
        private static string? Default(FieldModel field)
        {
            LogicalType type = field.Type.Type is WrapperType wrapper ? wrapper.Inner : field.Type.Type;
            if (field.IsRequired && !field.Type.IsNullable)
            {
                return null;
            }

            return type switch
            {
                ArrayType => "[]",
                MapType m => IsEntries(m) ? "[]" : "{}",
                _ when field.Type.IsNullable => "null",
                BoolType => "false",
                IntegerType { Bits: 256 } => Zeros(Int256Size),
                IntegerType i when IsDecimal(i) => "\"\\u0000\"",
                DecimalType => "\"\\u0000\"",
                IntegerType or OffsetType or DateType or InstantType or LocalTimeType or TimeType or DurationType => "0",
                FloatType => "0.0",
                StringType or BytesType or JsonType or TextType { Form: TextForm.Uri } => "\"\"",
                TextType { Form: TextForm.Version } => "\"0.0\"",
                IpType ip => ip.Version == 4 ? "\"0.0.0.0\"" : "\"::\"",
                TextType { Form: TextForm.Char } => "\"\\u0000\"",
                FixedType f => Zeros(f.Length),
                UuidType { IsFixed: true } => Zeros(16),
                UuidType => "\"00000000-0000-0000-0000-000000000000\"",
                EnumType e when e.Members.ToList().FindIndex(m => m.Value == 0) is >= 0 and var zero => Quote(Symbols(e)[zero]),
                _ => null,
            };
        }

        /// <summary>Bytes in a default are characters of the same number.</summary>
        private static string Zeros(int length) => Quote(string.Concat(Enumerable.Repeat("\\u0000", length)));

        /// <summary>As short as it may be within a namespace.</summary>
        private static string Quote(AvroName name, string enclosing) => Quote(name.Namespace == enclosing ? name.Name : name.FullName);

        private static string Quote(string text) => "\"" + text + "\""; // Avro names need no escapes
    }
}
