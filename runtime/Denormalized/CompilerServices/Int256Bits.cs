using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Denormalized.CompilerServices;

/// <summary>
/// 256 bits as ClickHouse keeps Int256, UInt256 and Decimal256: four little-endian words, the lowest first, two's
/// complement where it is signed.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[StructLayout(LayoutKind.Sequential)]
public struct Int256Bits : IEquatable<Int256Bits>
{
    /// <summary>Bytes of a value.</summary>
    internal const int Size = 32;

    /// <summary>Bits 0 to 63.</summary>
    public ulong Word0;

    /// <summary>Bits 64 to 127.</summary>
    public ulong Word1;

    /// <summary>Bits 128 to 191.</summary>
    public ulong Word2;

    /// <summary>Bits 192 to 255.</summary>
    public ulong Word3;

    /// <summary>The lower 128 bits.</summary>
    internal readonly UInt128 Low => new(Word1, Word0);

    /// <summary>The upper 128 bits.</summary>
    internal readonly UInt128 High => new(Word3, Word2);

    internal readonly bool IsNegative => (long)Word3 < 0;

    internal static Int256Bits FromMagnitude(UInt128 low) => new() { Word0 = (ulong)low, Word1 = (ulong)(low >> 64) };

    /// <summary>Magnitude * factor + addend; false when it takes more than 256 bits.</summary>
    internal bool TryMultiplyAdd(ulong factor, ulong addend)
    {
        UInt128 carry = addend;
        Word0 = Step(Word0, factor, ref carry);
        Word1 = Step(Word1, factor, ref carry);
        Word2 = Step(Word2, factor, ref carry);
        Word3 = Step(Word3, factor, ref carry);
        return carry == 0;

        static ulong Step(ulong word, ulong factor, ref UInt128 carry)
        {
            carry += (UInt128)word * factor;
            ulong low = (ulong)carry;
            carry >>= 64;
            return low;
        }
    }

    /// <summary>Magnitude * 10^exponent; false when it takes more than 256 bits.</summary>
    internal bool TryScaleUp(long exponent)
    {
        const int MostDigits = 78;
        if (exponent > MostDigits)
        {
            return this == default;
        }

        bool fits = true;
        for (; exponent > 0; exponent--)
        {
            fits &= TryMultiplyAdd(10, 0);
        }

        return fits;
    }

    /// <summary>Divides the magnitude; returns the rest.</summary>
    internal ulong DivideBy(ulong divisor)
    {
        UInt128 rest = 0;
        Word3 = Step(Word3, divisor, ref rest);
        Word2 = Step(Word2, divisor, ref rest);
        Word1 = Step(Word1, divisor, ref rest);
        Word0 = Step(Word0, divisor, ref rest);
        return (ulong)rest;

        static ulong Step(ulong word, ulong divisor, ref UInt128 rest)
        {
            (UInt128 quotient, rest) = UInt128.DivRem((rest << 64) | word, divisor);
            return (ulong)quotient;
        }
    }

    internal void Negate()
    {
        Word0 = ~Word0;
        Word1 = ~Word1;
        Word2 = ~Word2;
        Word3 = ~Word3;
        if (++Word0 == 0 && ++Word1 == 0 && ++Word2 == 0)
        {
            Word3++;
        }
    }

    /// <summary>The magnitude has at most so many decimal digits (1 to 76).</summary>
    internal readonly bool HasDigits(int precision)
    {
        var limit = FromMagnitude(1);
        limit.TryScaleUp(precision);
        return High < limit.High || (High == limit.High && Low < limit.Low);
    }

    internal readonly void WriteBigEndian(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt128BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt128BigEndian(bytes[16..], Low);
    }

    internal static Int256Bits ReadBigEndian(ReadOnlySpan<byte> bytes)
    {
        UInt128 high = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        UInt128 low = BinaryPrimitives.ReadUInt128BigEndian(bytes[16..]);
        return new Int256Bits { Word0 = (ulong)low, Word1 = (ulong)(low >> 64), Word2 = (ulong)high, Word3 = (ulong)(high >> 64) };
    }

    /// <inheritdoc/>
    public readonly bool Equals(Int256Bits other)
        => Word0 == other.Word0 && Word1 == other.Word1 && Word2 == other.Word2 && Word3 == other.Word3;

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is Int256Bits other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => HashCode.Combine(Word0, Word1, Word2, Word3);

    /// <summary>Equality of all bits.</summary>
    public static bool operator ==(Int256Bits left, Int256Bits right) => left.Equals(right);

    /// <summary>Inequality of any bit.</summary>
    public static bool operator !=(Int256Bits left, Int256Bits right) => !left.Equals(right);
}
