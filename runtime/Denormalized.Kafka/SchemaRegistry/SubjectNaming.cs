namespace Denormalized.Kafka.SchemaRegistry;

/// <summary>How the subject of a message's schema is called; the strategies of Confluent's serializers.</summary>
public enum SubjectNaming
{
    /// <summary><c>&lt;topic&gt;-value</c> or <c>&lt;topic&gt;-key</c>: one line of schemas for a topic. The default everywhere.</summary>
    TopicName,

    /// <summary>Full name of the record: one line of schemas for the record, whatever topic it is in.</summary>
    RecordName,

    /// <summary><c>&lt;topic&gt;-&lt;record&gt;</c>: several records in one topic, each with its own line of schemas there.</summary>
    TopicRecordName,
}

/// <summary>Makes subjects.</summary>
public static class SubjectNames
{
    /// <summary>The subject of a message's schema.</summary>
    /// <param name="naming">The strategy.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="record">Full Avro name of the record.</param>
    /// <param name="isKey">Whether it is the schema of keys.</param>
    public static string Of(SubjectNaming naming, string topic, string record, bool isKey = false) => naming switch
    {
        SubjectNaming.TopicName => topic + (isKey ? "-key" : "-value"),
        SubjectNaming.RecordName => record,
        SubjectNaming.TopicRecordName => $"{topic}-{record}",
        _ => throw new ArgumentOutOfRangeException(nameof(naming), naming, null),
    };
}
