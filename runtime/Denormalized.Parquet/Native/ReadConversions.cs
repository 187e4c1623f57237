using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using Denormalized.Schema;

namespace Denormalized.ParquetFormat;

/// <summary>Makes the bytes of a Native column of one value of a file.</summary>
internal delegate void ReadConversion(ReadOnlySpan<byte> from, Span<byte> to);

/// <summary>Reads one value of a file as a number.</summary>
internal delegate T ReadNumber<T>(ReadOnlySpan<byte> from);

/// <summary>
/// What a file may have where a column has a certain type: the same, or what loses nothing (Avro's promotions: a narrower
/// integer, an integer for a float, fewer digits of a decimal, another unit of time).
/// </summary>
internal static class ReadConversions
{
    private const int JulianEpoch = 2440588;
    private const long MicrosOfDay = 86_400_000_000;

    /// <summary>Null where there is none.</summary>
    /// <param name="type">The column.</param>
    /// <param name="want">What the column is in files that we write.</param>
    /// <param name="have">What the file has.</param>
    public static ReadConversion? Find(NativeColumnType type, ParquetNode want, ParquetNode have)
    {
        if (type.Name is "Decimal")
        {
            return Decimal(type, have);
        }

        if (want.Logical?.Kind is ParquetLogicalKind.Timestamp or ParquetLogicalKind.Time)
        {
            return Times(type, want.Logical, have);
        }

        return type.Name switch
        {
            "Bool" => have.Type == ParquetPhysicalType.Boolean ? Copy : null,
            "Float32" => Floats(have) is { } f ? (from, to) => BinaryPrimitives.WriteSingleLittleEndian(to, (float)f(from)) : null,
            "Float64" => Floats(have) is { } f ? (from, to) => BinaryPrimitives.WriteDoubleLittleEndian(to, f(from)) : Integers(have) is { } i ? (from, to) => BinaryPrimitives.WriteDoubleLittleEndian(to, (double)i(from)) : null,
            "UUID" => have is { Type: ParquetPhysicalType.FixedLenByteArray, Length: 16 } ? Uuid : null,
            "FixedString" => have.Type == ParquetPhysicalType.FixedLenByteArray && have.Length == type.Width ? Copy : null,
            "Enum8" or "Enum16" => have.Type == ParquetPhysicalType.ByteArray ? Names(type) : null,
            "IPv4" => have.Type == ParquetPhysicalType.ByteArray ? Address(AddressFamily.InterNetwork) : Whole(type, have),
            "IPv6" => have.Type == ParquetPhysicalType.ByteArray ? Address(AddressFamily.InterNetworkV6) : have is { Type: ParquetPhysicalType.FixedLenByteArray, Length: 16 } ? Copy : null,
            "Date" or "Date32" => have is { Type: ParquetPhysicalType.Int32, Logical.Kind: ParquetLogicalKind.Date } ? Whole(type, have with { Logical = null }) : null,
            "Int128" or "UInt128" or "Int256" or "UInt256" when have is { Type: ParquetPhysicalType.FixedLenByteArray, Logical: null } => have.Length == type.Width ? Copy : null,
            _ => Whole(type, have),
        };
    }

    /// <summary>The bytes are the same in both.</summary>
    public static bool IsSame(NativeColumnType type, ParquetNode want, ParquetNode have) =>
        want.Type == have.Type && want.Length == have.Length && want.Logical == have.Logical && type.Name switch
        {
            "Bool" or "Int32" or "UInt32" or "Int64" or "UInt64" or "Float32" or "Float64" or "Date32" or "Time64" or "FixedString" => true,
            "Int128" or "UInt128" or "Int256" or "UInt256" => true,
            "Decimal" => want.Type != ParquetPhysicalType.FixedLenByteArray,
            "DateTime64" => type.Number(0) == (int)want.Logical!.Unit,
            _ => false,
        };

    private static void Copy(ReadOnlySpan<byte> from, Span<byte> to) => from.CopyTo(to);

    private static void Uuid(ReadOnlySpan<byte> from, Span<byte> to)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(to, BinaryPrimitives.ReadUInt64BigEndian(from));
        BinaryPrimitives.WriteUInt64LittleEndian(to[8..], BinaryPrimitives.ReadUInt64BigEndian(from[8..]));
    }

    private static ReadNumber<double>? Floats(ParquetNode have) => have switch
    {
        { Type: ParquetPhysicalType.Float } => static from => BinaryPrimitives.ReadSingleLittleEndian(from),
        { Type: ParquetPhysicalType.Double } => static from => BinaryPrimitives.ReadDoubleLittleEndian(from),
        { Type: ParquetPhysicalType.FixedLenByteArray, Logical.Kind: ParquetLogicalKind.Float16 } => static from => (double)BinaryPrimitives.ReadHalfLittleEndian(from),
        _ => null,
    };

    /// <summary>Whole numbers of a file: plain or annotated as integers.</summary>
    private static ReadNumber<Int128>? Integers(ParquetNode have) => (have.Type, have.Logical) switch
    {
        (ParquetPhysicalType.Int32, { Kind: ParquetLogicalKind.Integer, IsSigned: false }) => static from => BinaryPrimitives.ReadUInt32LittleEndian(from),
        (ParquetPhysicalType.Int64, { Kind: ParquetLogicalKind.Integer, IsSigned: false }) => static from => BinaryPrimitives.ReadUInt64LittleEndian(from),
        (ParquetPhysicalType.Int32, null or { Kind: ParquetLogicalKind.Integer }) => static from => BinaryPrimitives.ReadInt32LittleEndian(from),
        (ParquetPhysicalType.Int64, null or { Kind: ParquetLogicalKind.Integer }) => static from => BinaryPrimitives.ReadInt64LittleEndian(from),
        _ => null,
    };

    private static ReadConversion? Whole(NativeColumnType type, ParquetNode have)
    {
        if (Integers(have) is not { } read || type.Name == "String")
        {
            return null;
        }

        (Int128 min, Int128 max) = Range(type);
        return (from, to) =>
        {
            Int128 value = read(from);
            if (value < min || value > max)
            {
                throw new InvalidDataException($"{value} is no {type.Name}");
            }

            Write(value, to);
        };
    }

    private static (Int128 Min, Int128 Max) Range(NativeColumnType type)
    {
        int bits = type.Width * 8;
        bool signed = type.Name[0] != 'U' && type.Name is not ("Date" or "IPv4");
        if (bits >= 128)
        {
            return (signed ? Int128.MinValue : 0, Int128.MaxValue);
        }

        return signed ? (-(Int128.One << (bits - 1)), (Int128.One << (bits - 1)) - 1) : (0, (Int128.One << bits) - 1);
    }

    private static void Write(Int128 value, Span<byte> to)
    {
        to.Fill(value < 0 ? (byte)0xFF : (byte)0);
        Span<byte> wide = stackalloc byte[16];
        BinaryPrimitives.WriteInt128LittleEndian(wide, value);
        wide[..Math.Min(16, to.Length)].CopyTo(to);
    }

    private static ReadConversion? Decimal(NativeColumnType type, ParquetNode have)
    {
        int scale = have.Logical is { Kind: ParquetLogicalKind.Decimal } d ? d.Scale : Integers(have) is not null ? 0 : -1;
        int more = type.Number(1) - scale;
        if (scale < 0 || more < 0)
        {
            return null;
        }

        BigInteger factor = BigInteger.Pow(10, more);
        BigInteger limit = BigInteger.Pow(10, type.Number(0));
        bool isUnsigned = have.Logical is { Kind: ParquetLogicalKind.Integer, IsSigned: false };
        bool isBigEndian = have.Type is ParquetPhysicalType.ByteArray or ParquetPhysicalType.FixedLenByteArray;
        return (from, to) =>
        {
            BigInteger value = new BigInteger(from, isUnsigned, isBigEndian) * factor;
            if (BigInteger.Abs(value) >= limit)
            {
                throw new InvalidDataException($"a decimal has more than {type.Number(0)} digits");
            }

            to.Fill(value.Sign < 0 ? (byte)0xFF : (byte)0);
            value.TryWriteBytes(to, out _);
        };
    }

    private static ReadConversion? Times(NativeColumnType type, ParquetLogicalType want, ParquetNode have)
    {
        bool isTime = want.Kind == ParquetLogicalKind.Time;
        int digits = type.Number(0);
        if (have.Type == ParquetPhysicalType.Int96 && !isTime)
        {
            return (from, to) =>
            {
                Int128 days = BinaryPrimitives.ReadInt32LittleEndian(from[8..]) - JulianEpoch;
                Instant((days * MicrosOfDay * 1000) + BinaryPrimitives.ReadInt64LittleEndian(from), 9, digits, to);
            };
        }

        if (have.Logical?.Kind != want.Kind || (!isTime && have.Logical.IsUtc != want.IsUtc))
        {
            return null;
        }

        int unit = (int)have.Logical.Unit;
        return have.Type == ParquetPhysicalType.Int32
            ? (from, to) => Instant(BinaryPrimitives.ReadInt32LittleEndian(from), unit, digits, to)
            : (from, to) => Instant(BinaryPrimitives.ReadInt64LittleEndian(from), unit, digits, to);
    }

    /// <summary>Into another unit, floored, as instants are everywhere.</summary>
    private static void Instant(Int128 value, int unit, int digits, Span<byte> to)
    {
        for (; unit < digits; unit++)
        {
            value *= 10;
        }

        if (unit > digits)
        {
            Int128 divisor = 1;
            for (; unit > digits; unit--)
            {
                divisor *= 10;
            }

            Int128 rest = ((value % divisor) + divisor) % divisor;
            value = (value - rest) / divisor;
        }

        long result = value >= long.MinValue && value <= long.MaxValue ? (long)value : throw new InvalidDataException($"an instant is out of the range of DateTime64({digits})");
        MemoryMarshal.Write(to, result);
    }

    private static ReadConversion Names(NativeColumnType type) => (from, to) =>
    {
        string name = Encoding.UTF8.GetString(from);
        foreach ((string member, int value) in type.Members)
        {
            if (member == name)
            {
                Write(value, to);
                return;
            }
        }

        throw new InvalidDataException($"'{name}' is no member of the enum");
    };

    private static ReadConversion Address(AddressFamily family) => (from, to) =>
    {
        string text = Encoding.UTF8.GetString(from);
        if (!IPAddress.TryParse(text, out IPAddress? address) || (family == AddressFamily.InterNetwork && address.AddressFamily != family))
        {
            throw new InvalidDataException($"'{text}' is no address");
        }

        address = family == AddressFamily.InterNetworkV6 ? address.MapToIPv6() : address;
        address.TryWriteBytes(to, out _);
        if (family == AddressFamily.InterNetwork)
        {
            to.Reverse(); // a number, little-endian
        }
    };
}
