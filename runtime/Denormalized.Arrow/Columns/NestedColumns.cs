using System.Runtime.CompilerServices;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Denormalized.ArrowFormat;

/// <summary>Nullable(X): in Native a byte for each value, 1 where it is null; in Arrow a bit, 0 where it is null.</summary>
internal sealed unsafe class NullableColumn(ArrowColumn value) : ArrowColumn(value.Path, value.Type)
{
    public override bool IsNullable => true;

    public override IReadOnlyDictionary<string, string>? Metadata => value.Metadata;

    public override ArrayData ToArrow(SegmentQueue segments, int count)
    {
        ArrowBuffer valid = BoolColumn.Bits(segments.Take().Data, count, 0, out int nulls);
        ArrayData values = value.ToArrow(segments, count);
        return new ArrayData(values.DataType, count, nulls, 0, [nulls == 0 ? ArrowBuffer.Empty : valid, .. values.Buffers.Skip(1)], values.Children);
    }

    public override void ToNative(ArrayData array, int first, int count, NativeSegments segments, bool nullsAllowed)
    {
        byte* nulls = segments.Add(count);
        for (int i = 0; i < count; i++)
        {
            nulls[i] = IsNull(array, first + i) ? (byte)1 : (byte)0;
        }

        value.ToNative(array, first, count, segments, nullsAllowed: true);
    }
}

/// <summary>Array(X), and Map(K, V) as a list of entries: in Native the end of each in 64 bits, in Arrow all offsets in 32.</summary>
internal sealed unsafe class ListColumn(string path, IArrowType type, ArrowColumn element) : ArrowColumn(path, type)
{
    public override ArrayData ToArrow(SegmentQueue segments, int count)
    {
        ulong* ends = (ulong*)segments.Take().Data;
        byte[] offsets = Bytes((count + 1L) * sizeof(int));
        Unsafe.WriteUnaligned(ref offsets[0], 0);
        int end = 0;
        for (int i = 0; i < count; i++)
        {
            end = checked((int)Unsafe.ReadUnaligned<ulong>(ends + i));
            Unsafe.WriteUnaligned(ref offsets[(i + 1) * sizeof(int)], end);
        }

        return new ArrayData(Type, count, 0, 0, [ArrowBuffer.Empty, Buffer(offsets, offsets.Length)], [element.ToArrow(segments, end)]);
    }

    public override void ToNative(ArrayData array, int first, int count, NativeSegments segments, bool nullsAllowed)
    {
        bool isLarge = array.DataType.TypeId == ArrowTypeId.LargeList;
        if (array.DataType.TypeId != Type.TypeId && !(isLarge && Type.TypeId == ArrowTypeId.List))
        {
            throw Mismatch(array);
        }

        Check(array, first, count, nullsAllowed);
        ReadOnlySpan<byte> offsets = array.Buffers[1].Span;
        ulong* ends = (ulong*)segments.Add((long)count * sizeof(ulong));
        long start = count == 0 ? 0 : Offset(offsets, first);
        for (int i = 0; i < count; i++)
        {
            ends[i] = (ulong)(Offset(offsets, first + i + 1) - start);
        }

        ArrayData values = array.Children[0];
        element.ToNative(values, checked((int)(values.Offset + start)), count == 0 ? 0 : (int)ends[count - 1], segments);

        long Offset(ReadOnlySpan<byte> all, int index) => isLarge ? BitConverter.ToInt64(all[(index * sizeof(long))..]) : BitConverter.ToInt32(all[(index * sizeof(int))..]);
    }
}

/// <summary>Tuple(...): its elements, behind the presence flag of a record that can be null.</summary>
internal sealed unsafe class StructColumn(string path, IArrowType type, bool isNullable, ArrowColumn[] elements) : ArrowColumn(path, type)
{
    public override bool IsNullable => isNullable;

    public override ArrayData ToArrow(SegmentQueue segments, int count)
    {
        int nulls = 0;
        ArrowBuffer valid = isNullable ? BoolColumn.Bits(segments.Take().Data, count, 1, out nulls) : ArrowBuffer.Empty;
        ArrayData[] children = [.. elements.Select(e => e.ToArrow(segments, count))];
        return new ArrayData(Type, count, nulls, 0, [nulls == 0 ? ArrowBuffer.Empty : valid], children);
    }

    public override void ToNative(ArrayData array, int first, int count, NativeSegments segments, bool nullsAllowed)
    {
        if (array.DataType is not StructType other)
        {
            throw Mismatch(array);
        }

        Check(array, first, count, nullsAllowed || isNullable);
        if (isNullable)
        {
            byte* present = segments.Add(count);
            for (int i = 0; i < count; i++)
            {
                present[i] = IsNull(array, first + i) ? (byte)0 : (byte)1;
            }
        }

        // Elements of a record that is not there are null in Arrow, and defaults in Native.
        bool anyMissing = HasNulls(array);
        var fields = ((StructType)Type).Fields;
        for (int i = 0; i < elements.Length; i++)
        {
            int index = other.GetFieldIndex(fields[i].Name);
            ArrayData child = index >= 0 ? array.Children[index] : throw new ArrowConversionException($"Column '{Path}' has no field '{fields[i].Name}'; it has {string.Join(", ", other.Fields.Select(f => f.Name))}.");
            elements[i].ToNative(child, first + child.Offset, count, segments, anyMissing); // a slice of a struct leaves its children whole
        }
    }
}
