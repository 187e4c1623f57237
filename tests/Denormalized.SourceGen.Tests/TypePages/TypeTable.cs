namespace Denormalized.SourceGen.Tests.TypePages;

/// <summary>The rows of docs/types.md.</summary>
internal static class TypeTable
{
    /// <summary>Types that the rows mention, as the page shows them.</summary>
    public const string Types = """
        public enum Colour : short { None = 0, [Name("dark_red")] Red = 300, Blue = -5 }

        [Flags]
        public enum Access : byte { None = 0, Read = 1, Write = 2 }

        public readonly record struct OrderId(Guid Value);

        [Convert(typeof(CelsiusConverter))]
        public readonly struct Celsius { public required double Degrees { get; init; } }

        public static class CelsiusConverter
        {
            public static float ToWire(Celsius value) => (float)value.Degrees;
            public static Celsius FromWire(float value) => new Celsius { Degrees = value };
        }

        public sealed record Money([property: Decimal(9, 2)] decimal Amount, string Currency);

        [JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
        [JsonDerivedType(typeof(Clicked), "click")]
        [JsonDerivedType(typeof(Bought), "buy")]
        public abstract record ShopEvent { public required string Country { get; init; } }

        public sealed record Clicked : ShopEvent { public required string Url { get; init; } }

        public sealed record Bought : ShopEvent { public long Cents { get; init; } }
        """;

    private const string Guid = "new Guid(\"00112233-4455-6677-8899-aabbccddeeff\")";
    private const string Instant = "DateTimeOffset.Parse(\"2024-02-29T14:34:56.7890129+02:00\", CultureInfo.InvariantCulture)";

    public static IReadOnlyList<TypeRow> Rows { get; } =
    [
        new("Numbers", "", "bool", "true"),
        new("Numbers", "", "sbyte", "-5"),
        new("Numbers", "", "short", "-300"),
        new("Numbers", "", "int", "-70000"),
        new("Numbers", "", "long", "-5000000000") { AlsoRead = ["\"-5000000000\""] },
        new("Numbers", "[Quoted]", "long", "-5000000000") { AlsoRead = ["-5000000000"] },
        new("Numbers", "", "byte", "200"),
        new("Numbers", "", "ushort", "60000"),
        new("Numbers", "", "uint", "4000000000"),
        new("Numbers", "", "ulong", "18000000000000000000"),
        new("Numbers", "[Narrow]", "ulong", "9000000000000000000"),
        new("Numbers", "", "Int128", "-1"),
        new("Numbers", "", "UInt128", "UInt128.MaxValue"),
        new("Numbers", "", "BigInteger", "-2") { Refused = ["BigInteger.Pow(2, 255)"] },
        new("Numbers", "[Unsigned]", "BigInteger", "2") { Refused = ["-BigInteger.One"] },
        new("Numbers", "", "Half", "(Half)0.5f") { RefusedInJson = ["Half.NaN"] },
        new("Numbers", "", "float", "0.1f") { AlsoRead = ["1e-1"], RefusedInJson = ["float.NaN"] },
        new("Numbers", "", "double", "0.1") { AlsoRead = ["0.10"], RefusedInJson = ["double.PositiveInfinity"] },
        new("Numbers", "[Decimal(9, 2)]", "decimal", "-19.99m") { AlsoRead = ["\"-19.99\"", "-19.990"], Refused = ["0.001m", "12345678m"] },
        new("Numbers", "[Decimal(18, 4)]", "decimal", "-19.99m"),
        new("Numbers", "[Decimal(38, 10)]", "decimal", "-19.99m"),
        new("Numbers", "[Decimal(76, 20)]", "decimal", "-19.99m"),

        new("Text and bytes", "", "string", "\"grün\"") { AlsoRead = ["\"gr\\u00fcn\""], Refused = ["\"\\uD800\""] },
        new("Text and bytes", "[LowCardinality]", "string", "\"DE\""),
        new("Text and bytes", "[FixedLength(4)]", "string", "\"DE\"") { Refused = ["\"abcde\"", "\"a\\0\""] },
        new("Text and bytes", "", "char", "'ü'") { Refused = ["'\\uD800'"] },
        new("Text and bytes", "", "Uri", "new Uri(\"https://example.org/a\")"),
        new("Text and bytes", "", "Version", "new Version(1, 2)"),
        new("Text and bytes", "", "byte[]", "new byte[] { 1, 255 }"),
        new("Text and bytes", "", "ReadOnlyMemory<byte>", "new byte[] { 1, 255 }"),
        new("Text and bytes", "[FixedLength(3)]", "byte[]", "new byte[] { 1, 2, 255 }") { Refused = ["new byte[2]"] },
        new("Text and bytes", "", "Guid", Guid),
        new("Text and bytes", "[AvroFixed]", "Guid", Guid),
        new("Text and bytes", "", "IPAddress", "IPAddress.Parse(\"192.0.2.1\")"),
        new("Text and bytes", "[IPv4]", "IPAddress", "IPAddress.Parse(\"192.0.2.1\")") { Refused = ["IPAddress.IPv6Loopback"] },
        new("Text and bytes", "", "Colour", "Colour.Red") { Refused = ["(Colour)7"] },
        new("Text and bytes", "[LowCardinality]", "Colour", "Colour.Red") { Refused = ["(Colour)7"] },
        new("Text and bytes", "", "Access", "Access.Read | Access.Write"),
        new("Text and bytes", "", "JsonElement", "JsonElement.Parse(\"{\\\"a\\\":1.0}\")"),
        new("Text and bytes", "", "JsonNode", "JsonNode.Parse(\"{\\\"a\\\":1}\")!"),
        new("Text and bytes", "", "JsonDocument", "JsonDocument.Parse(\"[1]\")"),

        new("Times", "", "DateOnly", "new DateOnly(2024, 2, 29)") { Refused = ["default"] },
        new("Times", "[Narrow]", "DateOnly", "new DateOnly(2024, 2, 29)") { Refused = ["new DateOnly(1969, 12, 31)"] },
        new("Times", "", "DateTimeOffset", Instant)
        {
            AlsoRead = ["\"2024-02-29T14:34:56.7890129+02:00\"", "\"2024-02-29 12:34:56.789012Z\""],
            Changes = [(Instant, "DateTimeOffset.Parse(\"2024-02-29T12:34:56.789012Z\", CultureInfo.InvariantCulture)")],
            Refused = ["default", "DateTimeOffset.MaxValue"],
        },
        new("Times", "[KeepOffset]", "DateTimeOffset", Instant) { AlsoRead = ["\"2024-02-29T14:34:56.7890129+0200\""] },
        new("Times", "[Resolution(TimeUnit.Seconds)]", "DateTimeOffset", Instant)
        {
            Changes = [("DateTimeOffset.UnixEpoch.AddTicks(-1)", "DateTimeOffset.UnixEpoch.AddSeconds(-1)")],
        },
        new("Times", "[Resolution(TimeUnit.Milliseconds)]", "DateTimeOffset", Instant),
        new("Times", "[Resolution(TimeUnit.Ticks)]", "DateTimeOffset", Instant) { Changes = [(Instant, Instant)] },
        new("Times", "[Epoch(TimeUnit.Milliseconds)]", "DateTimeOffset", "DateTimeOffset.UnixEpoch.AddHours(1)") { AlsoRead = ["\"3600000\""] },
        new("Times", "", "DateTime", "new DateTime(2024, 2, 29, 12, 34, 56, DateTimeKind.Utc)") { Refused = ["new DateTime(2024, 2, 29)", "default"] },
        new("Times", "", "NanoInstant", "NanoInstant.Parse(\"2024-02-29T12:34:56.789012345Z\")"),
        new("Times", "[LocalTime]", "DateTime", "new DateTime(2024, 2, 29, 12, 34, 56)") { Refused = ["DateTime.UnixEpoch"] },
        new("Times", "", "TimeOnly", "new TimeOnly(12, 34, 56)") { Changes = [("TimeOnly.MaxValue", "new TimeOnly(863999999990)")] },
        new("Times", "", "TimeSpan", "TimeSpan.FromSeconds(-90)") { Changes = [("TimeSpan.FromTicks(-1)", "TimeSpan.FromMicroseconds(-1)")] },

        new("Collections", "", "string?[]", "new[] { \"a\", null }"),
        new("Collections", "", "List<int>", "new List<int> { 1, 2 }"),
        new("Collections", "[NullAsEmpty]", "ImmutableArray<int>?", "null"),
        new("Collections", "", "HashSet<int>", "new HashSet<int> { 1 }") { AlsoRead = ["[1,1]"] },
        new("Collections", "", "Memory<short>", "new short[] { 1 }"),
        new("Collections", "[Vector(2)]", "float[]", "new[] { 0.5f, 1f }") { Refused = ["new float[3]"] },
        new("Collections", "", "Dictionary<string, int>", "new Dictionary<string, int> { [\"a\"] = 1 }") { AlsoRead = ["{\"a\":0,\"a\":1}"] },
        new("Collections", "", "Dictionary<int, string>", "new Dictionary<int, string> { [7] = \"a\" }"),
        new("Collections", "", "Dictionary<Guid, int>", $"new Dictionary<Guid, int> {{ [{Guid}] = 1 }}"),
        new("Collections", "", "Dictionary<Colour, int>", "new Dictionary<Colour, int> { [Colour.Red] = 1 }"),

        new("Null, records, wrappers", "", "int?", "null"),
        new("Null, records, wrappers", "", "string?", "\"a\""),
        new("Null, records, wrappers", "[LowCardinality]", "string?", "null"),
        new("Null, records, wrappers", "", "Money", "new Money(1.5m, \"EUR\")") { Refused = ["new Money(0.001m, \"\")"] },
        new("Null, records, wrappers", "", "Money?", "null"),
        new("Null, records, wrappers", "", "ShopEvent", "new Bought { Country = \"DE\", Cents = 250 }"),
        new("Null, records, wrappers", "", "OrderId", $"new OrderId({Guid})"),
        new("Null, records, wrappers", "", "OrderId?", "null"),
        new("Null, records, wrappers", "", "Celsius", "new Celsius { Degrees = 21.5 }"),
    ];
}
