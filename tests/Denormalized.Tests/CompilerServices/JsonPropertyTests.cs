using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Denormalized.CompilerServices;
using FsCheck;
using FsCheck.Xunit;
using Calendar = Denormalized.CompilerServices.Calendar;

namespace Denormalized.Tests.CompilerServices;

/// <summary>Generated values against the framework's own parsers.</summary>
public unsafe class JsonPropertyTests
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Property(MaxTest = 1000)]
    public void Strings(NonNull<string> text, byte repeat)
    {
        string value = string.Concat(Enumerable.Repeat(text.Get, 1 + (repeat % 40)));
        foreach (string json in new[] { JsonSerializer.Serialize(value), JsonSerializer.Serialize(value, Relaxed) })
        {
            Scanned<string?> read = Scan.String(json);
            Assert.True(read.Whole, json);
            Assert.Equal(JsonSerializer.Deserialize<string>(json), read.Value);
            Assert.True(Scan.Skip(System.Text.Encoding.UTF8.GetBytes(json)).Whole);
        }
    }

    [Fact]
    public void Strings_of_every_length_and_every_place_of_an_escape()
    {
        for (int length = 0; length < 300; length++)
        {
            string plain = new('x', length);
            Assert.Equal(plain, Scan.String($"\"{plain}\"").Value);
            string escaped = plain + "\n" + plain;
            Assert.Equal(escaped, Scan.String(JsonSerializer.Serialize(escaped)).Value);
            string wide = plain + "ü" + plain;
            Assert.Equal(wide, Scan.String($"\"{wide}\"").Value);
        }

        foreach (int length in new[] { 1 << 14, (1 << 21) - 1, 1 << 21, (1 << 21) + 1 })
        {
            string plain = new('y', length);
            Assert.Equal(plain, Scan.String($"\"{plain}\"").Value);
        }
    }

    [Property(MaxTest = 1000)]
    public void Integers(long value)
    {
        // FsCheck's integers are small: the bits are mixed so that all of them come up.
        value = (long)((ulong)value * 0x9E3779B97F4A7C15);
        string json = value.ToString(CultureInfo.InvariantCulture);
        foreach (int shift in new[] { 0, 16, 32, 40, 48, 56, 63 })
        {
            EveryInteger((value >> shift).ToString(CultureInfo.InvariantCulture));
            EveryInteger(((ulong)value >> shift).ToString(CultureInfo.InvariantCulture));
        }

        EveryInteger(json + "0");
        EveryInteger("0" + json.TrimStart('-'));
        EveryInteger("\"" + json + "\"");
    }

    [Property(MaxTest = 2000)]
    public void Doubles_of_any_bits(long bits)
    {
        double value = BitConverter.Int64BitsToDouble((long)((ulong)bits * 0x9E3779B97F4A7C15));
        if (!double.IsFinite(value))
        {
            return;
        }

        foreach (string format in new[] { "R", "E16", "E17", "E20", "G15", "E5" })
        {
            Floats(value.ToString(format, CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public void Doubles_of_random_digits()
    {
        var random = new System.Random(11);
        for (int round = 0; round < 40_000; round++)
        {
            string digits = string.Concat(Enumerable.Range(0, 1 + random.Next(random.Next(2) == 0 ? 20 : 45)).Select(_ => (char)('0' + random.Next(10))));
            string text = digits[0] == '0' && digits.Length > 1 ? "0." + digits[1..] : digits;
            if (random.Next(2) == 0 && digits.Length > 2 && text[1] != '.')
            {
                int point = 1 + random.Next(digits.Length - 1);
                text = digits[..point] + "." + digits[point..];
            }

            if (random.Next(2) == 0)
            {
                text += $"e{random.Next(-340, 310)}";
            }

            Floats((random.Next(2) == 0 ? "-" : "") + text);
        }
    }

    [Theory]
    [InlineData("9007199254740993")] // half-way: 2^53 + 1
    [InlineData("9007199254740992.999999999999999999999")]
    [InlineData("1.00000005960464477539062500")] // half-way between two singles
    [InlineData("1.00000005960464477539062501")]
    [InlineData("4.9406564584124654e-324")]
    [InlineData("2.4703282292062327e-324")]
    [InlineData("2.4703282292062328e-324")]
    [InlineData("2.2250738585072011e-308")]
    [InlineData("1.7976931348623157e308")]
    [InlineData("1.7976931348623159e308")]
    [InlineData("3.4028235677973366e38")] // rounds to infinity as a single
    [InlineData("3.4028235677973365e38")]
    [InlineData("1.4e-45")]
    [InlineData("7e-46")]
    [InlineData("0e999999999999999999999")]
    [InlineData("1e999999999999999999999")]
    [InlineData("-0.0")]
    [InlineData("0.000000000000000000000000000000123456789012345678901234567890")]
    public void Doubles_at_the_edges(string text) => Floats(text);

    [Property(MaxTest = 1000)]
    public void Decimals(decimal value, byte places)
    {
        decimal number = decimal.Round(value / 7m, places % 29);
        string text = number.ToString(CultureInfo.InvariantCulture);
        foreach (string json in new[] { text, "\"" + text + "\"", text + (text.Contains('.', StringComparison.Ordinal) ? "00e-1" : ".000e-1"), text + "E+2" })
        {
            decimal parsed;
            try
            {
                parsed = decimal.Parse(json.Trim('"'), NumberStyles.Float, CultureInfo.InvariantCulture);
            }
            catch (OverflowException)
            {
                continue;
            }

            // decimal.Parse rounds beyond 28 digits; such texts say nothing.
            if (json.Count(char.IsAsciiDigit) > 26)
            {
                continue;
            }

            foreach ((int precision, int scale) in new[] { (9, 2), (9, 9), (18, 0), (18, 4), (18, 18), (38, 10), (38, 0), (38, 28) })
            {
                DecimalIs(json, parsed, precision, scale);
            }
        }
    }

    [Property(MaxTest = 1000)]
    public void Instants(DateTimeOffset value, short offsetMinutes)
    {
        DateTimeOffset instant = new DateTimeOffset(value.UtcTicks, TimeSpan.Zero).ToOffset(TimeSpan.FromMinutes(offsetMinutes % 840));
        if (instant.UtcDateTime.Year is < 1900 or > 2299 || instant.Year is < 1900)
        {
            return;
        }

        foreach (string format in new[]
        {
            "yyyy-MM-ddTHH:mm:ss.fffffffzzz", "yyyy-MM-ddTHH:mm:ss.ffffffzzz", "yyyy-MM-ddTHH:mm:ss.fzzz", "yyyy-MM-dd HH:mm:sszzz", "yyyy-MM-ddTHH:mmzzz",
        })
        {
            string text = instant.ToString(format, CultureInfo.InvariantCulture);
            var oracle = DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
            foreach (int digits in new[] { 0, 3, 6, 7 })
            {
                Scanned<long> read = Scan.Fixed<long>($"\"{text}\"", (p, dst, ctx) => JsonScan.Instant(p, dst, digits, ctx));
                Assert.True(read.Whole, text);
                Assert.Equal(Wire.FromInstant(oracle, digits), read.Value);
                Assert.Equal(
                    Wire.ToDateTimeOffset(read.Value, digits),
                    new DateTimeOffset(oracle.UtcTicks - Mod(oracle.UtcTicks, (long)Math.Pow(10, 7 - digits)), TimeSpan.Zero));
            }
        }
    }

    [Property(MaxTest = 2000)]
    public void Epochs(long value, byte unit)
    {
        int epochDigits = (unit % 4) * 3;
        long seconds = Calendar.FirstSecond + (long)((ulong)(value * 7919) % (ulong)(Calendar.LastSecondInNanos - Calendar.FirstSecond));
        string whole = seconds.ToString(CultureInfo.InvariantCulture);
        string fraction = ((ulong)value % 1_000_000_000).ToString("D9", CultureInfo.InvariantCulture);
        decimal exact = decimal.Parse($"{whole}.{fraction}", CultureInfo.InvariantCulture);
        string json = (exact * (decimal)Math.Pow(10, epochDigits)).ToString(CultureInfo.InvariantCulture);
        foreach (int digits in new[] { 0, 3, 6, 9 })
        {
            long expected = (long)decimal.Floor(exact * (decimal)Math.Pow(10, digits));
            foreach (string form in new[] { json, "\"" + json + "\"", json + (json.Contains('.', StringComparison.Ordinal) ? "" : ".0") + "e0" })
            {
                Scanned<long> read = Scan.Fixed<long>(form, (p, dst, ctx) => JsonScan.Epoch(p, dst, epochDigits, digits, ctx));
                Assert.True(read.Whole, form);
                Assert.Equal(expected, read.Value);
            }
        }
    }

    [Property(MaxTest = 2000)]
    public void Dates_times_and_durations(long ticks)
    {
        var span = new TimeSpan((long)((ulong)ticks * 0x9E3779B97F4A7C15) >> (int)((uint)ticks % 40));
        foreach (string text in new[] { span.ToString("c", CultureInfo.InvariantCulture), Iso(span) })
        {
            Scanned<long> read = Scan.Fixed<long>($"\"{text}\"", JsonScan.Duration);
            Assert.True(read.Whole, text);
            Assert.Equal(Wire.FromDuration(span), read.Value);
        }

        var time = new TimeOnly(Mod(span.Ticks, TimeSpan.TicksPerDay));
        Scanned<long> micros = Scan.Fixed<long>($"\"{time.ToString("O", CultureInfo.InvariantCulture)}\"", JsonScan.Time);
        Assert.True(micros.Whole);
        Assert.Equal(Wire.FromTime(time), micros.Value);

        DateOnly date = DateOnly.FromDayNumber((int)Mod(span.Ticks, DateOnly.MaxValue.DayNumber));
        Scanned<int> days = Scan.Fixed<int>($"\"{date.ToString("O", CultureInfo.InvariantCulture)}\"", JsonScan.Date);
        if (date.Year is < 1900 or > 2299)
        {
            Assert.Equal(DecodeFailure.Range, days.Failure);
            Assert.Throws<WireRangeException>(() => Wire.FromDate(date));
        }
        else
        {
            Assert.Equal(Wire.FromDate(date), days.Value);
            Assert.Equal(date, Wire.ToDate(days.Value));
        }
    }

    private static string Iso(TimeSpan span) => System.Xml.XmlConvert.ToString(span);

    private static long Mod(long value, long modulus) => ((value % modulus) + modulus) % modulus;

    private static void EveryInteger(string json)
    {
        string text = json.Trim('"');
        bool quoted = text != json;
        Integer<sbyte>(json, text, quoted ? JsonScan.Int8Quoted : JsonScan.Int8, sbyte.TryParse(text, CultureInfo.InvariantCulture, out sbyte i8), i8);
        Integer<short>(json, text, quoted ? JsonScan.Int16Quoted : JsonScan.Int16, short.TryParse(text, CultureInfo.InvariantCulture, out short i16), i16);
        Integer<int>(json, text, quoted ? JsonScan.Int32Quoted : JsonScan.Int32, int.TryParse(text, CultureInfo.InvariantCulture, out int i32), i32);
        Integer<long>(json, text, JsonScan.Int64, long.TryParse(text, CultureInfo.InvariantCulture, out long i64), i64);
        Integer<byte>(json, text, quoted ? JsonScan.UInt8Quoted : JsonScan.UInt8, byte.TryParse(text, CultureInfo.InvariantCulture, out byte u8), u8);
        Integer<ushort>(json, text, quoted ? JsonScan.UInt16Quoted : JsonScan.UInt16, ushort.TryParse(text, CultureInfo.InvariantCulture, out ushort u16), u16);
        Integer<uint>(json, text, quoted ? JsonScan.UInt32Quoted : JsonScan.UInt32, uint.TryParse(text, CultureInfo.InvariantCulture, out uint u32), u32);
        Integer<ulong>(json, text, JsonScan.UInt64, ulong.TryParse(text, CultureInfo.InvariantCulture, out ulong u64), u64);
    }

    private static void Integer<T>(string json, string text, ScanFixed<T> read, bool ok, T expected)
        where T : unmanaged
    {
        // .NET takes zeros in front, JSON does not.
        bool padded = text.Length > 1 && text[0] == '0';
        ok &= !padded;
        Scanned<T> scanned = Scan.Fixed(json, read);
        Assert.True(ok == scanned.Ok, $"{typeof(T)} {json}");
        if (ok)
        {
            Assert.Equal((expected, 0), (scanned.Value, scanned.Rest));
        }
        else
        {
            Assert.True(padded || scanned.Failure == DecodeFailure.Range, $"{typeof(T)} {json}: {scanned.Failure}");
        }
    }

    private static void Floats(string text)
    {
        double expected = double.Parse(text, CultureInfo.InvariantCulture);
        Scanned<double> read = Scan.Fixed<double>(text, JsonScan.Float64);
        if (double.IsInfinity(expected))
        {
            Assert.Equal(DecodeFailure.Range, read.Failure);
        }
        else
        {
            Assert.True(read.Whole, text);
            Assert.True(BitConverter.DoubleToInt64Bits(expected) == BitConverter.DoubleToInt64Bits(read.Value), text);
        }

        float single = float.Parse(text, CultureInfo.InvariantCulture);
        Scanned<float> readSingle = Scan.Fixed<float>("\"" + text + "\"", JsonScan.Float32Quoted);
        if (float.IsInfinity(single))
        {
            Assert.Equal(DecodeFailure.Range, readSingle.Failure);
        }
        else
        {
            Assert.True(readSingle.Whole, text);
            Assert.True(BitConverter.SingleToInt32Bits(single) == BitConverter.SingleToInt32Bits(readSingle.Value), text);
        }
    }

    private static void DecimalIs(string json, decimal number, int precision, int scale)
    {
        System.Numerics.BigInteger shifted = System.Numerics.BigInteger.Pow(10, scale + 28);
        (decimal whole, decimal part) = (decimal.Truncate(number), number - decimal.Truncate(number));
        System.Numerics.BigInteger scaled = (new System.Numerics.BigInteger(whole) * shifted)
            + (new System.Numerics.BigInteger(part * 10_000_000_000_000_000_000_000_000_000m) * (shifted / System.Numerics.BigInteger.Pow(10, 28)));
        bool ok = scaled % System.Numerics.BigInteger.Pow(10, 28) == 0;
        scaled /= System.Numerics.BigInteger.Pow(10, 28);
        ok &= System.Numerics.BigInteger.Abs(scaled) < System.Numerics.BigInteger.Pow(10, precision);

        Scanned<Int128> wide = Scan.Fixed<Int128>(json, (p, dst, ctx) => JsonScan.Decimal128(p, dst, precision, scale, ctx));
        Check(wide.Failure, (System.Numerics.BigInteger)wide.Value);
        if (precision <= 18)
        {
            Scanned<long> read = Scan.Fixed<long>(json, (p, dst, ctx) => JsonScan.Decimal64(p, dst, precision, scale, ctx));
            Check(read.Failure, read.Value);
        }

        if (precision <= 9)
        {
            Scanned<int> read = Scan.Fixed<int>(json, (p, dst, ctx) => JsonScan.Decimal32(p, dst, precision, scale, ctx));
            Check(read.Failure, read.Value);
        }

        if (ok)
        {
            Assert.Equal(scaled, (System.Numerics.BigInteger)Wire.FromDecimal128(number, precision, scale));
            Assert.Equal(number, Wire.ToDecimal((Int128)scaled, scale));
            Assert.True(precision > 18 || Wire.FromDecimal64(number, precision, scale) == (long)scaled);
            Assert.True(precision > 18 || Wire.ToDecimal((long)scaled, scale) == number);
        }
        else
        {
            Assert.Throws<WireRangeException>(() => Wire.FromDecimal128(number, precision, scale));
        }

        void Check(DecodeFailure failure, System.Numerics.BigInteger value)
        {
            Assert.True(failure == (ok ? DecodeFailure.None : DecodeFailure.Precision), $"{json} ({precision}, {scale}): {failure}");
            Assert.True(!ok || value == scaled, $"{json} ({precision}, {scale}): {value}");
        }
    }
}
