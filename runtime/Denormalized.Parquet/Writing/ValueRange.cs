using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Denormalized.ParquetFormat;

/// <summary>Smallest and largest value of a page or chunk. Of long texts a prefix is kept that is still a bound.</summary>
internal sealed class ValueRange(ValueOrder order) : IDisposable
{
    private const int MaxText = 64;

    private readonly ByteBuffer _min = new();
    private readonly ByteBuffer _max = new();

    /// <summary>There is a value that counts.</summary>
    public bool HasValue { get; private set; }

    public bool IsMinExact { get; private set; } = true;

    public bool IsMaxExact { get; private set; } = true;

    public ReadOnlySpan<byte> Min => _min.Span;

    public ReadOnlySpan<byte> Max => _max.Span;

    public void Clear()
    {
        HasValue = false;
        IsMinExact = IsMaxExact = true;
    }

    public void Add(ReadOnlySpan<byte> value)
    {
        if (order == ValueOrder.None || !ValueOrders.Counts(order, value))
        {
            return;
        }

        if (!HasValue)
        {
            HasValue = true;
            Set(_min, value);
            Set(_max, value);
        }
        else if (ValueOrders.Compare(order, value, _min.Span) < 0)
        {
            Set(_min, value);
        }
        else if (ValueOrders.Compare(order, value, _max.Span) > 0)
        {
            Set(_max, value);
        }
    }

    /// <summary>Adds values of fixed width, PLAIN-encoded.</summary>
    public void AddFixed(ReadOnlySpan<byte> plain, int width)
    {
        switch (order)
        {
            case ValueOrder.None: break;
            case ValueOrder.Int32: AddNumbers<int>(plain, int.MaxValue, int.MinValue); break;
            case ValueOrder.UInt32: AddNumbers<uint>(plain, uint.MaxValue, 0); break;
            case ValueOrder.Int64: AddNumbers<long>(plain, long.MaxValue, long.MinValue); break;
            case ValueOrder.UInt64: AddNumbers<ulong>(plain, ulong.MaxValue, 0); break;
            case ValueOrder.Float: AddNumbers<float>(plain, float.PositiveInfinity, float.NegativeInfinity); break;
            case ValueOrder.Double: AddNumbers<double>(plain, double.PositiveInfinity, double.NegativeInfinity); break;
            default:
                for (; !plain.IsEmpty; plain = plain[width..])
                {
                    Add(plain[..width]);
                }

                break;
        }
    }

    /// <summary>Adds texts, each behind its length.</summary>
    public void AddTexts(ReadOnlySpan<byte> plain)
    {
        while (!plain.IsEmpty)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(plain);
            Add(plain.Slice(4, length));
            plain = plain[(4 + length)..];
        }
    }

    /// <summary>NaN is neither smaller nor larger, so that it does not count.</summary>
    private void AddNumbers<T>(ReadOnlySpan<byte> plain, T min, T max)
        where T : unmanaged, INumber<T>
    {
        bool hasAny = false;
        foreach (T value in MemoryMarshal.Cast<byte, T>(plain))
        {
            min = value < min ? value : min;
            max = value > max ? value : max;
            hasAny |= !T.IsNaN(value);
        }

        if (hasAny)
        {
            Add(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in min)));
            Add(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in max)));
        }
    }

    public void Dispose()
    {
        _min.Dispose();
        _max.Dispose();
    }

    /// <summary>Adds all that is in another range, before that is closed.</summary>
    public void Add(ValueRange other)
    {
        if (other.HasValue)
        {
            Add(other.Min);
            Add(other.Max);
        }
    }

    /// <summary>Makes what is kept short, and a bound whatever the sign of a zero.</summary>
    public void Close()
    {
        if (!HasValue)
        {
            return;
        }

        switch (order)
        {
            case ValueOrder.Float:
                Zero(_min, BinaryPrimitives.ReadSingleLittleEndian(_min.Span) == 0, BitConverter.GetBytes(-0.0f));
                Zero(_max, BinaryPrimitives.ReadSingleLittleEndian(_max.Span) == 0, BitConverter.GetBytes(0.0f));
                break;
            case ValueOrder.Double:
                Zero(_min, BinaryPrimitives.ReadDoubleLittleEndian(_min.Span) == 0, BitConverter.GetBytes(-0.0));
                Zero(_max, BinaryPrimitives.ReadDoubleLittleEndian(_max.Span) == 0, BitConverter.GetBytes(0.0));
                break;
            case ValueOrder.Bytes when _min.Length > MaxText || _max.Length > MaxText:
                Shorten();
                break;
        }
    }

    private void Shorten()
    {
        if (_min.Length > MaxText)
        {
            Set(_min, [.. _min.Span[..CharacterStart(_min.Span, MaxText)]]);
            IsMinExact = false;
        }

        if (_max.Length > MaxText && Next(_max.Span[..CharacterStart(_max.Span, MaxText)]) is { } next)
        {
            Set(_max, next);
            IsMaxExact = false;
        }
    }

    /// <summary>No character of UTF-8 is cut: a reader may take the bound as text.</summary>
    private static int CharacterStart(ReadOnlySpan<byte> text, int at)
    {
        int start = at;
        while (start > at - 4 && start > 0 && (text[start] & 0xC0) == 0x80)
        {
            start--;
        }

        return (text[start] & 0xC0) == 0x80 ? at : start;
    }

    /// <summary>A short text that is larger than all that begin with this one: its last ASCII character below '~' is raised. Null when it has none.</summary>
    private static byte[]? Next(ReadOnlySpan<byte> prefix)
    {
        for (int i = prefix.Length - 1; i >= 0; i--)
        {
            if (prefix[i] < 0x7E)
            {
                byte[] next = [.. prefix[..(i + 1)]];
                next[i]++;
                return next;
            }
        }

        return null;
    }

    private static void Zero(ByteBuffer buffer, bool isZero, byte[] zero)
    {
        if (isZero)
        {
            Set(buffer, zero);
        }
    }

    private static void Set(ByteBuffer buffer, ReadOnlySpan<byte> value)
    {
        buffer.Clear();
        buffer.Append(value);
    }
}
