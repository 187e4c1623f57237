using System.Buffers.Binary;
using System.Text;

namespace Denormalized.Hosting;

/// <summary>The table for dead letters that their topic refuses.</summary>
internal sealed class DeadLetterTable(IClickHouse clickHouse, DenormalizedOptions options, TimeProvider time)
{
    private static readonly string[] s_columns =
        ["at", "topic", "partition", "offset", "source", "pipeline", "record", "reason", "path", "position", "message", "key", "payload", "payload_length", "payload_sha256"];

    private bool _created;

    /// <summary>Plain SQL; key and payload are bytes.</summary>
    public string CreateTable => $"""
        CREATE TABLE IF NOT EXISTS {Sql.Identifier(options.DeadLetterTable)}
        (
            `at` DateTime64(3, 'UTC'),
            `topic` LowCardinality(String),
            `partition` Int32,
            `offset` Int64,
            `source` LowCardinality(String),
            `pipeline` LowCardinality(String),
            `record` LowCardinality(String),
            `reason` LowCardinality(String),
            `path` String,
            `position` Int32,
            `message` String,
            `key` Nullable(String),
            `payload` String,
            `payload_length` Int64,
            `payload_sha256` String
        )
        ENGINE = MergeTree
        ORDER BY (`topic`, `at`)
        """;

    public async Task InsertAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken)
    {
        if (!_created)
        {
            await clickHouse.ExecuteAsync(CreateTable, null, cancellationToken).ConfigureAwait(false);
            _created = true;
        }

        using var body = new MemoryStream();
        var at = time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var letter in letters)
        {
            Write(body, letter, at);
        }

        var command = new InsertCommand(options.DeadLetterTable, s_columns) { Format = "RowBinary" };
        await clickHouse.InsertAsync(command, [body.GetBuffer().AsMemory(0, (int)body.Length)], cancellationToken).ConfigureAwait(false);
    }

    private static void Write(Stream body, DeadLetter letter, long at)
    {
        Int64(body, at);
        Text(body, letter.Partition.Topic);
        Int32(body, letter.Partition.Partition);
        Int64(body, letter.Offset);
        Text(body, letter.Incarnation);
        Text(body, letter.Pipeline);
        Text(body, letter.Record);
        Text(body, letter.Reason);
        Text(body, letter.Path);
        Int32(body, letter.Position);
        Text(body, letter.Message);
        body.WriteByte(letter.Key is null ? (byte)1 : (byte)0);
        if (letter.Key is { } key)
        {
            Bytes(body, key);
        }

        Bytes(body, letter.Payload);
        Int64(body, letter.PayloadLength);
        Text(body, letter.PayloadHash ?? "");
    }

    private static void Int32(Stream body, int value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        body.Write(bytes);
    }

    private static void Int64(Stream body, long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        body.Write(bytes);
    }

    private static void Text(Stream body, string value) => Bytes(body, Encoding.UTF8.GetBytes(value));

    private static void Bytes(Stream body, ReadOnlySpan<byte> value)
    {
        var length = (uint)value.Length;
        while (length >= 0x80)
        {
            body.WriteByte((byte)(length | 0x80));
            length >>= 7;
        }

        body.WriteByte((byte)length);
        body.Write(value);
    }
}
