using Apache.Arrow;
using Apache.Arrow.Types;

namespace Denormalized.ArrowFormat;

/// <summary>A column in two layouts: ClickHouse's Native (see <see cref="CompilerServices.ColumnBlock"/>) and Arrow's.</summary>
/// <param name="path">Name of the column and of what is inside it, for messages.</param>
/// <param name="type">Its type in Arrow.</param>
internal abstract class ArrowColumn(string path, IArrowType type)
{
    public string Path { get; } = path;

    public IArrowType Type { get; } = type;

    /// <summary>It can be null.</summary>
    public virtual bool IsNullable => false;

    /// <summary>Metadata of the field: the name of an extension type.</summary>
    public virtual IReadOnlyDictionary<string, string>? Metadata => null;

    /// <summary>Makes the array of the next segments.</summary>
    /// <param name="segments">The column's, in their order.</param>
    /// <param name="count">Number of values.</param>
    public abstract ArrayData ToArrow(SegmentQueue segments, int count);

    /// <summary>Makes segments of a part of an array.</summary>
    /// <param name="array">Has the type of the column, or one that holds the same values.</param>
    /// <param name="first">First value, counted in the array's buffers.</param>
    /// <param name="count">Number of values.</param>
    /// <param name="segments">Takes them.</param>
    /// <param name="nullsAllowed">A null is a null; else it is an error.</param>
    public abstract void ToNative(ArrayData array, int first, int count, NativeSegments segments, bool nullsAllowed = false);

    public Field Field(string name) => new(name, Type, IsNullable, Metadata);

    /// <exception cref="ArrowConversionException">The array is of another type.</exception>
    protected ArrowConversionException Mismatch(ArrayData array) =>
        new($"Column '{Path}' is {Describe(array.DataType)}, expected {Describe(Type)}. Cast it before, or change the record.");

    protected void Check(ArrayData array, int first, int count, bool nullsAllowed)
    {
        for (int i = 0; !nullsAllowed && HasNulls(array) && i < count; i++)
        {
            if (IsNull(array, first + i))
            {
                throw new ArrowConversionException($"Column '{Path}' is null in row {i} of its values, and its member is not nullable. Make the member nullable, or fill the nulls before.");
            }
        }
    }

    protected static bool HasNulls(ArrayData array) => array.NullCount != 0 && array.Buffers[0].Length > 0;

    protected static bool IsNull(ArrayData array, int index) => HasNulls(array) && !BitUtility.GetBit(array.Buffers[0].Span, index);

    protected static ArrowBuffer Buffer(byte[] bytes, int length) => new(bytes.AsMemory(0, length));

    protected static byte[] Bytes(long length) => length <= System.Array.MaxLength
        ? GC.AllocateUninitializedArray<byte>((int)length)
        : throw new ArrowConversionException($"A batch of {length} bytes in one column is more than an Arrow array takes. Make batches of fewer rows.");

    private static string Describe(IArrowType type) => type switch
    {
        TimestampType t => $"timestamp[{t.Unit}, {(string.IsNullOrEmpty(t.Timezone) ? "no zone" : t.Timezone)}]",
        FixedSizeBinaryType f and not Decimal128Type and not Decimal256Type => $"fixed_size_binary({f.ByteWidth})",
        Decimal128Type d => $"decimal128({d.Precision},{d.Scale})",
        Decimal256Type d => $"decimal256({d.Precision},{d.Scale})",
        _ => type.Name,
    };
}
