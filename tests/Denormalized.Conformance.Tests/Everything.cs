using System.Net;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Denormalized.Conformance.Tests;

public enum Colour : short
{
    None = 0,
    [Name("dark_red")] Red = 300,
    Blue = -5,
}

[Flags]
public enum Access : byte
{
    None = 0,
    Read = 1,
    Write = 2,
    All = 255,
}

public sealed record Part(string Name, [Decimal(9, 2)] decimal? Price, IReadOnlyList<DateOnly> Days);

public sealed record Stop([property: KeepOffset, Resolution(TimeUnit.Milliseconds)] DateTimeOffset? Due, [property: KeepOffset] DateTimeOffset Seen);

/// <summary>
/// Every row of the type table: the type itself, with null, and with null inside a list. One record, so that every hop moves
/// every type, and one compilation.
/// </summary>
[Stream("everything")]
public sealed partial record Everything
{
    [SortKey] public required int Case { get; init; }

    public bool Bool { get; init; }
    public bool? BoolOrNull { get; init; }
    public List<bool?> BoolItems { get; init; } = [];

    public sbyte I8 { get; init; }
    public sbyte? I8OrNull { get; init; }
    public List<sbyte?> I8Items { get; init; } = [];

    public short I16 { get; init; }
    public short? I16OrNull { get; init; }
    public List<short?> I16Items { get; init; } = [];

    public int I32 { get; init; }
    public int? I32OrNull { get; init; }
    public List<int?> I32Items { get; init; } = [];

    public long I64 { get; init; }
    public long? I64OrNull { get; init; }
    public List<long?> I64Items { get; init; } = [];

    public byte U8 { get; init; }
    public byte? U8OrNull { get; init; }
    public List<byte?> U8Items { get; init; } = [];

    public ushort U16 { get; init; }
    public ushort? U16OrNull { get; init; }
    public List<ushort?> U16Items { get; init; } = [];

    public uint U32 { get; init; }
    public uint? U32OrNull { get; init; }
    public List<uint?> U32Items { get; init; } = [];

    public ulong U64 { get; init; }
    public ulong? U64OrNull { get; init; }
    public List<ulong?> U64Items { get; init; } = [];

    [Narrow] public ulong U64Narrow { get; init; }
    [Narrow] public ulong? U64NarrowOrNull { get; init; }
    [Narrow] public List<ulong?> U64NarrowItems { get; init; } = [];

    public Int128 I128 { get; init; }
    public Int128? I128OrNull { get; init; }
    public List<Int128?> I128Items { get; init; } = [];

    public UInt128 U128 { get; init; }
    public UInt128? U128OrNull { get; init; }
    public List<UInt128?> U128Items { get; init; } = [];

    public BigInteger I256 { get; init; }
    public BigInteger? I256OrNull { get; init; }
    public List<BigInteger?> I256Items { get; init; } = [];

    [Unsigned] public BigInteger U256 { get; init; }
    [Unsigned] public BigInteger? U256OrNull { get; init; }
    [Unsigned] public List<BigInteger?> U256Items { get; init; } = [];

    public Half F16 { get; init; }
    public Half? F16OrNull { get; init; }
    public List<Half?> F16Items { get; init; } = [];

    public float F32 { get; init; }
    public float? F32OrNull { get; init; }
    public List<float?> F32Items { get; init; } = [];

    public double F64 { get; init; }
    public double? F64OrNull { get; init; }
    public List<double?> F64Items { get; init; } = [];

    [Decimal(9, 2)] public decimal D9 { get; init; }
    [Decimal(9, 2)] public decimal? D9OrNull { get; init; }
    [Decimal(9, 2)] public List<decimal?> D9Items { get; init; } = [];

    [Decimal(18, 4)] public decimal D18 { get; init; }
    [Decimal(18, 4)] public decimal? D18OrNull { get; init; }
    [Decimal(18, 4)] public List<decimal?> D18Items { get; init; } = [];

    [Decimal(28, 10)] public decimal D28 { get; init; }
    [Decimal(28, 10)] public decimal? D28OrNull { get; init; }
    [Decimal(28, 10)] public List<decimal?> D28Items { get; init; } = [];

    [Decimal(38, 10)] public decimal D38 { get; init; }
    [Decimal(38, 10)] public decimal? D38OrNull { get; init; }
    [Decimal(38, 10)] public List<decimal?> D38Items { get; init; } = [];

    [Decimal(76, 28)] public decimal D76 { get; init; }
    [Decimal(76, 28)] public decimal? D76OrNull { get; init; }
    [Decimal(76, 28)] public List<decimal?> D76Items { get; init; } = [];

    public string Text { get; init; } = "";
    public string? TextOrNull { get; init; }
    public List<string?> TextItems { get; init; } = [];

    [LowCardinality] public string Low { get; init; } = "";
    [LowCardinality] public string? LowOrNull { get; init; }
    [LowCardinality] public List<string?> LowItems { get; init; } = [];

    [FixedLength(5)] public string FixedText { get; init; } = "";
    [FixedLength(5)] public string? FixedTextOrNull { get; init; }
    [FixedLength(5)] public List<string?> FixedTextItems { get; init; } = [];

    public byte[] Bytes { get; init; } = [];
    public byte[]? BytesOrNull { get; init; }
    public List<byte[]?> BytesItems { get; init; } = [];

    public ReadOnlyMemory<byte> Memory { get; init; }
    public ReadOnlyMemory<byte>? MemoryOrNull { get; init; }
    public List<ReadOnlyMemory<byte>?> MemoryItems { get; init; } = [];

    [FixedLength(3)] public byte[] FixedBytes { get; init; } = new byte[3];
    [FixedLength(3)] public byte[]? FixedBytesOrNull { get; init; }
    [FixedLength(3)] public List<byte[]?> FixedBytesItems { get; init; } = [];

    public Colour Colour { get; init; }
    public Colour? ColourOrNull { get; init; }
    public List<Colour?> ColourItems { get; init; } = [];

    [LowCardinality] public Colour LowColour { get; init; }
    [LowCardinality] public Colour? LowColourOrNull { get; init; }
    [LowCardinality] public List<Colour?> LowColourItems { get; init; } = [];

    public Access Access { get; init; }
    public Access? AccessOrNull { get; init; }
    public List<Access?> AccessItems { get; init; } = [];

    public Guid Id { get; init; }
    public Guid? IdOrNull { get; init; }
    public List<Guid?> IdItems { get; init; } = [];

    [AvroFixed] public Guid FixedId { get; init; }
    [AvroFixed] public Guid? FixedIdOrNull { get; init; }
    [AvroFixed] public List<Guid?> FixedIdItems { get; init; } = [];

    public DateOnly Day { get; init; } = new(1970, 1, 1);
    public DateOnly? DayOrNull { get; init; }
    public List<DateOnly?> DayItems { get; init; } = [];

    [Narrow] public DateOnly NarrowDay { get; init; } = new(1970, 1, 1);
    [Narrow] public DateOnly? NarrowDayOrNull { get; init; }
    [Narrow] public List<DateOnly?> NarrowDayItems { get; init; } = [];

    public DateTimeOffset At { get; init; } = DateTimeOffset.UnixEpoch;
    public DateTimeOffset? AtOrNull { get; init; }
    public List<DateTimeOffset?> AtItems { get; init; } = [];

    [Resolution(TimeUnit.Seconds)] public DateTimeOffset AtSeconds { get; init; } = DateTimeOffset.UnixEpoch;
    [Resolution(TimeUnit.Seconds)] public DateTimeOffset? AtSecondsOrNull { get; init; }
    [Resolution(TimeUnit.Seconds)] public List<DateTimeOffset?> AtSecondsItems { get; init; } = [];

    [Resolution(TimeUnit.Milliseconds)] public DateTimeOffset AtMillis { get; init; } = DateTimeOffset.UnixEpoch;
    [Resolution(TimeUnit.Milliseconds)] public DateTimeOffset? AtMillisOrNull { get; init; }
    [Resolution(TimeUnit.Milliseconds)] public List<DateTimeOffset?> AtMillisItems { get; init; } = [];

    [Resolution(TimeUnit.Ticks)] public DateTimeOffset AtTicks { get; init; } = DateTimeOffset.UnixEpoch;
    [Resolution(TimeUnit.Ticks)] public DateTimeOffset? AtTicksOrNull { get; init; }
    [Resolution(TimeUnit.Ticks)] public List<DateTimeOffset?> AtTicksItems { get; init; } = [];

    [KeepOffset] public DateTimeOffset Zoned { get; init; } = DateTimeOffset.UnixEpoch;
    [KeepOffset] public DateTimeOffset? ZonedOrNull { get; init; }
    public List<Stop> Stops { get; init; } = [];

    public DateTime AtUtc { get; init; } = DateTime.UnixEpoch;
    public DateTime? AtUtcOrNull { get; init; }
    public List<DateTime?> AtUtcItems { get; init; } = [];

    public NanoInstant AtNanos { get; init; }
    public NanoInstant? AtNanosOrNull { get; init; }
    public List<NanoInstant?> AtNanosItems { get; init; } = [];

    [LocalTime] public DateTime Local { get; init; } = new(1970, 1, 1);
    [LocalTime] public DateTime? LocalOrNull { get; init; }
    [LocalTime] public List<DateTime?> LocalItems { get; init; } = [];

    public TimeOnly Time { get; init; }
    public TimeOnly? TimeOrNull { get; init; }
    public List<TimeOnly?> TimeItems { get; init; } = [];

    public TimeSpan Span { get; init; }
    public TimeSpan? SpanOrNull { get; init; }
    public List<TimeSpan?> SpanItems { get; init; } = [];

    public JsonElement Json { get; init; } = JsonElement.Parse("null");
    public JsonElement? JsonOrNull { get; init; }
    public List<JsonElement?> JsonItems { get; init; } = [];

    public IPAddress Ip { get; init; } = IPAddress.IPv6Any;
    public IPAddress? IpOrNull { get; init; }
    public List<IPAddress?> IpItems { get; init; } = [];

    [IPv4] public IPAddress Ip4 { get; init; } = IPAddress.Any;
    [IPv4] public IPAddress? Ip4OrNull { get; init; }
    [IPv4] public List<IPAddress?> Ip4Items { get; init; } = [];

    public Uri Link { get; init; } = new("/", UriKind.Relative);
    public Uri? LinkOrNull { get; init; }
    public List<Uri?> LinkItems { get; init; } = [];

    public Version Release { get; init; } = new(0, 0);
    public Version? ReleaseOrNull { get; init; }
    public List<Version?> ReleaseItems { get; init; } = [];

    public char Letter { get; init; } = 'x';
    public char? LetterOrNull { get; init; }
    public List<char?> LetterItems { get; init; } = [];

    [Vector(3)] public float[] Vector { get; init; } = [0, 0, 0];
    public JsonNode? Node { get; init; }
    public JsonDocument? Document { get; init; }
    public HashSet<int> Set { get; init; } = [];
    public Memory<short> Shorts { get; init; }
    public IReadOnlyList<string?> Words { get; init; } = [];
    public int[][] Matrix { get; init; } = [];
    [Decimal(18, 4)] public Dictionary<string, decimal?> ByText { get; init; } = [];
    public Dictionary<int, string> ByNumber { get; init; } = [];
    public Dictionary<Guid, long?> ById { get; init; } = [];
    public Dictionary<Colour, Part> ByColour { get; init; } = [];
    public Part Part { get; init; } = new("", null, []);
    public Part? PartOrNull { get; init; }
    public List<Part?> Parts { get; init; } = [];
}
