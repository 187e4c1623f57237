namespace Denormalized.Kafka.SchemaRegistry;

/// <summary>
/// What a message says about its schema: the number that the registry gave it, or its GUID (registries since Confluent Platform 8).
/// </summary>
public readonly record struct SchemaId
{
    /// <summary>A schema by its number in one registry.</summary>
    public SchemaId(int number) => Number = number;

    /// <summary>A schema by its GUID, which is the same in every registry.</summary>
    public SchemaId(Guid guid) => Guid = guid;

    /// <summary>The number; null when the schema is named by its GUID.</summary>
    public int? Number { get; }

    /// <summary>The GUID; null when the schema is named by its number.</summary>
    public Guid? Guid { get; }

    /// <summary>A schema by its number.</summary>
    public static implicit operator SchemaId(int number) => new(number);

    /// <summary>A schema by its GUID.</summary>
    public static implicit operator SchemaId(Guid guid) => new(guid);

    /// <inheritdoc/>
    public override string ToString() => Guid is { } guid ? guid.ToString() : $"{Number}";
}
