using System.Buffers;
using System.Text;
using Avro.IO;
using Denormalized.CompilerServices;

namespace Denormalized.Tests.CompilerServices;

public unsafe class AvroTests
{
    private delegate void Writing(ref AvroWriter writer);

    [Theory]
    [InlineData(0, "00")]
    [InlineData(-1, "01")]
    [InlineData(1, "02")]
    [InlineData(-64, "7f")]
    [InlineData(64, "8001")]
    [InlineData(-65, "8101")]
    [InlineData(int.MaxValue, "feffffff0f")]
    [InlineData(long.MaxValue, "feffffffffffffffff01")]
    [InlineData(long.MinValue, "ffffffffffffffffff01")]
    public void Longs(long value, string hex)
    {
        Assert.Equal(hex, Written((ref AvroWriter w) => w.Long(value)));
        Reads<long>(hex, value, AvroScan.Long);
        using var stream = new MemoryStream();
        new BinaryEncoder(stream).WriteLong(value);
        Assert.Equal(Convert.ToHexStringLower(stream.ToArray()), hex);
    }

    [Theory]
    [InlineData("8080808080", true, DecodeFailure.Truncated)]
    [InlineData("ffffffffffffffffff02", true, DecodeFailure.Range)]
    [InlineData("ffffffffffffffffffffff01", true, DecodeFailure.Range)]
    [InlineData("8080808010", false, DecodeFailure.Range)]
    public void Bad_integers(string hex, bool isLong, DecodeFailure failure)
    {
        DecodeFailure actual = isLong
            ? Scan.Fixed<long>(Convert.FromHexString(hex), AvroScan.Long).Failure
            : Scan.Fixed<int>(Convert.FromHexString(hex), AvroScan.Int).Failure;
        Assert.Equal(failure, actual);
    }

    [Fact]
    public void Fixed_width_values()
    {
        Assert.Equal("0000c03f", Written((ref AvroWriter w) => w.Float(1.5f)));
        Reads("0000c03f", 1.5f, AvroScan.Float);
        Assert.Equal("000000000000f8bf", Written((ref AvroWriter w) => w.Double(-1.5)));
        Reads("000000000000f8bf", -1.5, AvroScan.Double);
        Assert.Equal("01", Written((ref AvroWriter w) => w.Bool(true)));
        Reads<byte>("01", 1, AvroScan.Bool);
        Assert.Equal(DecodeFailure.Value, Scan.Fixed<byte>([2], AvroScan.Bool).Failure);
        Reads<sbyte>("ff01", -128, AvroScan.Int8);
        Reads<short>("ffff03", short.MinValue, AvroScan.Int16);
        Reads<byte>("fe03", 255, AvroScan.UInt8);
        Reads<ushort>("feff07", ushort.MaxValue, AvroScan.UInt16);
        Reads<uint>("feffffff1f", uint.MaxValue, AvroScan.UInt32);
        Assert.Equal(DecodeFailure.Range, Scan.Fixed<byte>(Convert.FromHexString("01"), AvroScan.UInt8).Failure);
        Assert.Equal(DecodeFailure.Range, Scan.Fixed<sbyte>(Convert.FromHexString("8002"), AvroScan.Int8).Failure);
        Assert.Equal(DecodeFailure.Range, Scan.Fixed<ulong>(Convert.FromHexString("01"), AvroScan.UInt64Long).Failure);
    }

    [Fact]
    public void Uuids()
    {
        var guid = new Guid("00112233-4455-6677-8899-aabbccddeeff");
        string text = "48" + Convert.ToHexStringLower(Encoding.ASCII.GetBytes(guid.ToString()));
        Assert.Equal(text, Written((ref AvroWriter w) => w.Uuid(guid)));
        Reads(text, Wire.FromGuid(guid), AvroScan.Uuid);
        Assert.Equal("00112233445566778899aabbccddeeff", Written((ref AvroWriter w) => w.UuidFixed(guid)));
        Reads("00112233445566778899aabbccddeeff", Wire.FromGuid(guid), AvroScan.UuidFixed);
        Assert.Equal(DecodeFailure.Uuid, Scan.Fixed<UuidBits>(Convert.FromHexString("0861626364"), AvroScan.Uuid).Failure);
    }

    [Theory]
    [InlineData("0", "0200")]
    [InlineData("0.0127", "027f")]
    [InlineData("0.0128", "040080")]
    [InlineData("-0.0128", "0280")]
    [InlineData("-0.0129", "04ff7f")]
    [InlineData("99999999999999.9999", "100de0b6b3a763ffff")]
    [InlineData("-99999999999999.9999", "10f21f494c589c0001")]
    public void Decimals(string text, string hex)
    {
        decimal value = decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        long scaled = (long)(value * 10000m);
        Assert.Equal(hex, Written((ref AvroWriter w) => w.Decimal(value, 18, 4)));
        Assert.Equal(hex, Written((ref AvroWriter w) => w.ScaledDecimal((Int128)scaled)));
        Reads(hex, scaled, (p, dst, ctx) => AvroScan.Decimal64(p, dst, 18, ctx));
        Reads(hex, (Int128)scaled, (p, dst, ctx) => AvroScan.Decimal128(p, dst, 38, ctx));
    }

    [Theory]
    [InlineData("00", DecodeFailure.Length)]
    [InlineData("03", DecodeFailure.Length)]
    [InlineData("100de0b6b3a7640000", DecodeFailure.Precision)]
    [InlineData("10f21f494c589c0000", DecodeFailure.Precision)]
    [InlineData("24010000000000000000000000000000000000", DecodeFailure.Precision)]
    public void Bad_decimals(string hex, DecodeFailure failure)
    {
        byte[] bytes = Convert.FromHexString(hex);
        Assert.Equal(failure, Scan.Fixed<long>(bytes, (p, dst, ctx) => AvroScan.Decimal64(p, dst, 18, ctx)).Failure);
    }

    [Fact]
    public void A_decimal_may_repeat_its_sign()
    {
        Reads("28" + "ffffffffffffffffffffffffffffffffffffff80", -128L, (p, dst, ctx) => AvroScan.Decimal64(p, dst, 18, ctx));
        Reads("12" + "00000000000000007f", (Int128)127, (p, dst, ctx) => AvroScan.Decimal128(p, dst, 38, ctx));
    }

    /// <summary>Bytes are big-endian behind their length; one more than fits may only carry the sign.</summary>
    [Theory]
    [InlineData("02ff", "-1")]
    [InlineData("207fffffffffffffffffffffffffffffff", "170141183460469231731687303715884105727")]
    [InlineData("2080000000000000000000000000000000", "-170141183460469231731687303715884105728")]
    [InlineData("2200ffffffffffffffffffffffffffffffff", null)] // 2^128 - 1
    [InlineData("22ff7fffffffffffffffffffffffffffffff", null)] // -2^127 - 1
    [InlineData("220100000000000000000000000000000000", null)]
    [InlineData("00", null)]
    [InlineData("03", null)]
    [InlineData("0401", null)]
    public void Signed_128_bits(string hex, string? value) => Same(
        value is null ? null : Int128.Parse(value, System.Globalization.CultureInfo.InvariantCulture), Scan.Fixed<Int128>(Convert.FromHexString(hex), AvroScan.Int128));

    [Theory]
    [InlineData("0200", "0")]
    [InlineData("2200ffffffffffffffffffffffffffffffff", "340282366920938463463374607431768211455")]
    [InlineData("02ff", null)]
    [InlineData("220100000000000000000000000000000000", null)]
    [InlineData("00", null)]
    [InlineData("0401", null)]
    public void Unsigned_128_bits(string hex, string? value) => Same(
        value is null ? null : UInt128.Parse(value, System.Globalization.CultureInfo.InvariantCulture), Scan.Fixed<UInt128>(Convert.FromHexString(hex), AvroScan.UInt128));

    [Theory]
    [InlineData("0463", 2, DecodeFailure.Truncated)]
    [InlineData("0263", 2, DecodeFailure.None)]
    [InlineData("0264", 2, DecodeFailure.Precision)]
    [InlineData("029d", 2, DecodeFailure.None)] // -99
    [InlineData("029c", 2, DecodeFailure.Precision)]
    [InlineData("00", 76, DecodeFailure.Length)]
    [InlineData("42000000000000000000000000000000000000000000000000000000000000000001", 76, DecodeFailure.None)]
    [InlineData("420000000000000000000000000000000000000000000000000000000000000000ff", 76, DecodeFailure.None)]
    [InlineData("42ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", 76, DecodeFailure.None)]
    [InlineData("42010000000000000000000000000000000000000000000000000000000000000000", 76, DecodeFailure.Range)]
    [InlineData("4200ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", 76, DecodeFailure.Precision)] // 2^256 - 1
    [InlineData("408000000000000000000000000000000000000000000000000000000000000000", 76, DecodeFailure.Precision)] // -2^255
    public void Decimals_of_256_bits(string hex, int precision, DecodeFailure failure)
        => Assert.Equal(failure, Scan.Fixed<Int256Bits>(Convert.FromHexString(hex), (p, dst, ctx) => AvroScan.Decimal256(p, dst, precision, ctx)).Failure);

    [Theory]
    [InlineData("00", 0)]
    [InlineData("900d", 840)]
    [InlineData("8f0d", -840)]
    [InlineData("920d", null)]
    [InlineData("910d", null)]
    public void Offsets_are_minutes(string hex, int? minutes) => Same((short?)minutes, Scan.Fixed<short>(Convert.FromHexString(hex), AvroScan.Offset));

    private static void Same<T>(T? expected, Scanned<T> read)
        where T : unmanaged
    {
        Assert.Equal(expected is not null, read.Ok);
        Assert.True(expected is null || (read.Whole && read.Value.Equals(expected.Value)), $"{read.Value}");
    }

    [Theory]
    [InlineData(0, "0200")]
    [InlineData(255, "0400ff")]
    [InlineData(ulong.MaxValue, "1200ffffffffffffffff")]
    public void Unsigned_longs_are_decimals(ulong value, string hex)
    {
        Assert.Equal(hex, Written((ref AvroWriter w) => w.UInt64(value)));
        Reads(hex, value, AvroScan.UInt64);
        Assert.Equal(DecodeFailure.Range, Scan.Fixed<ulong>(Convert.FromHexString("02ff"), AvroScan.UInt64).Failure);
        Assert.Equal(
            DecodeFailure.Range, Scan.Fixed<ulong>(Convert.FromHexString("12010000000000000000"), AvroScan.UInt64).Failure);
    }

    [Fact]
    public void Strings()
    {
        foreach (int length in new[] { 0, 1, 7, 8, 31, 32, 63, 64, 65, 127, 128, 8191, 8192, 20_000 })
        {
            foreach (string text in new[] { new string('x', length), new string('ü', length), new string('a', length) + "😀" })
            {
                string hex = Written((ref AvroWriter w) => w.String(text));
                using var stream = new MemoryStream();
                new BinaryEncoder(stream).WriteString(text);
                Assert.Equal(Convert.ToHexStringLower(stream.ToArray()), hex);
                Assert.Equal(text, ReadString(Convert.FromHexString(hex)));
            }
        }

        Assert.Throws<WireRangeException>(() => Written((ref AvroWriter w) => w.String("a\ud800")));
    }

    [Theory]
    [InlineData("04ff41", DecodeFailure.Utf8)]
    [InlineData("0641c3", DecodeFailure.Truncated)]
    [InlineData("01", DecodeFailure.Length)]
    [InlineData("feffffffffffffffff01", DecodeFailure.Truncated)]
    [InlineData("", DecodeFailure.Truncated)]
    public void Bad_strings(string hex, DecodeFailure failure)
    {
        using var ctx = new DecodeContext();
        using var column = new StringColumn(0);
        byte* p = ctx.Load(Convert.FromHexString(hex), out _);
        column.Ensure(hex.Length);
        Assert.True(AvroScan.String(p, column, ctx) == null);
        Assert.Equal(failure, ctx.Failure);
    }

    [Fact]
    public void Blocks()
    {
        // 2 items; then 1 item in a block with its bytes.
        Assert.Equal([1L, 2L, 2L], ReadLongs("04" + "02" + "04" + "01" + "02" + "04" + "00"));
        Assert.Empty(ReadLongs("00"));
    }

    [Theory]
    [InlineData("feffffffffffffffff01", DecodeFailure.Length)] // 2^63-1 items
    [InlineData("ffffffffffffffffff0100", DecodeFailure.Length)] // -2^63 items
    [InlineData("010602", DecodeFailure.Length)] // one item of three bytes, of which one is there
    [InlineData("05020202", DecodeFailure.Length)] // three items in one byte
    [InlineData("0402", DecodeFailure.Length)] // two items in one byte
    [InlineData("020200", DecodeFailure.None)]
    [InlineData("0202", DecodeFailure.Truncated)]
    public void Bad_blocks(string hex, DecodeFailure failure)
    {
        using var ctx = new DecodeContext();
        byte* p = ctx.Load(Convert.FromHexString(hex), out byte* end);
        byte* next = AvroScan.SkipBlocks(p, &AvroScan.SkipLong, ctx);
        Assert.Equal(failure, ctx.Failure);
        Assert.True(next == (failure == DecodeFailure.None ? end : null));
    }

    [Fact]
    public void Unions_and_enums_have_bounds()
    {
        using var ctx = new DecodeContext();
        byte* p = ctx.Load([0x02, 0x04], out _);
        Assert.True(AvroScan.Union(p, out int branch, 2, ctx) == p + 1);
        Assert.Equal(1, branch);
        Assert.True(AvroScan.Union(p + 1, out _, 2, ctx) == null);
        Assert.Equal(DecodeFailure.Length, ctx.Failure);
        Assert.True(AvroScan.Enum(p + 1, out _, 2, ctx) == null);
        Assert.Equal(DecodeFailure.Enum, ctx.Failure);
    }

    [Theory]
    [InlineData(1769903999123, 3, 6, 1769903999123000)]
    [InlineData(-1, 6, 3, -1)]
    [InlineData(-1000, 6, 3, -1)]
    [InlineData(-1001, 6, 3, -2)]
    [InlineData(1769903999123456789, 9, 6, 1769903999123456)]
    public void Instants_are_rescaled_and_floored(long wire, int wireDigits, int digits, long expected)
    {
        string hex = Written((ref AvroWriter w) => w.Long(wire));
        Reads(hex, expected, (p, dst, ctx) => AvroScan.Instant(p, dst, wireDigits, digits, ctx));
    }

    [Theory]
    [InlineData(10413792000000, 3, 3)]
    [InlineData(-2208988800001, 3, 6)]
    [InlineData(10413791999999, 3, 9)]
    [InlineData(long.MaxValue, 6, 6)]
    public void Instants_have_a_range(long wire, int wireDigits, int digits)
    {
        byte[] bytes = Convert.FromHexString(Written((ref AvroWriter w) => w.Long(wire)));
        Assert.Equal(DecodeFailure.Range, Scan.Fixed<long>(bytes, (p, dst, ctx) => AvroScan.Instant(p, dst, wireDigits, digits, ctx)).Failure);
    }

    /// <summary>Writes, into a buffer that hands out no more than is asked for.</summary>
    private static string Written(Writing write)
    {
        var output = new ArrayBufferWriter<byte>(1);
        var writer = new AvroWriter(output);
        write(ref writer);
        writer.Flush();
        return Convert.ToHexStringLower(output.WrittenSpan);
    }

    /// <summary>The value is read, and no truncated prefix of it is.</summary>
    private static void Reads<T>(string hex, T expected, ScanFixed<T> read)
        where T : unmanaged
    {
        byte[] bytes = Convert.FromHexString(hex);
        Scanned<T> whole = Scan.Fixed(bytes, read);
        Assert.Equal((expected, DecodeFailure.None, 0), (whole.Value, whole.Failure, whole.Rest));
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.Equal(DecodeFailure.Truncated, Scan.Fixed(bytes.AsSpan(0, length), read).Failure);
        }
    }

    private static string ReadString(byte[] bytes)
    {
        using var ctx = new DecodeContext();
        using var column = new StringColumn(0);
        byte* p = ctx.Load(bytes, out byte* end);
        column.Ensure(bytes.Length);
        byte* next = AvroScan.String(p, column, ctx);
        Assert.True(next != null);
        Assert.True(next == end);
        Assert.True(AvroScan.SkipBytes(p, ctx) == end);
        string text = new StringCursor { P = column.Pos }.NextString();
        for (int length = 0; length < Math.Min(bytes.Length, 300); length++)
        {
            p = ctx.Load(bytes.AsSpan(0, length), out _);
            Assert.True(AvroScan.String(p, column, ctx) == null);
            Assert.Equal(DecodeFailure.Truncated, ctx.Failure);
        }

        return text;
    }

    private static long[] ReadLongs(string hex)
    {
        using var ctx = new DecodeContext();
        byte* p = ctx.Load(Convert.FromHexString(hex), out byte* end);
        byte* start = p;
        var read = new List<long>();
        for (; ; )
        {
            p = AvroScan.BlockCount(p, out long count, ctx);
            Assert.True(p != null);
            if (count == 0)
            {
                break;
            }

            for (; count > 0; count--)
            {
                long value;
                p = AvroScan.Long(p, &value, ctx);
                Assert.True(p != null);
                read.Add(value);
            }
        }

        Assert.True(p == end);
        Assert.True(AvroScan.SkipBlocks(start, &AvroScan.SkipLong, ctx) == end);
        return [.. read];
    }
}
