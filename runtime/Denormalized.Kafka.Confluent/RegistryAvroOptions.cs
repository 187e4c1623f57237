using Denormalized.Kafka.SchemaRegistry;

namespace Denormalized.Kafka.Confluent;

/// <summary>How <see cref="StreamSerde.AvroRegistry{T}"/> uses the registry; the defaults are those of Confluent's serializers.</summary>
public sealed class RegistryAvroOptions
{
    /// <summary>How the subject is called.</summary>
    public SubjectNaming Subjects { get; set; } = SubjectNaming.TopicName;

    /// <summary>Register the record's schema when it is first written. When false it must be registered already: the way of production.</summary>
    public bool AutoRegister { get; set; } = true;

    /// <summary>Number of the record's own schema, where it is pinned: the registry is not asked for writing.</summary>
    public int? SchemaId { get; set; }

    /// <summary>Let the registry compare without differences that mean nothing.</summary>
    public bool Normalize { get; set; }

    /// <summary>Write the schema's GUID into a header instead of its number in front of the body.</summary>
    public bool IdInHeader { get; set; }
}
