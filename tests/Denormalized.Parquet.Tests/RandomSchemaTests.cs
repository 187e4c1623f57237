using System.Text.RegularExpressions;
using Denormalized.ClickHouse;
using Denormalized.CompilerServices;
using Denormalized.ParquetFormat;
using Denormalized.Schema;
using Xunit.Abstractions;

namespace Denormalized.Parquet.Tests;

/// <summary>
/// Random schemas and rows: ClickHouse makes the values, our writer a file of them, which our reader, ClickHouse and DuckDB
/// read. Records cannot be random, so columns are written and read as a generated record would hand them over.
/// </summary>
public sealed partial class RandomSchemaTests(ITestOutputHelper output)
{
    [Fact]
    public Task Random_schemas_short() => RunAsync(8, seed: 1);

    [Theory]
    [InlineData(1000)]
    [InlineData(2000)]
    [InlineData(3000)]
    [InlineData(4000)]
    [Trait("Category", "Interop")]
    public Task Random_schemas_long(int seed) => RunAsync(50, seed);

    private async Task RunAsync(int schemas, int seed)
    {
        int columns = 0;
        for (int i = 0; i < schemas; i++)
        {
            try
            {
                columns += await CheckAsync(new Random(seed + i), seed + i);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"schema of seed {seed + i}", e);
            }
        }

        output.WriteLine($"{schemas} schemas, {columns} columns");
    }

    private static async Task<int> CheckAsync(Random random, int seed)
    {
        var schemas = new RandomSchema(random);
        RecordModel record = schemas.Record("random", depth: 0);
        StreamColumn[] columns = [.. record.Fields.Select(f => new StreamColumn(f.Column, ClickHousePlan.NativeTypeOf(f.Type)))];
        var info = new StreamInfo("random", "random", "random", columns, "") { ParquetSchema = ParquetPlan.SchemaOf(record).ToString() };
        string structure = string.Join(", ", columns.Select(c => $"`{c.Name}` {c.Type}")).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal);

        int count = random.Next(1, 400);
        byte[] native = await Foreign.ClickHouseNativeAsync($"SELECT * FROM generateRandom('{structure}', {seed}, 12, 3) LIMIT {count}");
        byte[] file = await WriteAsync(native, info, random);
        byte[] read = await ReadAsync(file, info, random);

        // A record that is null keeps nothing: what its columns held before is gone, and from then on all stays.
        string rows = await Foreign.ClickHouseRowsAsync(native, structure);
        string readRows = await Foreign.ClickHouseRowsAsync(read, structure);
        if (!schemas.HasNullableRecord)
        {
            Assert.Equal(rows, readRows);
            Assert.Equal(rows, await Foreign.ClickHouseReadsAsync(file, "SELECT * FROM FILE SETTINGS max_threads = 1, input_format_parquet_preserve_order = 1", structure));
        }

        Assert.Equal(readRows, await Foreign.ClickHouseRowsAsync(await ReadAsync(await WriteAsync(read, info, random), info, random), structure));

        byte[] theirs = Foreign.DuckDbRewrites(file);
        List<string> ours = await Foreign.RowsAsync(file);
        Assert.Equal(ours.Select(Normal), (await Foreign.RowsAsync(theirs)).Select(Normal));
        Assert.Equal(count, ours.Count);
        return ParquetSchema.Parse(info.ParquetSchema).Fields.Count;
    }

    /// <summary>DuckDB writes milliseconds in UTC as microseconds.</summary>
    private static string Normal(string row) => MillisRegex().Replace(row, "${1}000Z");

    [GeneratedRegex(@"(:\d\d\.\d{3})Z")]
    private static partial Regex MillisRegex();

    private static async Task<byte[]> WriteAsync(byte[] native, StreamInfo info, Random random)
    {
        var options = new ParquetWriteOptions
        {
            Compression = random.GetItems([ParquetCompression.None, ParquetCompression.Snappy, ParquetCompression.Gzip, ParquetCompression.Brotli, ParquetCompression.Zstd, ParquetCompression.Lz4], 1)[0],
            PageVersion = random.Next(1, 3),
            PageRows = random.GetItems([1, 10, 20_000], 1)[0],
            RowGroupRows = random.GetItems([7, 100, 1 << 20], 1)[0],
            DictionaryBytes = random.GetItems([0, 100, 1 << 20], 1)[0],
        };
        using var stream = new MemoryStream();
        using var reader = new NativeReader();
        reader.Feed(native);
        await using (var writer = new ParquetWriter(stream, info, options))
        {
            var block = new ColumnBlock();
            while (reader.TryRead(block))
            {
                using var columns = new BlockColumns(block);
                await writer.WriteAsync(columns);
            }
        }

        reader.Complete();
        return stream.ToArray();
    }

    private static async Task<byte[]> ReadAsync(byte[] file, StreamInfo info, Random random)
    {
        var options = new ParquetReadOptions { BatchRows = random.GetItems([1, 13, 8192], 1)[0] };
        ParquetFile parquet = await ParquetFile.OpenAsync(new MemoryStream(file), options);
        var readers = new SortedDictionary<int, ColumnReader>();
        using var assembler = new RecordAssembler(info, parquet, allowMissing: false, leaf =>
        {
            readers.TryAdd(leaf, new ColumnReader(parquet.Leaves[leaf], options));
            return readers[leaf].Column;
        });
        var native = new System.Buffers.ArrayBufferWriter<byte>();
        var block = new ColumnBlock();
        await foreach (ParquetBatch batch in parquet.BatchesAsync([.. readers.Values], filter: null, default))
        {
            assembler.Read(batch.Rows, block);
            NativeWriter.Write(native, block);
        }

        return native.WrittenSpan.ToArray();
    }

    /// <summary>The columns of a block.</summary>
    private sealed class BlockColumns : RecordColumns
    {
        private readonly ColumnBlock _block;

        public BlockColumns(ColumnBlock block)
        {
            _block = block;
            Rows = block.Rows;
        }

        public override DecodeError Error => default;

        public override bool TryAddJson(ReadOnlySpan<byte> message) => throw new NotSupportedException();

        public override bool TryAddAvro(ReadOnlySpan<byte> message) => throw new NotSupportedException();

        public override unsafe void Describe(ColumnBlock block)
        {
            for (int i = 0; i < _block.Count; i++)
            {
                block.Column(_block.Name(i), _block.Type(i));
                foreach (Segment segment in _block.Segments(i))
                {
                    block.Add(segment.Data, segment.Bytes);
                }
            }
        }

        public override void Clear() => throw new NotSupportedException();

        public override void Dispose()
        {
        }
    }
}

/// <summary>Makes records of any shape.</summary>
internal sealed class RandomSchema(Random random)
{
    private const int MaxDepth = 4;

    /// <summary>One was made whose presence is a flag.</summary>
    public bool HasNullableRecord { get; private set; }

    public RecordModel Record(string name, int depth) => new()
    {
        Clr = name,
        Name = name,
        Namespace = "",
        MetadataName = name,
        IsValueType = false,
        WireName = name,
        Fields = Enumerable.Range(0, random.Next(1, depth == 0 ? 8 : 4)).Select(i => Field($"c{i}", depth)).ToEquatableArray(),
    };

    private FieldModel Field(string name, int depth) => new() { Member = name, Json = name, Column = name, Avro = name, Type = Use(depth) };

    private TypeUse Use(int depth)
    {
        bool isNullable = random.Next(3) == 0;
        LogicalType type = depth < MaxDepth ? random.Next(8) switch
        {
            0 or 1 => new ArrayType(Use(depth + 1), CollectionForm.List) { Clr = "" },
            2 => new MapType(Use(depth + 1)) { Clr = "", Key = new TypeUse(Key(), IsNullable: false) },
            3 => new NestedType(Record("nested", depth + 1)) { Clr = "" },
            _ => Scalar(),
        } : Scalar();
        HasNullableRecord |= type is NestedType && isNullable;
        return new TypeUse(type, isNullable && type is not (ArrayType or MapType));
    }

    private LogicalType Key() => random.Next(3) switch
    {
        0 => new IntegerType(random.GetItems([8, 16, 32, 64], 1)[0], random.Next(2) == 0) { Clr = "" },
        1 => new UuidType { Clr = "" },
        _ => new StringType(LowCardinality: false) { Clr = "" },
    };

    /// <summary>All but what DuckDB does not keep: decimals of more than 38 digits and instants finer than microseconds.</summary>
    private LogicalType Scalar() => random.Next(15) switch
    {
        0 => new BoolType { Clr = "" },
        1 => new IntegerType(random.GetItems([8, 16, 32, 64, 128, 256], 1)[0], random.Next(2) == 0) { Clr = "" },
        2 => new IntegerType(32, Signed: true) { Clr = "" },
        3 => new FloatType(random.Next(2) == 0 ? 32 : 64) { Clr = "" },
        4 => Decimal(random.Next(1, 39)),
        5 => new BytesType(BytesForm.Array) { Clr = "" },
        6 => new FixedType(random.Next(1, 20), BytesForm.Array) { Clr = "" },
        7 => new IpType(random.Next(2) == 0 ? 4 : 6) { Clr = "" },
        8 => new EnumType(new[] { new EnumMember("A", "a", -1), new EnumMember("B", "bë 'x'", 0), new EnumMember("C", "c", 100) }.ToEquatableArray(), 8, true) { Clr = "" },
        9 => new UuidType { Clr = "" },
        10 => new DateType { Clr = "", IsNarrow = random.Next(2) == 0 },
        11 => new InstantType(random.GetItems([0, 3, 6], 1)[0], IsDateTimeOffset: true) { Clr = "" },
        12 => new DurationType { Clr = "" },
        _ => new StringType(LowCardinality: false) { Clr = "" },
    };

    private DecimalType Decimal(int precision) => new(precision, random.Next(0, precision + 1)) { Clr = "" };
}
