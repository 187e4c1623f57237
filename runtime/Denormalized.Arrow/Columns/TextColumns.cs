using System.Runtime.CompilerServices;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;
using Denormalized.CompilerServices;

namespace Denormalized.ArrowFormat;

/// <summary>
/// Texts and bytes: in Native a LEB128 length before each, in Arrow offsets apart from the bytes.
/// <code>
///   ["ab", "", "c"]    Native  02 61 62 00 01 63
///                      Arrow   offsets 0 2 2 3, bytes 61 62 63
/// </code>
/// </summary>
internal class TextColumn(string path, IArrowType type) : ArrowColumn(path, type)
{
    public override unsafe ArrayData ToArrow(SegmentQueue segments, int count)
    {
        Segment texts = segments.Take();
        var cursor = new StringCursor { P = texts.Data };
        byte[] offsets = Bytes((count + 1L) * sizeof(int));
        byte[] bytes = Bytes(texts.Bytes);
        int end = 0;
        for (int i = 0; i < count; i++)
        {
            Unsafe.WriteUnaligned(ref offsets[i * sizeof(int)], end);
            ReadOnlySpan<byte> text = cursor.NextUtf8();
            text.CopyTo(bytes.AsSpan(end));
            end += text.Length;
        }

        Unsafe.WriteUnaligned(ref offsets[count * sizeof(int)], end);
        return new ArrayData(Type, count, 0, 0, [ArrowBuffer.Empty, Buffer(offsets, offsets.Length), Buffer(bytes, end)]);
    }

    public override unsafe void ToNative(ArrayData array, int first, int count, NativeSegments segments, bool nullsAllowed)
    {
        if (array.DataType.TypeId is not (ArrowTypeId.String or ArrowTypeId.Binary or ArrowTypeId.LargeString or ArrowTypeId.LargeBinary))
        {
            throw Mismatch(array);
        }

        Check(array, first, count, nullsAllowed);
        var texts = new ArrowTexts(array);
        byte* to = segments.Add(texts.End(first + count) - texts.End(first) + (5L * count));
        byte* start = to;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> text = IsNull(array, first + i) ? [] : texts[first + i];
            uint length = (uint)text.Length;
            for (; length >= 0x80; length >>= 7)
            {
                *to++ = (byte)(length | 0x80);
            }

            *to++ = (byte)length;
            text.CopyTo(new Span<byte>(to, text.Length));
            to += text.Length;
        }

        segments.Trim(to - start);
    }
}

/// <summary>The texts of an array with offsets of 32 or 64 bits.</summary>
internal readonly ref struct ArrowTexts(ArrayData array)
{
    private readonly bool _large = array.DataType.TypeId is ArrowTypeId.LargeString or ArrowTypeId.LargeBinary;
    private readonly ReadOnlySpan<byte> _offsets = array.Buffers[1].Span;
    private readonly ReadOnlySpan<byte> _bytes = array.Buffers[2].Span;

    public ReadOnlySpan<byte> this[int index] => _bytes[(int)End(index)..(int)End(index + 1)];

    /// <summary>Where the value at <paramref name="index"/> begins, that is where the one before ends.</summary>
    public long End(int index) => _offsets.IsEmpty ? 0
        : _large ? BitConverter.ToInt64(_offsets[(index * sizeof(long))..])
        : BitConverter.ToInt32(_offsets[(index * sizeof(int))..]);
}

/// <summary>Enums by name, in Arrow as texts: numbers mean nothing to other readers.</summary>
internal sealed unsafe class EnumColumn : ArrowColumn
{
    private readonly int _width;
    private readonly Dictionary<int, byte[]> _names;
    private readonly Dictionary<string, int> _values;

    /// <param name="path">Of the column.</param>
    /// <param name="width">Bytes of a number.</param>
    /// <param name="members">Names and numbers.</param>
    public EnumColumn(string path, int width, IReadOnlyCollection<(string Name, int Value)> members)
        : base(path, StringType.Default)
    {
        _width = width;
        _names = members.ToDictionary(m => m.Value, m => Encoding.UTF8.GetBytes(m.Name));
        _values = members.ToDictionary(m => m.Name, m => m.Value, StringComparer.Ordinal);
    }

    public override ArrayData ToArrow(SegmentQueue segments, int count)
    {
        byte* numbers = segments.Take().Data;
        var texts = new StringArray.Builder().Reserve(count);
        for (int i = 0; i < count; i++)
        {
            // Behind a null stands a number that need not be a member.
            texts.Append(_names.GetValueOrDefault(_width == 1 ? (sbyte)numbers[i] : Unsafe.ReadUnaligned<short>(numbers + (2L * i)), []).AsSpan());
        }

        return texts.Build().Data;
    }

    public override void ToNative(ArrayData array, int first, int count, NativeSegments segments, bool nullsAllowed)
    {
        if (array.DataType.TypeId is not (ArrowTypeId.String or ArrowTypeId.LargeString))
        {
            throw Mismatch(array);
        }

        Check(array, first, count, nullsAllowed);
        var texts = new ArrowTexts(array);
        byte* to = segments.Add((long)count * _width);
        for (int i = 0; i < count; i++)
        {
            int value = IsNull(array, first + i) ? 0 : Value(Encoding.UTF8.GetString(texts[first + i]));
            if (_width == 1)
            {
                to[i] = (byte)value;
            }
            else
            {
                Unsafe.WriteUnaligned(to + (2L * i), (short)value);
            }
        }
    }

    private int Value(string name) => _values.TryGetValue(name, out int value)
        ? value
        : throw new ArrowConversionException($"Column '{Path}' holds '{name}', which is no member of its enum; members are {string.Join(", ", _values.Keys)}.");
}
