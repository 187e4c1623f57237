using System.Buffers;
using System.Text.Json;

namespace Denormalized.Hosting;

/// <summary>The form of a dead letter where the broker has no headers: one JSON object, key and payload in base64.</summary>
/// <remarks>
/// <code>
/// {"dnz.topic":"page_views","dnz.partition":"3",...,"key":"YWI=","payload":"eyJ4Ijox"}
/// </code>
/// </remarks>
internal static class DeadLetterEnvelope
{
    public static byte[] Write(DeadLetter letter)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            foreach (var (name, value) in letter.Headers())
            {
                json.WriteString(name, value);
            }

            if (letter.Key is { } key)
            {
                json.WriteBase64String("key", key);
            }
            else
            {
                json.WriteNull("key");
            }

            json.WriteBase64String("payload", letter.Payload);
            json.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }
}
