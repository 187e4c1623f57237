using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Denormalized.CompilerServices;

/// <summary>
/// A UUID as ClickHouse keeps it: two 64-bit halves, each little-endian.
/// <code>
/// 00112233-4455-6677-8899-aabbccddeeff
/// High = 0x0011223344556677, Low = 0x8899AABBCCDDEEFF
/// bytes: 77 66 55 44 33 22 11 00 ff ee dd cc bb aa 99 88
/// </code>
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[StructLayout(LayoutKind.Sequential)]
public struct UuidBits : IEquatable<UuidBits>
{
    /// <summary>The first 16 hexadecimal digits.</summary>
    public ulong High;

    /// <summary>The last 16 hexadecimal digits.</summary>
    public ulong Low;

    /// <inheritdoc/>
    public readonly bool Equals(UuidBits other) => High == other.High && Low == other.Low;

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is UuidBits other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => HashCode.Combine(High, Low);

    /// <inheritdoc/>
    public override readonly string ToString() => Wire.ToGuid(this).ToString();

    /// <summary>Equality of all bits.</summary>
    public static bool operator ==(UuidBits left, UuidBits right) => left.Equals(right);

    /// <summary>Inequality of any bit.</summary>
    public static bool operator !=(UuidBits left, UuidBits right) => !left.Equals(right);
}
