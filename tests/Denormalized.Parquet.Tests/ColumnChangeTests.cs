using System.Net;
using System.Numerics;
using Denormalized.Schema;

namespace Denormalized.Parquet.Tests;

/// <summary>The rules of drift for Parquet files against the reader: a file of each kind of column, read as each kind of column.</summary>
public sealed class ColumnChangeTests
{
    public enum Kind
    {
        None,
        Some,
    }

    public sealed record Part(int X, string? Y);

    public sealed record Wider(long X, string? Y, int? Z);

    public sealed record Other(Guid X);

    public sealed record Optional(int? X);

    [Stream("bool")] public sealed record OfBool(bool? A);
    [Stream("i8")] public sealed record OfInt8(sbyte A);
    [Stream("u16")] public sealed record OfUInt16(ushort A);
    [Stream("i32")] public sealed record OfInt32(int A);
    [Stream("i32n")] public sealed record OfNullableInt32(int? A);
    [Stream("i64")] public sealed record OfInt64(long A);
    [Stream("u64")] public sealed record OfUInt64(ulong A);
    [Stream("i128")] public sealed record OfInt128(Int128 A);
    [Stream("i256")] public sealed record OfInt256(BigInteger A);
    [Stream("f32")] public sealed record OfFloat(float A);
    [Stream("f64")] public sealed record OfDouble(double A);
    [Stream("d9")] public sealed record OfDecimal9([Decimal(9, 2)] decimal A);
    [Stream("d18")] public sealed record OfDecimal18([Decimal(18, 4)] decimal A);
    [Stream("d38")] public sealed record OfDecimal38([Decimal(38, 10)] decimal A);
    [Stream("text")] public sealed record OfString(string A);
    [Stream("few")] public sealed record OfFewStrings([LowCardinality] string? A);
    [Stream("enum")] public sealed record OfEnum(Kind A);
    [Stream("fixed16")] public sealed record OfFixed16([FixedLength(16)] byte[] A);
    [Stream("fixed4")] public sealed record OfFixed4([FixedLength(4)] string A);
    [Stream("uuid")] public sealed record OfGuid(Guid A);
    [Stream("date")] public sealed record OfDate(DateOnly A);
    [Stream("narrow")] public sealed record OfNarrowDate([Narrow] DateOnly A);
    [Stream("instant")] public sealed record OfInstant(DateTimeOffset A);
    [Stream("nanos")] public sealed record OfNanos(NanoInstant A);
    [Stream("time")] public sealed record OfTime(TimeOnly A);
    [Stream("duration")] public sealed record OfDuration(TimeSpan A);
    [Stream("ip4")] public sealed record OfIp4([IPv4] IPAddress A);
    [Stream("ip6")] public sealed record OfIp6(IPAddress A);
    [Stream("list")] public sealed record OfList(List<int> A);
    [Stream("longs")] public sealed record OfLongs(List<long?> A);
    [Stream("guids")] public sealed record OfGuids(List<Guid> A);
    [Stream("map")] public sealed record OfMap(Dictionary<string, int> A);
    [Stream("guidmap")] public sealed record OfGuidMap(Dictionary<string, Guid> A);
    [Stream("part")] public sealed record OfPart(Part A);
    [Stream("partn")] public sealed record OfNullablePart(Part? A);
    [Stream("wider")] public sealed record OfWider(Wider A);
    [Stream("other")] public sealed record OfOther(Other A);
    [Stream("optional")] public sealed record OfOptional(Optional A);
    [Stream("parts")] public sealed record OfParts(List<Part> A);
    [Stream("others")] public sealed record OfOthers(List<Other> A);
    [Stream("nothing")] public sealed record OfNothing(int B);

    private sealed record Column(string? Type, Func<Task<byte[]>> WriteAsync, Func<byte[], Task<bool>> IsReadAsync);

    private static readonly Column[] s_columns =
    [
        Of<OfBool>(new(true)), Of<OfInt8>(new(1)), Of<OfUInt16>(new(1)), Of<OfInt32>(new(1)), Of<OfNullableInt32>(new(1)), Of<OfInt64>(new(1)), Of<OfUInt64>(new(1)),
        Of<OfInt128>(new(1)), Of<OfInt256>(new(1)), Of<OfFloat>(new(1)), Of<OfDouble>(new(1)), Of<OfDecimal9>(new(1)), Of<OfDecimal18>(new(1)), Of<OfDecimal38>(new(1)),
        Of<OfString>(new("1.2.3.4")), Of<OfFewStrings>(new("x")), Of<OfEnum>(new(Kind.Some)), Of<OfFixed16>(new(new byte[16])), Of<OfFixed4>(new("x")), Of<OfGuid>(new(Guid.Empty)),
        Of<OfDate>(new(new(2020, 1, 1))), Of<OfNarrowDate>(new(new(2020, 1, 1))), Of<OfInstant>(new(DateTimeOffset.UnixEpoch)), Of<OfNanos>(new(default)), Of<OfTime>(new(default)), Of<OfDuration>(new(default)),
        Of<OfIp4>(new(IPAddress.Loopback)), Of<OfIp6>(new(IPAddress.IPv6Loopback)), Of<OfList>(new([1])), Of<OfLongs>(new([1])), Of<OfGuids>(new([Guid.Empty])),
        Of<OfMap>(new(new() { ["x"] = 1 })), Of<OfGuidMap>(new(new() { ["x"] = Guid.Empty })), Of<OfPart>(new(new(1, null))), Of<OfNullablePart>(new(new Part(1, "y"))), Of<OfWider>(new(new(1, null, null))),
        Of<OfOther>(new(new(Guid.Empty))), Of<OfOptional>(new(new(1))), Of<OfParts>(new([new(1, null)])), Of<OfOthers>(new([new(Guid.Empty)])), Of<OfNothing>(new(1)),
    ];

    private static Column Of<T>(T row)
    {
        string? type = StreamRegistry.Get<T>().Info.Columns.FirstOrDefault(c => c.Name == "a").Type;
        return new Column(type, WriteAsync, IsReadAsync);

        async Task<byte[]> WriteAsync()
        {
            using var file = new MemoryStream();
            await using (var writer = new ParquetWriter<T>(file))
            {
                await writer.WriteAsync(row);
            }

            return file.ToArray();
        }

        async Task<bool> IsReadAsync(byte[] file)
        {
            try
            {
                await ParquetReader<T>.OpenAsync(new MemoryStream(file));
                return true;
            }
            catch (ParquetException)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task Drift_refuses_what_the_reader_refuses()
    {
        var wrong = new List<string>();
        int read = 0, refused = 0;
        foreach (Column from in s_columns)
        {
            byte[] file = await from.WriteAsync();
            foreach (Column to in s_columns.Where(c => c.Type is not null))
            {
                bool isRead = await to.IsReadAsync(file);
                string? reason = ParquetChange.Refused(from.Type, to.Type!);
                read += isRead ? 1 : 0;
                refused += isRead ? 0 : 1;
                if (isRead != reason is null)
                {
                    wrong.Add($"{from.Type ?? "nothing"} as {to.Type}: {(isRead ? "read" : "refused")}, but the rule says {reason ?? "read"}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(read > 200 && refused > 1000, $"{read} read, {refused} refused");
    }
}
