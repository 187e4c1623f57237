using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Denormalized.CompilerServices;

/// <summary>UUIDs as text in lower case, which <see cref="JsonScan.TryUuid"/> reads.</summary>
internal static class UuidText
{
    /// <summary>00112233-4455-6677-8899-aabbccddeeff</summary>
    public const int Length = 36;

    /// <summary>Writes <see cref="Length"/> bytes.</summary>
    public static void Write(Guid value, ref byte destination)
    {
        UuidBits bits = Wire.FromGuid(value);
        Vector128<byte> bytes = Vector128.Create(BinaryPrimitives.ReverseEndianness(bits.High), BinaryPrimitives.ReverseEndianness(bits.Low)).AsByte();
        Vector128<byte> digits = Vector128.Create("0123456789abcdef"u8);
        Vector128<byte> high = Vector128.Shuffle(digits, bytes >>> 4);
        Vector128<byte> low = Vector128.Shuffle(digits, bytes & Vector128.Create((byte)0x0F));

        // Each byte is two digits, the high one first.
        Vector128<uint> front = (Vector128.WidenLower(high) | (Vector128.WidenLower(low) << 8)).AsUInt32();
        Vector128<uint> back = (Vector128.WidenUpper(high) | (Vector128.WidenUpper(low) << 8)).AsUInt32();
        Unsafe.WriteUnaligned(ref destination, front.AsUInt64().ToScalar());
        Unsafe.Add(ref destination, 8) = (byte)'-';
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref destination, 9), front.GetElement(2));
        Unsafe.Add(ref destination, 13) = (byte)'-';
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref destination, 14), front.GetElement(3));
        Unsafe.Add(ref destination, 18) = (byte)'-';
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref destination, 19), back.GetElement(0));
        Unsafe.Add(ref destination, 23) = (byte)'-';
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref destination, 24), back.GetElement(1));
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref destination, 28), back.GetElement(2));
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref destination, 32), back.GetElement(3));
    }
}
