using System.Globalization;
using System.Security.Cryptography;
using Denormalized.Kafka;

namespace Denormalized.Hosting;

/// <summary>A message that could not become rows, with the reason; key and payload as they came.</summary>
internal sealed record DeadLetter
{
    public required TopicPartition Partition { get; init; }

    public required long Offset { get; init; }

    /// <summary>Incarnation of the topic.</summary>
    public required string Incarnation { get; init; }

    /// <summary>Milliseconds since 1970, or negative.</summary>
    public required long Timestamp { get; init; }

    /// <summary>Name and fingerprint of the pipeline.</summary>
    public required string Pipeline { get; init; }

    /// <summary>Name of the record type that was expected.</summary>
    public required string Record { get; init; }

    /// <summary>Kind of failure: a <see cref="CompilerServices.DecodeFailure"/>, <c>Exception</c> or <c>Refused</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>Field, as a JSON path; empty when not known.</summary>
    public required string Path { get; init; }

    /// <summary>Byte of the payload at which decoding stopped, -1 when not known.</summary>
    public required int Position { get; init; }

    /// <summary>What is wrong, in words.</summary>
    public required string Message { get; init; }

    public required byte[]? Key { get; init; }

    /// <summary>The payload, or its beginning when it was cut.</summary>
    public required byte[] Payload { get; init; }

    /// <summary>Length of the original payload in bytes.</summary>
    public required int PayloadLength { get; init; }

    /// <summary>SHA-256 of the original payload in hexadecimal, when it was cut.</summary>
    public string? PayloadHash { get; init; }

    /// <summary>Bytes that it holds.</summary>
    public long Size => Payload.Length + (Key?.Length ?? 0) + Message.Length;

    /// <summary>Copies a message; a payload longer than <paramref name="limit"/> is cut.</summary>
    public static DeadLetter Create(
        PartitionState state, in SourceMessage message, string pipeline, string record, string reason, string path, int position, string text, int limit)
    {
        var cut = message.Value.Length > limit;
        return new DeadLetter
        {
            Partition = state.Partition,
            Offset = message.Offset,
            Incarnation = state.Incarnation,
            Timestamp = message.Timestamp,
            Pipeline = pipeline,
            Record = record,
            Reason = reason,
            Path = path,
            Position = position,
            Message = text,
            Key = message.HasKey ? message.Key.ToArray() : null,
            Payload = message.Value[..(cut ? limit : message.Value.Length)].ToArray(),
            PayloadLength = message.Value.Length,
            PayloadHash = cut ? Convert.ToHexStringLower(SHA256.HashData(message.Value)) : null,
        };
    }

    /// <summary>The metadata, by header name.</summary>
    public IEnumerable<(string Name, string Value)> Headers()
    {
        yield return ("dnz.topic", Partition.Topic);
        yield return ("dnz.partition", Partition.Partition.ToString(CultureInfo.InvariantCulture));
        yield return ("dnz.offset", Offset.ToString(CultureInfo.InvariantCulture));
        yield return ("dnz.source", Incarnation);
        yield return ("dnz.pipeline", Pipeline);
        yield return ("dnz.record", Record);
        yield return ("dnz.reason", Reason);
        yield return ("dnz.path", Path);
        yield return ("dnz.message", Message);
        if (Position >= 0)
        {
            yield return ("dnz.position", Position.ToString(CultureInfo.InvariantCulture));
        }

        if (Timestamp >= 0)
        {
            yield return ("dnz.timestamp", Timestamp.ToString(CultureInfo.InvariantCulture));
        }

        if (PayloadHash is not null)
        {
            yield return ("dnz.payload.length", PayloadLength.ToString(CultureInfo.InvariantCulture));
            yield return ("dnz.payload.sha256", PayloadHash);
        }
    }

    /// <summary>The same with at most <paramref name="limit"/> bytes of payload, for a broker that takes less.</summary>
    public DeadLetter Cut(int limit) => Payload.Length <= limit
        ? this
        : this with { Payload = Payload[..limit], PayloadHash = PayloadHash ?? Convert.ToHexStringLower(SHA256.HashData(Payload)) };
}
