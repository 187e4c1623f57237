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
    public static int InstantDigits(InstantType type) => type.Digits == 0 ? 3 : type.Digits;

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
        private readonly Dictionary<string, string> _named = new(StringComparer.Ordinal);

        public override string ToString() => _json.ToString();

        public void Record(RecordModel record)
        {
            if (Reference(record.Clr, record.WireName))
            {
                return;
            }

            _json.Append("{\"type\":\"record\",\"name\":").Append(Quote(_named[record.Clr])).Append(",\"fields\":[");
            for (int i = 0; i < record.Fields.Count; i++)
            {
                FieldModel field = record.Fields[i];
                _json.Append(i == 0 ? "" : ",").Append("{\"name\":").Append(Quote(field.Avro)).Append(",\"type\":");
                Use(field.Type);
                if (Default(field) is { } value)
                {
                    _json.Append(",\"default\":").Append(value);
                }

                _json.Append('}');
            }

            _json.Append("]}");
        }

        private void Use(TypeUse use)
        {
            // null first, or null could not be the default.
            bool union = use.IsNullable && use.Type is not (ArrayType or MapType);
            _json.Append(union ? "[\"null\"," : "");
            Type(use.Type);
            _json.Append(union ? "]" : "");
        }

        private void Type(LogicalType type)
        {
            switch (type)
            {
                case BoolType: _json.Append("\"boolean\""); break;
                case IntegerType { Bits: 64, Signed: false }: Logical("bytes", "decimal", ",\"precision\":20,\"scale\":0"); break;
                case IntegerType { Bits: 64 } or IntegerType { Bits: 32, Signed: false }: _json.Append("\"long\""); break;
                case IntegerType: _json.Append("\"int\""); break;
                case FloatType f: _json.Append(f.Bits == 32 ? "\"float\"" : "\"double\""); break;
                case DecimalType d: Logical("bytes", "decimal", $",\"precision\":{d.Precision},\"scale\":{d.Scale}"); break;
                case StringType: _json.Append("\"string\""); break;
                case EnumType e: Enum(e); break;
                case UuidType: Logical("string", "uuid"); break;
                case DateType: Logical("int", "date"); break;
                case InstantType t: Logical("long", InstantDigits(t) switch { 3 => "timestamp-millis", 9 => "timestamp-nanos", _ => "timestamp-micros" }); break;
                case TimeType: Logical("long", "time-micros"); break;
                case DurationType: Logical("long", DurationLogicalType); break;
                case ArrayType a:
                    _json.Append("{\"type\":\"array\",\"items\":");
                    Use(a.Item);
                    _json.Append('}');
                    break;
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

        private void Enum(EnumType type)
        {
            string name = type.Clr.Substring(type.Clr.LastIndexOfAny(['.', ':']) + 1);
            if (Reference(type.Clr, Names.ToAvro(name.TrimStart('@'))))
            {
                return;
            }

            _json.Append("{\"type\":\"enum\",\"name\":").Append(Quote(_named[type.Clr])).Append(",\"symbols\":[");
            _json.Append(string.Join(",", Symbols(type).Select(Quote))).Append(']');
            if (type.Members.ToList().FindIndex(m => m.Value == 0) is >= 0 and var zero)
            {
                _json.Append(",\"default\":").Append(Quote(Symbols(type)[zero])); // C#'s default is what an unknown symbol becomes
            }

            _json.Append('}');
        }

        /// <summary>A named type is defined where it comes first and referred to afterwards.</summary>
        private bool Reference(string clr, string name)
        {
            if (_named.TryGetValue(clr, out string? known))
            {
                _json.Append(Quote(known));
                return true;
            }

            string unique = name;
            for (int i = 2; _named.Values.Contains(unique); i++)
            {
                unique = $"{name}_{i}";
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
                MapType => "{}",
                _ when field.Type.IsNullable => "null",
                BoolType => "false",
                IntegerType { Bits: 64, Signed: false } or DecimalType => "\"\\u0000\"",
                IntegerType or DateType or InstantType or TimeType or DurationType => "0",
                FloatType => "0.0",
                StringType => "\"\"",
                UuidType => "\"00000000-0000-0000-0000-000000000000\"",
                EnumType e when e.Members.ToList().FindIndex(m => m.Value == 0) is >= 0 and var zero => Quote(Symbols(e)[zero]),
                _ => null,
            };
        }

        private static string Quote(string text) => "\"" + text + "\""; // Avro names need no escapes
    }
}
