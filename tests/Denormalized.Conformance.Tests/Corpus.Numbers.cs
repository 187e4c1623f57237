using System.Numerics;

namespace Denormalized.Conformance.Tests;

public static partial class Corpus
{
    private static void AddNumbers()
    {
        Add("bool", (e, v) => e with { Bool = v, BoolOrNull = v, BoolItems = [v, null, v] }, (true, "true"), (false, "false"));
        Add("i8", (e, v) => e with { I8 = v, I8OrNull = v, I8Items = [v, null, v] }, Same(sbyte.MinValue, sbyte.MaxValue, (sbyte)0, (sbyte)-1));
        Add("i16", (e, v) => e with { I16 = v, I16OrNull = v, I16Items = [v, null, v] }, Same(short.MinValue, short.MaxValue));
        Add("i32", (e, v) => e with { I32 = v, I32OrNull = v, I32Items = [v, null, v] }, Same(int.MinValue, int.MaxValue));
        Add("i64", (e, v) => e with { I64 = v, I64OrNull = v, I64Items = [v, null, v] }, Typed("toInt64", long.MinValue, long.MaxValue, (1L << 53) + 1));
        Add("u8", (e, v) => e with { U8 = v, U8OrNull = v, U8Items = [v, null, v] }, Same(byte.MinValue, byte.MaxValue));
        Add("u16", (e, v) => e with { U16 = v, U16OrNull = v, U16Items = [v, null, v] }, Same(ushort.MinValue, ushort.MaxValue));
        Add("u32", (e, v) => e with { U32 = v, U32OrNull = v, U32Items = [v, null, v] }, Same(uint.MinValue, uint.MaxValue));
        Add("u64", (e, v) => e with { U64 = v, U64OrNull = v, U64Items = [v, null, v] }, Typed("toUInt64", ulong.MinValue, ulong.MaxValue, 1UL << 63));
        Add("u64_narrow", (e, v) => e with { U64Narrow = v, U64NarrowOrNull = v, U64NarrowItems = [v, null, v] }, Typed("toUInt64", 0UL, (ulong)long.MaxValue));
        Add("i128", (e, v) => e with { I128 = v, I128OrNull = v, I128Items = [v, null, v] },
            Typed("toInt128", Int128.MinValue, Int128.MaxValue, Int128.Zero, -1, (Int128)ulong.MaxValue + 1, sbyte.MinValue, 128));
        Add("u128", (e, v) => e with { U128 = v, U128OrNull = v, U128Items = [v, null, v] }, Typed("toUInt128", UInt128.MinValue, UInt128.MaxValue, UInt128.One << 127));
        BigInteger half = BigInteger.One << 255;
        Add("i256", (e, v) => e with { I256 = v, I256OrNull = v, I256Items = [v, null, v] },
            Typed("toInt256", -half, half - 1, BigInteger.Zero, BigInteger.MinusOne, BigInteger.One << 128, -(BigInteger.One << 64)));
        Add("u256", (e, v) => e with { U256 = v, U256OrNull = v, U256Items = [v, null, v] }, Typed("toUInt256", BigInteger.Zero, (half * 2) - 1, half));

        Add("f16", (e, v) => e with { F16 = v, F16OrNull = v, F16Items = [v, null, v] },
            (Half.MaxValue, "65504"), (Half.Epsilon, "reinterpret(toUInt32(864026624), 'Float32')"), (Half.NaN, "isNaN({})"), (Half.NegativeInfinity, "-inf"), ((Half)0.1f, "toFloat32(0.099975586)"));
        Add("f32", (e, v) => e with { F32 = v, F32OrNull = v, F32Items = [v, null, v] },
            (float.MaxValue, "reinterpret(toUInt32(0x7F7FFFFF), 'Float32')"), (float.MinValue, "reinterpret(toUInt32(0xFF7FFFFF), 'Float32')"),
            (float.Epsilon, "reinterpret(toUInt32(1), 'Float32')"), (-0.0f, "reinterpret({}, 'UInt32') = 0x80000000"), (0f, "reinterpret({}, 'UInt32') = 0"),
            (float.NaN, "isNaN({})"), (float.PositiveInfinity, "inf"), (0.1f, "toFloat32(0.1)"));
        Add("f64", (e, v) => e with { F64 = v, F64OrNull = v, F64Items = [v, null, v] },
            (double.MaxValue, "reinterpret(toUInt64(0x7FEFFFFFFFFFFFFF), 'Float64')"), (double.MinValue, "reinterpret(toUInt64(0xFFEFFFFFFFFFFFFF), 'Float64')"),
            (double.Epsilon, "reinterpret(toUInt64(1), 'Float64')"), (-0.0, "reinterpret({}, 'UInt64') = 0x8000000000000000"),
            (double.NaN, "isNaN({})"), (double.PositiveInfinity, "inf"), (double.NegativeInfinity, "-inf"), (0.1, "0.1"));

        Add("d9", (e, v) => e with { D9 = v, D9OrNull = v, D9Items = [v, null, v] }, Decimals(9, 2, "9999999.99", "-9999999.99", "0", "-0.01", "1.5"));
        Add("d18", (e, v) => e with { D18 = v, D18OrNull = v, D18Items = [v, null, v] }, Decimals(18, 4, "99999999999999.9999", "-99999999999999.9999", "0.0001", "-128"));
        Add("d28", (e, v) => e with { D28 = v, D28OrNull = v, D28Items = [v, null, v] }, Decimals(28, 10, "999999999999999999.9999999999", "-999999999999999999.9999999999", "0.0000000001"));
        Add("d38", (e, v) => e with { D38 = v, D38OrNull = v, D38Items = [v, null, v] }, Decimals(38, 10, "9999999999999999999999999999", "-7922816251426433759.3543950335", "0"));
        Add("d76", (e, v) => e with { D76 = v, D76OrNull = v, D76Items = [v, null, v] },
            Decimals(76, 28, "79228162514264337593543950335", "-79228162514264337593543950335", "0.0000000000000000000000000001", "-7.9228162514264337593543950335", "0"));
    }

    private static (decimal Value, string Sql)[] Decimals(int precision, int scale, params string[] values)
        => [.. values.Select(v => (decimal.Parse(v, System.Globalization.CultureInfo.InvariantCulture), $"CAST('{v}', 'Decimal({precision}, {scale})')"))];
}
