namespace Denormalized.Schema;

/// <summary>
/// Two streams of one topic, of which neither can read what the other writes. One may well read less than the other, or in a
/// wider type; but a message that suits neither order is a dead letter to one of them.
/// </summary>
/// <param name="Path">Member of the second stream; empty for the stream.</param>
/// <param name="Message">Why.</param>
public sealed record TopicConflict(string Path, string Message)
{
    /// <summary>Null where they get along.</summary>
    public static TopicConflict? Between(RecordModel first, RecordModel second)
    {
        StreamShape a = StreamShape.Of(NamedByPath(first, "root"));
        StreamShape b = StreamShape.Of(NamedByPath(second, "root"));
        foreach (ShapeField field in b.Fields)
        {
            ShapeField? other = a.Fields.FirstOrDefault(f => f.Path == field.Path);
            if (other is not null && other.JsonForm != field.JsonForm)
            {
                return new TopicConflict(field.Path, $"'{field.Path}' has another form in JSON");
            }

            if (other is not null && (AvroMeaning.Lost(other.Type, field.Type) ?? AvroMeaning.Lost(field.Type, other.Type)) is not null)
            {
                return new TopicConflict(field.Path, $"'{field.Path}' is {other.Type} in one and {field.Type} in the other");
            }
        }

        return Refused(writer: b, reader: a) is not null && Refused(writer: a, reader: b) is { } refused
            ? new TopicConflict(refused.FieldPath, $"'{refused.FieldPath}': {refused.Message}")
            : null;
    }

    /// <summary>Names of records and enums do not count, since JSON has none: each is called by where it stands.</summary>
    private static RecordModel NamedByPath(RecordModel record, string name) => record with
    {
        WireName = name,
        Fields = record.Fields.Select(f => f with { Type = f.Type with { Type = NamedByPath(f.Type.Type, name + "_" + f.Avro) } }).ToEquatableArray(),
    };

    private static LogicalType NamedByPath(LogicalType type, string name) => type switch
    {
        NestedType nested => nested with { Record = NamedByPath(nested.Record, name) },
        ArrayType array => array with { Item = array.Item with { Type = NamedByPath(array.Item.Type, name) } },
        MapType map => map with { Value = map.Value with { Type = NamedByPath(map.Value.Type, name) } },
        EnumType @enum => @enum with { AvroName = name },
        _ => type,
    };

    /// <summary>A type that stands in two places has the name of the first, which the other stream need not have: no conflict.</summary>
    private static AvroConflict? Refused(StreamShape writer, StreamShape reader)
    {
        AvroResolution.Of(
            AvroSchema.Parse(writer.AvroSchema, AvroParsing.Lenient), AvroSchema.Parse(reader.AvroSchema, AvroParsing.Lenient), out IReadOnlyList<AvroConflict> conflicts);
        return conflicts.FirstOrDefault(c => c.Kind != AvroConflictKind.Name);
    }
}
