using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using Denormalized.CompilerServices;

namespace Denormalized.Tests.CompilerServices;

/// <summary>Mutated values: what each primitive accepts, and as what, is what the framework's reader says.</summary>
public unsafe partial class ValueFuzzTests
{
    private const int Rounds = 30_000;

    private static readonly string[] Numbers =
        ["0", "-1", "12.5", "1e5", "-0.0", "9007199254740993", "18446744073709551615", "-9223372036854775808", "1.7976931348623157e308", "123456789012345678901234567890"];

    private static readonly string[] Texts =
        ["\"\"", "\"plain\"", "\"esc\\n\\u00e4\"", "\"\\ud83d\\ude00 pair\"", "\"über 路线\"", "\"a text that is longer than one vector of sixty-four bytes, to reach the second one\""];

    [Fact]
    public void Numbers_are_accepted_as_by_the_framework()
    {
        var random = new Random(21);
        for (int round = 0; round < Rounds; round++)
        {
            byte[] json = Mutate(random, Numbers[random.Next(Numbers.Length)], "0123456789+-.eE x\"");
            bool isNumber = TryRead(json, JsonTokenType.Number, out Utf8JsonReader reader);
            Check(json, Scan.Fixed<double>(json, JsonScan.Float64), isNumber && reader.TryGetDouble(out double f64) && double.IsFinite(f64), isNumber ? reader.GetDouble() : 0);

            // Floating-point texts are integers for the framework in no form, as here.
            long i64 = 0;
            ulong u64 = 0;
            int i32 = 0;
            Check(json, Scan.Fixed<long>(json, JsonScan.Int64), isNumber && reader.TryGetInt64(out i64), i64);
            Check(json, Scan.Fixed<int>(json, JsonScan.Int32), isNumber && reader.TryGetInt32(out i32), i32);
            if (!json.AsSpan().SequenceEqual("-0"u8))
            {
                Check(json, Scan.Fixed<ulong>(json, JsonScan.UInt64), isNumber && reader.TryGetUInt64(out u64), u64);
            }
        }
    }

    [Fact]
    public void Strings_are_accepted_as_by_the_framework()
    {
        var random = new Random(22);
        for (int round = 0; round < Rounds; round++)
        {
            byte[] json = Mutate(random, Texts[random.Next(Texts.Length)], "\"\\u0dD8/nx \u0001\t");
            string? expected = null;
            if (Utf8.IsValid(json) && TryRead(json, JsonTokenType.String, out Utf8JsonReader reader))
            {
                try
                {
                    expected = reader.GetString();
                }
                catch (InvalidOperationException)
                {
                    expected = null; // half a surrogate pair
                }
            }

            Check(json, Scan.String(json), expected is not null, expected);
        }
    }

    [Fact]
    public void Uuids_are_accepted_as_by_the_framework()
    {
        var random = new Random(23);
        for (int round = 0; round < Rounds; round++)
        {
            byte[] json = Mutate(random, "\"00112233-4455-6677-8899-aabbccddeeff\"", "0123456789abcdefABCDEFg-\"\\u ");
            Guid expected = default;
            bool ok = Utf8.IsValid(json) && TryRead(json, JsonTokenType.String, out Utf8JsonReader reader) && reader.TryGetGuid(out expected);
            Check(json, Scan.Fixed<UuidBits>(json, JsonScan.Uuid), ok, Wire.FromGuid(expected));
        }
    }

    [Fact]
    public void Instants_are_accepted_as_by_the_framework_and_in_a_few_more_forms()
    {
        var random = new Random(24);
        string[] seeds = ["\"2026-01-31T23:59:59.123456Z\"", "\"1999-12-31T00:00:00Z\"", "\"2024-02-29T12:30:00.5+02:00\"", "\"2026-06-30T23:59-11:30\""];
        int accepted = 0;
        for (int round = 0; round < Rounds; round++)
        {
            byte[] json = Mutate(random, seeds[random.Next(seeds.Length)], "0123456789-+:.TZtz \"");
            Scanned<long> read = Scan.Fixed<long>(json, (p, dst, ctx) => JsonScan.Instant(p, dst, 6, ctx));
            DateTimeOffset expected = default;
            bool known = TryRead(json, JsonTokenType.String, out Utf8JsonReader reader) && reader.TryGetDateTimeOffset(out expected)
                && Zone().IsMatch(Encoding.Latin1.GetString(json));
            if (known && expected.UtcDateTime.Year is >= 1900 and <= 2299)
            {
                accepted++;
                Check(json, read, true, Wire.FromInstant(expected, 6));
            }
            else if (read.Whole)
            {
                // The forms of RFC 3339 and ISO 8601 that the framework's JSON reader does not know.
                string text = Encoding.ASCII.GetString(json).Trim('"').ToUpperInvariant().Replace(' ', 'T');
                text = Regex.Replace(text, @"([+-]\d\d)(\d\d)$", "$1:$2");
                text = Regex.Replace(text, @"([+-]\d\d)$", "$1:00");
                Assert.True(
                    DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out expected) && Wire.FromInstant(expected, 6) == read.Value, text);
            }
        }

        Assert.True(accepted > Rounds / 10);
    }

    [Fact]
    public void Any_bytes_keep_every_primitive_inside_of_the_message()
    {
        var random = new Random(25);
        var bytes = new byte[80];
        using var ctx = new DecodeContext();
        using var column = new StringColumn();
        column.Ensure(bytes.Length);
        UuidBits destination;
        void* d = &destination;
        int branch;
        for (int round = 0; round < Rounds; round++)
        {
            for (int i = 0; i < bytes.Length; i++)
            {
                bytes[i] = random.Next(3) switch
                {
                    0 => (byte)random.Next(256),
                    1 => "\"\\{}[]:,0123456789-+.eETZPtrufalsn"u8[random.Next(34)],
                    _ => (byte)random.Next(4),
                };
            }

            byte* p = ctx.Load(bytes.AsSpan(0, random.Next(bytes.Length)), out byte* end);
            if (random.Next(2) == 0 && end > p)
            {
                *p = (byte)'"';
            }

            Inside(JsonScan.Int64(p, (long*)d, ctx));
            Inside(JsonScan.UInt8(p, (byte*)d, ctx));
            Inside(JsonScan.Float32(p, (float*)d, ctx));
            Inside(JsonScan.Float64Quoted(p, (double*)d, ctx));
            Inside(JsonScan.Decimal32(p, (int*)d, 9, 2, ctx));
            Inside(JsonScan.Decimal64(p, (long*)d, 18, 4, ctx));
            Inside(JsonScan.Decimal128(p, (Int128*)d, 38, 10, ctx));
            Inside(JsonScan.Instant(p, (long*)d, 3, ctx));
            Inside(JsonScan.Epoch(p, (long*)d, 3, 6, ctx));
            Inside(JsonScan.Date(p, (int*)d, ctx));
            Inside(JsonScan.Time(p, (long*)d, ctx));
            Inside(JsonScan.Duration(p, (long*)d, ctx));
            Inside(JsonScan.Uuid(p, (UuidBits*)d, ctx));
            Inside(JsonScan.String(p, column, ctx));
            Inside(JsonScan.Skip(p, ctx));
            Inside(AvroScan.Int(p, (int*)d, ctx));
            Inside(AvroScan.Long(p, (long*)d, ctx));
            Inside(AvroScan.Double(p, (double*)d, ctx));
            Inside(AvroScan.Bool(p, (byte*)d, ctx));
            Inside(AvroScan.String(p, column, ctx));
            Inside(AvroScan.Bytes(p, column, ctx));
            Inside(AvroScan.Uuid(p, (UuidBits*)d, ctx));
            Inside(AvroScan.Decimal64(p, (long*)d, 18, ctx));
            Inside(AvroScan.Decimal128(p, (Int128*)d, 38, ctx));
            Inside(AvroScan.UInt64(p, (ulong*)d, ctx));
            Inside(AvroScan.Union(p, out branch, 2, ctx));
            Inside(AvroScan.BlockCount(p, out _, ctx));
            Inside(AvroScan.SkipBlocks(p, &AvroScan.SkipBytes, ctx));

            void Inside(byte* next)
            {
                if (!(next == null ? ctx.FailedAt >= p && ctx.FailedAt <= end : next > p && next <= end))
                {
                    Assert.Fail(Convert.ToHexString(bytes));
                }
            }
        }
    }

    /// <summary>A zone, and no point without a digit before it, which the framework lets pass.</summary>
    [GeneratedRegex("[0-9](Z|[+-][0-9][0-9]:[0-9][0-9])\"$")]
    private static partial Regex Zone();

    private static void Check<T>(byte[] json, Scanned<T> read, bool ok, T expected)
    {
        if (ok != read.Whole || (ok && !EqualityComparer<T>.Default.Equals(expected, read.Value)))
        {
            Assert.Fail($"{Encoding.Latin1.GetString(json)}: {read}, expected {(ok ? expected : "a refusal")}");
        }
    }

    private static bool TryRead(byte[] json, JsonTokenType type, out Utf8JsonReader reader)
    {
        reader = new Utf8JsonReader(json);
        if (json.Length == 0 || json[0] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r' || json[^1] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r')
        {
            return false; // white space around a value is the decoder's matter
        }

        try
        {
            // To the end, which also checks that nothing follows; then once more to the token.
            while (reader.Read())
            {
            }

            reader = new Utf8JsonReader(json);
            return reader.Read() && reader.TokenType == type;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static byte[] Mutate(Random random, string seed, string alphabet)
    {
        var bytes = new List<byte>(Encoding.UTF8.GetBytes(seed));
        for (int edits = random.Next(3); edits > 0 && bytes.Count > 0; edits--)
        {
            int at = random.Next(bytes.Count);
            byte piece = random.Next(20) == 0 ? (byte)random.Next(256) : (byte)alphabet[random.Next(alphabet.Length)];
            switch (random.Next(4))
            {
                case 0:
                    bytes.Insert(at, piece);
                    break;
                case 1:
                    bytes.RemoveAt(at);
                    break;
                default:
                    bytes[at] = piece;
                    break;
            }
        }

        return [.. bytes];
    }
}
