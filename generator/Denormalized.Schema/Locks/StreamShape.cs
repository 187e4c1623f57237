namespace Denormalized.Schema;

/// <summary>
/// What a stream is on the wire and in the table, apart from C#: what a lock keeps of each released version, and what a
/// compiled assembly carries of its records.
/// </summary>
/// <param name="Topic">Kafka topic.</param>
/// <param name="Fields">Every member, those of nested records too, in declaration order.</param>
/// <param name="AvroSchema">As JSON without white space.</param>
/// <param name="Table">The table of its rows.</param>
public sealed record StreamShape(string Topic, EquatableArray<ShapeField> Fields, string AvroSchema, TableShape Table)
{
    /// <summary>The same without the numbers that a lock gives: equal when nothing was changed since.</summary>
    public StreamShape WithoutIds() => this with { Fields = Fields.Select(f => f with { Id = 0 }).ToEquatableArray() };

    public static StreamShape Of(RecordModel record)
    {
        var fields = new List<ShapeField>();
        Collect(record, "", fields);
        string avro = AvroPlan.SchemaOf(record);
        return new StreamShape(record.Stream!.Topic, fields.ToEquatableArray(), avro, TableShape.Of(TablePlan.Of(record)));
    }

    private static void Collect(RecordModel record, string prefix, List<ShapeField> fields)
    {
        foreach (FieldModel field in record.Fields)
        {
            string path = prefix + field.Avro;
            fields.Add(new ShapeField(path, LogicalTypeText.Of(field.Type))
            {
                Json = field.Json == field.Avro ? "" : field.Json,
                Column = field.Column == field.Avro ? "" : field.Column,
                JsonForm = LogicalTypeText.JsonFormOf(field.Type.Type),
                Aliases = field.Aliases,
                IsRequired = field.IsRequired,
                IsEventTime = field.IsEventTime,
                SortKey = field.SortKey,
            });
            Collect(field.Type.Type, path, fields);
        }
    }

    private static void Collect(LogicalType type, string path, List<ShapeField> fields)
    {
        switch (type)
        {
            case NestedType nested: Collect(nested.Record, path + ".", fields); break;
            case ArrayType array: Collect(array.Item.Type, path + "[]", fields); break;
            case MapType map: Collect(map.Value.Type, path + "{}", fields); break;
        }
    }
}

/// <summary>One member of a stream's record, or of a record within it.</summary>
/// <param name="Path">By names in Avro: <c>lines[].price</c>, <c>totals{}.sum</c>.</param>
/// <param name="Type">As <see cref="LogicalTypeText"/> spells it.</param>
public sealed record ShapeField(string Path, string Type)
{
    /// <summary>Given by the lock, for as long as the field lives, whatever it is called; 0 for none yet.</summary>
    public int Id { get; init; }

    /// <summary>Name in JSON where it is not that in Avro; else empty.</summary>
    public string Json { get; init; } = "";

    /// <summary>Name of the column or element where it is not that in Avro; else empty.</summary>
    public string Column { get; init; } = "";

    /// <summary>Epoch or quoted numbers in JSON; empty for the usual form.</summary>
    public string JsonForm { get; init; } = "";

    /// <summary>Names that it had before.</summary>
    public EquatableArray<string> Aliases { get; init; }

    public bool IsRequired { get; init; }

    public bool IsEventTime { get; init; }

    public int? SortKey { get; init; }

    /// <summary>Path of the record that it is a member of; empty for the stream's own.</summary>
    public string Parent => Path.LastIndexOf('.') is >= 0 and var dot ? Path.Substring(0, dot) : "";

    /// <summary>The last part of the path.</summary>
    public string Name => Path.Substring(Path.LastIndexOf('.') + 1);

    public string ColumnName => Column.Length > 0 ? Column : Name;

    public string JsonName => Json.Length > 0 ? Json : Name;
}

/// <summary>The state of a table that ALTER has to get from and to.</summary>
public sealed record TableShape(string Name, string Engine, string OrderBy, string PartitionBy, string Ttl, EquatableArray<ColumnShape> Columns)
{
    public static TableShape Of(TablePlan plan) => new(
        plan.Table, plan.Engine, plan.SortingKey, plan.Partition, plan.Ttl, plan.Columns.Select(c => new ColumnShape(c.Name, c.Definition)).ToEquatableArray());
}

public sealed record ColumnShape(string Name, string Type);
