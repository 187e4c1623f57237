using System.Text.Json;
using System.Text.Json.Nodes;

namespace Denormalized.Conformance.Tests.OldServer;

public sealed record OldPart(string Name, [property: Decimal(9, 2)] decimal? Price, int[] Sizes);

/// <summary>What of <see cref="Everything"/> ClickHouse 18.16 has types for, under the same names, and a nested record.</summary>
[Stream("old")]
public sealed partial record Old
{
    [SortKey] public required int Case { get; init; }

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

    [Narrow] public DateOnly NarrowDay { get; init; } = new(1970, 1, 1);
    [Narrow] public DateOnly? NarrowDayOrNull { get; init; }
    [Narrow] public List<DateOnly?> NarrowDayItems { get; init; } = [];

    public TimeSpan Span { get; init; }
    public TimeSpan? SpanOrNull { get; init; }
    public List<TimeSpan?> SpanItems { get; init; } = [];

    public JsonElement Json { get; init; } = JsonElement.Parse("null");
    public JsonElement? JsonOrNull { get; init; }
    public List<JsonElement?> JsonItems { get; init; } = [];

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

    public OldPart OldPart { get; init; } = new("", null, []);
}
