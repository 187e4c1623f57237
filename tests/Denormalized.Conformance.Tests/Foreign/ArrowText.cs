using System.Globalization;
using System.Numerics;
using Apache.Arrow;
using Apache.Arrow.Arrays;
using Apache.Arrow.Types;

namespace Denormalized.Conformance.Tests.Foreign;

/// <summary>Rows of Arrow arrays as <see cref="ParquetText"/> prints those of a file.</summary>
internal static class ArrowText
{
    public static IEnumerable<string> Rows(RecordBatch batch) =>
        Enumerable.Range(0, batch.Length).Select(row => $"({string.Join(',', batch.Arrays.Select(a => Of(a, row)))})");

    private static string Of(IArrowArray array, int i) => array.IsNull(i) ? "null" : array switch
    {
        BooleanArray values => values.GetValue(i)!.Value ? "true" : "false",
        Int8Array values => Number(values.GetValue(i)),
        Int16Array values => Number(values.GetValue(i)),
        Int32Array values => Number(values.GetValue(i)),
        Int64Array values => Number(values.GetValue(i)),
        UInt8Array values => Number(values.GetValue(i)),
        UInt16Array values => Number(values.GetValue(i)),
        UInt32Array values => Number(unchecked((int)values.GetValue(i)!.Value)),
        UInt64Array values => Number(unchecked((long)values.GetValue(i)!.Value)),
        HalfFloatArray values => ParquetText.Bits((double)values.GetValue(i)!.Value),
        FloatArray values => ParquetText.Bits(values.GetValue(i)!.Value),
        DoubleArray values => ParquetText.Bits(values.GetValue(i)!.Value),
        Date32Array values => Number(values.GetValue(i)),
        Time32Array values => Number(values.GetValue(i)),
        Time64Array values => Number(values.GetValue(i)),
        TimestampArray values => Number(values.GetValue(i)),
        FixedSizeBinaryArray { Data.DataType: Decimal128Type or Decimal256Type } values => Number(new BigInteger(values.GetBytes(i))),
        FixedSizeBinaryArray values => ParquetText.Bytes(values.GetBytes(i)),
        BinaryArray values => ParquetText.Bytes(values.GetBytes(i)),
        MapArray values => ParquetText.Map(Range(values, i).Select(e => (Of(values.Keys, e), Of(values.Values, e)))),
        ListArray values => $"[{string.Join(',', Range(values, i).Select(e => Of(values.Values, e)))}]",
        StructArray values => $"({string.Join(',', values.Fields.Select(f => Of(f, i)))})",
        _ => throw new NotSupportedException($"{array.Data.DataType} has no text."),
    };

    private static IEnumerable<int> Range(ListArray lists, int i) => Enumerable.Range(lists.ValueOffsets[i], lists.GetValueLength(i));

    private static string Number<T>(T value) => Convert.ToString(value, CultureInfo.InvariantCulture) is { } text && text.Length > 0 ? text : throw new InvalidDataException("A value is null that is there.");
}
