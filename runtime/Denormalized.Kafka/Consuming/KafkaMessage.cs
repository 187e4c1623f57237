using System.Runtime.InteropServices;
using System.Text;
using Denormalized.Kafka.Native;

namespace Denormalized.Kafka;

/// <summary>
/// A message as it lies in librdkafka's memory: no copy, no garbage. It is valid only while the handler runs; what is needed longer
/// must be copied or decoded there.
/// </summary>
public readonly unsafe ref struct KafkaMessage
{
    private readonly NativeMessage* message;

    internal KafkaMessage(NativeMessage* message, string topic)
    {
        this.message = message;
        Topic = topic;
    }

    /// <summary>Name of the topic; the same string object for every message of a topic.</summary>
    public string Topic { get; }

    /// <summary>Number of the partition.</summary>
    public int Partition => message->Partition;

    /// <summary>Offset of the message in its partition.</summary>
    public long Offset => message->Offset;

    /// <summary>The payload; empty also for a tombstone, see <see cref="IsTombstone"/>.</summary>
    public ReadOnlySpan<byte> Payload => new(message->Payload, checked((int)message->PayloadLength));

    /// <summary>Whether the message has no payload at all (null, not empty): in compacted topics it deletes its key.</summary>
    public bool IsTombstone => message->Payload == null;

    /// <summary>The key; empty also when there is none, see <see cref="HasKey"/>.</summary>
    public ReadOnlySpan<byte> Key => new(message->Key, checked((int)message->KeyLength));

    /// <summary>Whether the message has a key (it may be empty).</summary>
    public bool HasKey => message->Key != null;

    /// <summary>Milliseconds since 1970-01-01 UTC, or -1 when the broker keeps none (before 0.10).</summary>
    public long TimestampMs
    {
        get
        {
            int kind;
            var milliseconds = Librdkafka.rd_kafka_message_timestamp(message, &kind);
            return kind == 0 ? -1 : milliseconds;
        }
    }

    /// <summary>Who set <see cref="TimestampMs"/>.</summary>
    public KafkaTimestampKind TimestampKind
    {
        get
        {
            int kind;
            Librdkafka.rd_kafka_message_timestamp(message, &kind);
            return (KafkaTimestampKind)kind;
        }
    }

    /// <summary>The headers; empty for brokers before 0.11.</summary>
    public KafkaMessageHeaders Headers
    {
        get
        {
            nint headers;
            return new(Librdkafka.rd_kafka_message_headers(message, &headers) == KafkaErrorCode.None ? headers : 0);
        }
    }
}

/// <summary>Who set the timestamp of a message.</summary>
public enum KafkaTimestampKind
{
    /// <summary>There is none.</summary>
    None = 0,

    /// <summary>The producer, when it made the message.</summary>
    CreateTime = 1,

    /// <summary>The broker, when it stored the message.</summary>
    LogAppendTime = 2,
}

/// <summary>The headers of a message, enumerated where they lie; names may repeat.</summary>
public readonly unsafe ref struct KafkaMessageHeaders
{
    private readonly nint headers;

    internal KafkaMessageHeaders(nint headers) => this.headers = headers;

    /// <summary>Enumerates the headers in order.</summary>
    public Enumerator GetEnumerator() => new(headers);

    /// <summary>Finds the last header of a name, which is the valid one by Kafka's convention.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">Its value; empty when it is null or missing.</param>
    public bool TryGetLast(string name, out ReadOnlySpan<byte> value) => TryGetLast(Encoding.UTF8.GetBytes(name), out value);

    /// <summary>As <see cref="TryGetLast(string, out ReadOnlySpan{byte})"/>, for a name in UTF-8: nothing is allocated.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">Its value; empty when it is null or missing.</param>
    public bool TryGetLast(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        value = default;
        var found = false;
        foreach (var header in this)
        {
            if (header.Utf8Name.SequenceEqual(name))
            {
                value = header.Value;
                found = true;
            }
        }

        return found;
    }

    /// <summary>Copies the headers out of the message.</summary>
    public List<KafkaHeader> ToList()
    {
        var list = new List<KafkaHeader>();
        foreach (var header in this)
        {
            list.Add(new KafkaHeader(header.Name, header.IsNull ? null : header.Value.ToArray()));
        }

        return list;
    }

    /// <summary>A header where it lies.</summary>
    public readonly ref struct Entry
    {
        private readonly byte* name;
        private readonly byte* value;
        private readonly nuint size;

        internal Entry(byte* name, byte* value, nuint size)
        {
            this.name = name;
            this.value = value;
            this.size = size;
        }

        /// <summary>The name.</summary>
        public string Name => NativeText.Of(name);

        /// <summary>The name in UTF-8.</summary>
        public ReadOnlySpan<byte> Utf8Name => MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name);

        /// <summary>Whether the value is null rather than empty.</summary>
        public bool IsNull => value == null;

        /// <summary>The value.</summary>
        public ReadOnlySpan<byte> Value => new(value, checked((int)size));

        /// <summary>The value as UTF-8 text.</summary>
        public string Text => Encoding.UTF8.GetString(Value);
    }

    /// <summary>Enumerates headers.</summary>
    public ref struct Enumerator
    {
        private readonly nint headers;
        private nuint next;
        private byte* name;
        private byte* value;
        private nuint size;

        internal Enumerator(nint headers) => this.headers = headers;

        /// <summary>The present header.</summary>
        public readonly Entry Current => new(name, value, size);

        /// <summary>Goes on to the next header.</summary>
        public bool MoveNext()
        {
            if (headers == 0)
            {
                return false;
            }

            fixed (byte** n = &name, v = &value)
            fixed (nuint* s = &size)
            {
                return Librdkafka.rd_kafka_header_get_all(headers, next++, n, v, s) == KafkaErrorCode.None;
            }
        }
    }
}

/// <summary>A header of a message: a name and bytes, which may be null.</summary>
/// <param name="Name">The name; several headers may have the same.</param>
/// <param name="Value">The bytes, or null.</param>
public readonly record struct KafkaHeader(string Name, byte[]? Value)
{
    /// <summary>Makes a header with UTF-8 text.</summary>
    /// <param name="name">The name.</param>
    /// <param name="text">The text.</param>
    public static KafkaHeader OfText(string name, string text) => new(name, Encoding.UTF8.GetBytes(text));

    /// <summary>The value as UTF-8 text; empty when it is null.</summary>
    public string Text => Value is null ? "" : Encoding.UTF8.GetString(Value);
}
