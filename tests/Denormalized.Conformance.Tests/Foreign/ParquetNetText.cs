using System.Globalization;
using System.Text;
using Denormalized.Schema;
using Net = global::Parquet;

namespace Denormalized.Conformance.Tests.Foreign;

/// <summary>What Parquet.Net reads of each column: levels, and values as <see cref="ParquetText"/> prints them.</summary>
internal static class ParquetNetText
{
    /// <summary>Columns, by name, that are other ones than ours, and how.</summary>
    public static async Task<List<string>> DifferencesAsync(string path)
    {
        await using FileStream stream = File.OpenRead(path);
        ParquetFile file = await ParquetFile.OpenAsync(stream);
        IReadOnlyList<LeafEntries> ours = await ParquetText.LeavesAsync(file);
        await using Net.ParquetReader reader = await Net.ParquetReader.CreateAsync(path, new Net.ParquetOptions { UseBigDecimal = true, UseDateOnlyTypeForDates = true });
        using Net.ParquetRowGroupReader group = reader.OpenRowGroupReader(0);
        Net.Schema.DataField[] fields = reader.Schema.GetDataFields();
        Assert.Equal(file.Leaves.Count, fields.Length);
        var different = new List<string>();
        foreach (ParquetLeaf leaf in file.Leaves)
        {
            string theirs = await LeafAsync(group, fields[leaf.Index], leaf), expected = ours[leaf.Index].ToString();
            if (theirs != expected)
            {
                int at = Math.Max(0, theirs.AsSpan().CommonPrefixLength(expected) - 20);
                different.Add($"{leaf.Name}: {Short(theirs, at)} for {Short(expected, at)}");
            }
        }

        return different;
    }

    private static async Task<string> LeafAsync(Net.ParquetRowGroupReader group, Net.Schema.DataField field, ParquetLeaf leaf)
    {
        try
        {
            using Net.Data.RawColumnData raw = await group.ReadRawColumnDataBaseAsync(field);
            int[] definitions = leaf.MaxDefinition > 0 ? raw.DefinitionLevels.ToArray() : new int[group.RowCount];
            int[] repetitions = leaf.MaxRepetition > 0 ? raw.RepetitionLevels.ToArray() : new int[definitions.Length];
            int count = definitions.Count(d => d == leaf.MaxDefinition); // there is room for nulls behind the values
            return new LeafEntries(definitions, repetitions, Values(raw, count, leaf.Node)).ToString();
        }
        catch (Exception e) when (e is NotSupportedException or InvalidCastException or ArgumentException or InvalidOperationException or FormatException or OverflowException)
        {
            return e.Message;
        }
    }

    private static string[] Values(Net.Data.RawColumnData raw, int count, ParquetNode node) => raw switch
    {
        Net.Data.RawColumnData<bool> values => Texts(values, count, v => v ? "true" : "false"),
        Net.Data.RawColumnData<sbyte> values => Texts(values, count, Number),
        Net.Data.RawColumnData<short> values => Texts(values, count, Number),
        Net.Data.RawColumnData<int> values => Texts(values, count, Number),
        Net.Data.RawColumnData<long> values => Texts(values, count, Number),
        Net.Data.RawColumnData<byte> values => Texts(values, count, Number),
        Net.Data.RawColumnData<ushort> values => Texts(values, count, Number),
        Net.Data.RawColumnData<uint> values => Texts(values, count, v => Number(unchecked((int)v))),
        Net.Data.RawColumnData<ulong> values => Texts(values, count, v => Number(unchecked((long)v))),
        Net.Data.RawColumnData<float> values => Texts(values, count, v => ParquetText.Bits(v)),
        Net.Data.RawColumnData<double> values => Texts(values, count, ParquetText.Bits),
        Net.Data.RawColumnData<Net.Data.BigDecimal> values => Texts(values, count, v => Number(v.UnscaledValue)),
        Net.Data.RawColumnData<Guid> values => Texts(values, count, v => ParquetText.Bytes(v.ToByteArray(bigEndian: true))),
        Net.Data.RawColumnData<DateOnly> values => Texts(values, count, v => Number(v.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber)),
        Net.Data.RawColumnData<DateTime> values => Texts(values, count, v => Number(Count(v.Ticks - DateTime.UnixEpoch.Ticks, node))),
        Net.Data.RawColumnData<TimeOnly> values => Texts(values, count, v => Number(Count(v.Ticks, node))),
        Net.Data.RawColumnData<TimeSpan> values => Texts(values, count, v => Number(Count(v.Ticks, node))),
        Net.Data.RawColumnData<ReadOnlyMemory<byte>> values => Texts(values, count, v => ParquetText.Bytes(v.Span)),
        Net.Data.RawColumnData<ReadOnlyMemory<char>> values => Texts(values, count, v => ParquetText.Bytes(Encoding.UTF8.GetBytes(v.ToString()))),
        _ => throw new NotSupportedException($"{raw.GetType()} has no text."),
    };

    /// <summary>100 ns as units of the column.</summary>
    private static long Count(long ticks, ParquetNode node) => node.Logical!.Unit switch
    {
        ParquetTimeUnit.Millis => ticks / TimeSpan.TicksPerMillisecond,
        ParquetTimeUnit.Micros => ticks / TimeSpan.TicksPerMicrosecond,
        _ => checked(ticks * 100),
    };

    private static string[] Texts<T>(Net.Data.RawColumnData<T> raw, int count, Func<T, string> text)
        where T : struct => [.. raw.Values[..count].ToArray().Select(text)];

    private static string Number<T>(T value)
        where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);

    private static string Short(string text, int at) => text.Substring(Math.Min(text.Length, at), Math.Min(100, Math.Max(0, text.Length - at)));
}
