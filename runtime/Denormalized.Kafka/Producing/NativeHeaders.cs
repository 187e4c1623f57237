using System.Text;
using Denormalized.Kafka.Native;

namespace Denormalized.Kafka;

internal static unsafe class NativeHeaders
{
    /// <summary>Makes a rd_kafka_headers_t, or 0 for no headers; the caller owns it until the message is taken.</summary>
    public static nint Create(IReadOnlyList<KafkaHeader> headers)
    {
        if (headers.Count == 0)
        {
            return 0;
        }

        var native = Librdkafka.rd_kafka_headers_new((nuint)headers.Count);
        byte empty;
        foreach (var (name, value) in headers)
        {
            var utf8 = Encoding.UTF8.GetBytes(name);
            fixed (byte* n = utf8, v = value)
            {
                var pointer = value is { Length: 0 } ? &empty : v;
                Librdkafka.rd_kafka_header_add(native, n == null ? &empty : n, utf8.Length, pointer, value?.Length ?? 0);
            }
        }

        return native;
    }
}
