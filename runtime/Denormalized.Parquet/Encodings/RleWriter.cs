using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Denormalized.ParquetFormat;

/// <summary>Writes runs and packed groups; layout in <see cref="RleReader"/>.</summary>
internal static class RleWriter
{
    private const int Group = 8;

    /// <summary>Appends indexes of <paramref name="width"/> bits to <paramref name="output"/>.</summary>
    public static void Write(ReadOnlySpan<int> values, int width, ByteBuffer output) => Write<int>(values, width, output);

    /// <summary>Appends levels of <paramref name="width"/> bits to <paramref name="output"/>.</summary>
    public static void Write(ReadOnlySpan<byte> values, int width, ByteBuffer output) => Write<byte>(values, width, output);

    /// <summary>Bits of the largest value.</summary>
    public static int Width(int largest) => largest == 0 ? 0 : BitOperations.Log2((uint)largest) + 1;

    /// <summary>LEB128.</summary>
    public static void VarInt(ulong value, ByteBuffer output)
    {
        Span<byte> bytes = output.Room(10);
        int at = 0;
        for (; value >= 0x80; value >>= 7)
        {
            bytes[at++] = (byte)(value | 0x80);
        }

        bytes[at++] = (byte)value;
        output.Advance(at);
    }

    /// <summary>Runs begin where a group of eight is even, so that what is packed before them is whole.</summary>
    private static void Write<T>(ReadOnlySpan<T> values, int width, ByteBuffer output)
        where T : unmanaged, IEquatable<T>
    {
        int packed = 0;
        for (int at = 0; at + Group <= values.Length;)
        {
            if (!IsEven(ref Unsafe.AsRef(in values[at])))
            {
                at += Group;
                continue;
            }

            int run = RunLength(values[at..]);
            if (!Pays(run, width))
            {
                at += run & -Group;
                continue;
            }

            Pack(values[packed..at], width, output);
            Repeat(ToInt(values[at]), run, width, output);
            at += run;
            packed = at;
        }

        Pack(values[packed..], width, output);
    }

    /// <summary>A run costs its value, its length and, behind it, another length.</summary>
    private static bool Pays(int run, int width) => run / Group * width > ((width + 7) / 8) + 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ToInt<T>(T value) => typeof(T) == typeof(byte) ? (byte)(object)value! : (int)(object)value!;

    /// <summary>Eight values are the same.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsEven<T>(ref T first)
        where T : unmanaged
    {
        if (typeof(T) == typeof(byte))
        {
            ulong word = Unsafe.ReadUnaligned<ulong>(ref Unsafe.As<T, byte>(ref first));
            return word == (byte)word * 0x0101010101010101UL;
        }

        Vector256<int> eight = Vector256.LoadUnsafe(ref Unsafe.As<T, int>(ref first));
        return eight == Vector256.Create(eight[0]);
    }

    private static int RunLength<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IEquatable<T>
    {
        int different = values.IndexOfAnyExcept(values[0]);
        return different < 0 ? values.Length : different;
    }

    private static void Pack<T>(ReadOnlySpan<T> values, int width, ByteBuffer output)
        where T : unmanaged
    {
        if (values.IsEmpty)
        {
            return;
        }

        int groups = (values.Length + Group - 1) / Group;
        int bytes = groups * width;
        VarInt(((ulong)groups << 1) | 1, output);
        Span<byte> room = output.Room(bytes + BitPacking.Padding);
        int written = typeof(T) == typeof(byte)
            ? BitPacking.Pack(MemoryMarshal.Cast<T, byte>(values), width, room)
            : BitPacking.Pack(MemoryMarshal.Cast<T, int>(values), width, room);
        room[Math.Min(written, bytes)..bytes].Clear();
        output.Advance(bytes);
    }

    private static void Repeat(int value, int count, int width, ByteBuffer output)
    {
        VarInt((ulong)count << 1, output);
        BinaryPrimitives.WriteInt32LittleEndian(output.Room(4), value);
        output.Advance((width + 7) / 8);
    }
}
