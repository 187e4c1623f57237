using Denormalized.Schema;

namespace Denormalized.ParquetFormat;

/// <summary>Reads the footer and page headers.</summary>
internal static class MetadataReader
{
    /// <exception cref="InvalidDataException">The bytes are no footer.</exception>
    public static FileMetadata File(ReadOnlySpan<byte> footer)
    {
        var thrift = new CompactReader(footer);
        var elements = new List<SchemaElement>();
        var groups = new List<ParquetRowGroup>();
        var keyValues = new Dictionary<string, string>(StringComparer.Ordinal);
        long rows = -1;
        string? createdBy = null;
        for (int id = 0; thrift.NextField(ref id, out CompactType type);)
        {
            switch (id)
            {
                case 2:
                    for (int left = thrift.List(type, out CompactType element); left > 0; left--)
                    {
                        CompactReader.Struct(element);
                        elements.Add(SchemaElement(ref thrift));
                    }

                    break;
                case 3: rows = thrift.Int64(type); break;
                case 4:
                    for (int left = thrift.List(type, out CompactType element); left > 0; left--)
                    {
                        CompactReader.Struct(element);
                        groups.Add(RowGroup(ref thrift));
                    }

                    break;
                case 5: KeyValues(ref thrift, type, keyValues); break;
                case 6: createdBy = thrift.String(type); break;
                case 8: throw new InvalidDataException("the file is encrypted");
                default: thrift.Skip(type); break;
            }
        }

        (ParquetSchema schema, IReadOnlyList<ParquetLeaf> leaves) = SchemaReader.Read(elements);
        rows = Check(groups, leaves, rows);
        return new FileMetadata { Schema = schema, Leaves = leaves, Rows = rows, RowGroups = groups, KeyValues = keyValues, CreatedBy = createdBy };
    }

    /// <summary>Returns the number of rows, which some writers leave to the row groups.</summary>
    private static long Check(List<ParquetRowGroup> groups, IReadOnlyList<ParquetLeaf> leaves, long rows)
    {
        long sum = 0;
        for (int i = 0; i < groups.Count; i++)
        {
            if (groups[i].Columns.Count != leaves.Count || groups[i].Rows < 0)
            {
                throw new InvalidDataException($"row group {i} has {groups[i].Columns.Count} columns and {groups[i].Rows} rows; the schema has {leaves.Count} columns");
            }

            sum = unchecked(sum + groups[i].Rows);
        }

        return sum == rows || rows == 0 ? sum : throw new InvalidDataException($"the file claims {rows} rows, its row groups {sum}");
    }

    private static void KeyValues(ref CompactReader thrift, CompactType list, Dictionary<string, string> keyValues)
    {
        for (int left = thrift.List(list, out CompactType element); left > 0; left--)
        {
            CompactReader.Struct(element);
            string key = "", value = "";
            for (int id = 0; thrift.NextField(ref id, out CompactType type);)
            {
                switch (id)
                {
                    case 1: key = thrift.String(type); break;
                    case 2: value = thrift.String(type); break;
                    default: thrift.Skip(type); break;
                }
            }

            keyValues[key] = value;
        }
    }

    private static SchemaElement SchemaElement(ref CompactReader thrift)
    {
        var element = default(SchemaElement);
        for (int id = 0; thrift.NextField(ref id, out CompactType type);)
        {
            switch (id)
            {
                case 1: element.Type = thrift.Int32(type); break;
                case 2: element.Length = thrift.Int32(type); break;
                case 3: element.Repetition = thrift.Int32(type); break;
                case 4: element.Name = thrift.String(type); break;
                case 5: element.Children = thrift.Int32(type); break;
                case 6: element.Converted = (ConvertedType)thrift.Int32(type); break;
                case 7: element.Scale = thrift.Int32(type); break;
                case 8: element.Precision = thrift.Int32(type); break;
                case 9: element.FieldId = thrift.Int32(type); break;
                case 10:
                    CompactReader.Struct(type);
                    element.Logical = LogicalType(ref thrift);
                    break;
                default: thrift.Skip(type); break;
            }
        }

        return element;
    }

    /// <summary>A union: one field, whose number is the kind.</summary>
    private static ParquetLogicalType? LogicalType(ref CompactReader thrift)
    {
        ParquetLogicalType? logical = null;
        for (int id = 0; thrift.NextField(ref id, out CompactType type);)
        {
            ParquetLogicalKind? kind = id switch
            {
                1 => ParquetLogicalKind.String,
                2 => ParquetLogicalKind.Map,
                3 => ParquetLogicalKind.List,
                4 => ParquetLogicalKind.Enum,
                5 => ParquetLogicalKind.Decimal,
                6 => ParquetLogicalKind.Date,
                7 => ParquetLogicalKind.Time,
                8 => ParquetLogicalKind.Timestamp,
                10 => ParquetLogicalKind.Integer,
                11 => ParquetLogicalKind.Unknown,
                12 => ParquetLogicalKind.Json,
                13 => ParquetLogicalKind.Bson,
                14 => ParquetLogicalKind.Uuid,
                15 => ParquetLogicalKind.Float16,
                16 => ParquetLogicalKind.Variant,
                17 => ParquetLogicalKind.Geometry,
                18 => ParquetLogicalKind.Geography,
                _ => null,
            };
            if (kind is null)
            {
                thrift.Skip(type);
                continue;
            }

            CompactReader.Struct(type);
            logical = LogicalParameters(ref thrift, new ParquetLogicalType(kind.Value));
        }

        return logical;
    }

    private static ParquetLogicalType LogicalParameters(ref CompactReader thrift, ParquetLogicalType logical)
    {
        for (int id = 0; thrift.NextField(ref id, out CompactType type);)
        {
            switch (logical.Kind, id)
            {
                case (ParquetLogicalKind.Decimal, 1): logical = logical with { Scale = thrift.Int32(type) }; break;
                case (ParquetLogicalKind.Decimal, 2): logical = logical with { Precision = thrift.Int32(type) }; break;
                case (ParquetLogicalKind.Integer, 1): logical = logical with { Bits = thrift.Int32(type) }; break;
                case (ParquetLogicalKind.Integer, 2): logical = logical with { IsSigned = CompactReader.Bool(type) }; break;
                case (ParquetLogicalKind.Time or ParquetLogicalKind.Timestamp, 1): logical = logical with { IsUtc = CompactReader.Bool(type) }; break;
                case (ParquetLogicalKind.Time or ParquetLogicalKind.Timestamp, 2):
                    CompactReader.Struct(type);
                    logical = logical with { Unit = TimeUnit(ref thrift) };
                    break;
                default: thrift.Skip(type); break;
            }
        }

        return logical;
    }

    private static ParquetTimeUnit TimeUnit(ref CompactReader thrift)
    {
        ParquetTimeUnit? unit = null;
        for (int id = 0; thrift.NextField(ref id, out CompactType type);)
        {
            unit = id is >= 1 and <= 3 ? (ParquetTimeUnit)(3 * id) : unit;
            thrift.Skip(type);
        }

        return unit ?? throw new InvalidDataException("a time of the schema has no unit");
    }

    private static ParquetRowGroup RowGroup(ref CompactReader thrift)
    {
        var columns = new List<ParquetColumnChunk>();
        long rows = -1;
        for (int id = 0; thrift.NextField(ref id, out CompactType type);)
        {
            switch (id)
            {
                case 1:
                    for (int left = thrift.List(type, out CompactType element); left > 0; left--)
                    {
                        CompactReader.Struct(element);
                        columns.Add(ColumnChunk(ref thrift));
                    }

                    break;
                case 3: rows = thrift.Int64(type); break;
                default: thrift.Skip(type); break;
            }
        }

        return new ParquetRowGroup(rows, columns);
    }

    private static ParquetColumnChunk ColumnChunk(ref CompactReader thrift)
    {
        ParquetColumnChunk? chunk = null;
        long offsetIndex = 0, columnIndex = 0;
        int offsetLength = 0, columnLength = 0;
        for (int id = 0; thrift.NextField(ref id, out CompactType type);)
        {
            switch (id)
            {
                case 1: throw new InvalidDataException($"a column lies in another file, '{thrift.String(type)}'");
                case 3:
                    CompactReader.Struct(type);
                    chunk = ColumnMetadata(ref thrift);
                    break;
                case 4: offsetIndex = thrift.Int64(type); break;
                case 5: offsetLength = thrift.Int32(type); break;
                case 6: columnIndex = thrift.Int64(type); break;
                case 7: columnLength = thrift.Int32(type); break;
                case 8 or 9: throw new InvalidDataException("a column is encrypted");
                default: thrift.Skip(type); break;
            }
        }

        return chunk is null
            ? throw new InvalidDataException("a column has no metadata")
            : chunk with { ColumnIndex = (columnIndex, columnLength), OffsetIndex = (offsetIndex, offsetLength) };
    }

    private static ParquetColumnChunk ColumnMetadata(ref CompactReader thrift)
    {
        long values = -1, uncompressed = 0, compressed = -1, data = -1, dictionary = 0, bloom = 0;
        int codec = 0;
        ParquetStatistics? statistics = null;
        for (int id = 0; thrift.NextField(ref id, out CompactType type);)
        {
            switch (id)
            {
                case 4: codec = thrift.Int32(type); break;
                case 5: values = thrift.Int64(type); break;
                case 6: uncompressed = thrift.Int64(type); break;
                case 7: compressed = thrift.Int64(type); break;
                case 9: data = thrift.Int64(type); break;
                case 11: dictionary = thrift.Int64(type); break;
                case 14: bloom = thrift.Int64(type); break;
                case 12:
                    CompactReader.Struct(type);
                    statistics = Statistics(ref thrift);
                    break;
                default: thrift.Skip(type); break;
            }
        }

        if (values < 0 || compressed < 0 || data < 0)
        {
            throw new InvalidDataException("a column does not say where its pages are");
        }

        return new ParquetColumnChunk
        {
            Compression = (ParquetCompression)codec,
            Values = values,
            CompressedBytes = compressed,
            UncompressedBytes = uncompressed,
            Statistics = statistics,
            BloomFilter = bloom,
            Start = dictionary > 0 && (dictionary < data || data == 0) ? dictionary : data, // some writers say 0 for none
        };
    }

    private static ParquetStatistics Statistics(ref CompactReader thrift)
    {
        // Fields 1 and 2 are the old ones, whose order is not defined: they are not used.
        var statistics = new ParquetStatistics();
        for (int id = 0; thrift.NextField(ref id, out CompactType type);)
        {
            switch (id)
            {
                case 3: statistics = statistics with { NullCount = thrift.Int64(type) }; break;
                case 5: statistics = statistics with { Max = thrift.Binary(type).ToArray() }; break;
                case 6: statistics = statistics with { Min = thrift.Binary(type).ToArray() }; break;
                default: thrift.Skip(type); break;
            }
        }

        return statistics;
    }

    /// <summary>The header at the begin of the bytes, and its length.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static PageHeader Page(ReadOnlySpan<byte> bytes, out int length)
    {
        var thrift = new CompactReader(bytes);
        var header = new PageHeader((PageType)(-1), -1, -1, -1, PageEncoding.Plain) { IsCompressed = true };
        for (int id = 0; thrift.NextField(ref id, out CompactType type);)
        {
            switch (id)
            {
                case 1: header = header with { Type = (PageType)thrift.Int32(type) }; break;
                case 2: header = header with { UncompressedSize = thrift.Int32(type) }; break;
                case 3: header = header with { CompressedSize = thrift.Int32(type) }; break;
                case 4: header = header with { Crc = (uint)thrift.Int32(type) }; break;
                case 5 or 7:
                    CompactReader.Struct(type);
                    header = PageHeaderV1(ref thrift, header);
                    break;
                case 8:
                    CompactReader.Struct(type);
                    header = PageHeaderV2(ref thrift, header);
                    break;
                default: thrift.Skip(type); break;
            }
        }

        length = thrift.Position;
        return header;
    }

    /// <summary>Of a data page or a dictionary, which begin alike.</summary>
    private static PageHeader PageHeaderV1(ref CompactReader thrift, PageHeader header)
    {
        for (int id = 0; thrift.NextField(ref id, out CompactType type);)
        {
            switch (id)
            {
                case 1: header = header with { Values = thrift.Int32(type) }; break;
                case 2: header = header with { Encoding = (PageEncoding)thrift.Int32(type) }; break;
                case 3 when type == CompactType.I32: header = header with { DefinitionEncoding = (PageEncoding)thrift.Int32(type) }; break;
                case 4 when type == CompactType.I32: header = header with { RepetitionEncoding = (PageEncoding)thrift.Int32(type) }; break;
                default: thrift.Skip(type); break;
            }
        }

        return header;
    }

    private static PageHeader PageHeaderV2(ref CompactReader thrift, PageHeader header)
    {
        for (int id = 0; thrift.NextField(ref id, out CompactType type);)
        {
            switch (id)
            {
                case 1: header = header with { Values = thrift.Int32(type) }; break;
                case 4: header = header with { Encoding = (PageEncoding)thrift.Int32(type) }; break;
                case 5: header = header with { DefinitionBytes = thrift.Int32(type) }; break;
                case 6: header = header with { RepetitionBytes = thrift.Int32(type) }; break;
                case 7: header = header with { IsCompressed = CompactReader.Bool(type) }; break;
                default: thrift.Skip(type); break;
            }
        }

        return header;
    }
}
