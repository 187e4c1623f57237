using System.Buffers.Binary;
using System.ComponentModel;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Denormalized.CompilerServices;

/// <summary>
/// C# values to column values and back. What a column cannot hold is refused with the member's name: ClickHouse does
/// not check what it is sent in the Native format.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class Wire
{
    /// <summary>A Guid as two little-endian halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static UuidBits FromGuid(Guid value)
    {
        // Guid: int, short, short in machine order, then eight bytes in text order.
        ref GuidParts parts = ref Unsafe.As<Guid, GuidParts>(ref value);
        return new UuidBits
        {
            High = ((ulong)parts.A << 32) | ((ulong)parts.B << 16) | parts.C,
            Low = BinaryPrimitives.ReverseEndianness(parts.D),
        };
    }

    /// <summary>Two little-endian halves as a Guid.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Guid ToGuid(UuidBits value)
    {
        var parts = new GuidParts
        {
            A = (uint)(value.High >> 32),
            B = (ushort)(value.High >> 16),
            C = (ushort)value.High,
            D = BinaryPrimitives.ReverseEndianness(value.Low),
        };
        return Unsafe.As<GuidParts, Guid>(ref parts);
    }

    private static string Text(IFormattable value, string? format = null) => value.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>The fields of <see cref="Guid"/>, whose layout is part of its contract with COM.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct GuidParts
    {
        public uint A;
        public ushort B;
        public ushort C;
        public ulong D;
    }
}
