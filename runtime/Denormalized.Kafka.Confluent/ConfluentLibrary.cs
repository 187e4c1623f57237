using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace Denormalized.Kafka.Confluent;

/// <summary>Makes Confluent.Kafka use the very file that Denormalized.Kafka has loaded.</summary>
/// <remarks>
/// Left to itself it may load another: the package's first build for linux-x64 needs libsasl2.so.3, which Debian and Ubuntu lack,
/// and the system's library would be taken in silence. Two copies in one process waste memory, and handles must not cross
/// between them. <c>Library.Load(path)</c> of Confluent.Kafka is no way out on current Linux: it calls into libdl.so, of which
/// only libdl.so.2 is left.
/// </remarks>
public static class ConfluentLibrary
{
    private static readonly Lock s_gate = new();
    private static bool s_shared;

    /// <summary>To be called before the first client of Confluent.Kafka is made; again does nothing.</summary>
    /// <exception cref="InvalidOperationException">Confluent.Kafka has a library already, or another resolver for it is in place.</exception>
    /// <exception cref="LibrdkafkaNotFoundException">No usable librdkafka was found.</exception>
    public static void UseSameLibrdkafka()
    {
        lock (s_gate)
        {
            if (s_shared)
            {
                return;
            }

            if (Library.IsLoaded)
            {
                throw new InvalidOperationException(
                    "Confluent.Kafka has loaded a librdkafka of its own already. Call ConfluentLibrary.UseSameLibrdkafka() before the first producer or consumer is built.");
            }

            var path = LibrdkafkaLoader.Path;
            // Its candidates are called librdkafka, centos8-librdkafka and alpine-librdkafka: the first that is asked for is ours.
            NativeLibrary.SetDllImportResolver(typeof(Library).Assembly, (name, _, _) =>
                name.Contains("librdkafka", StringComparison.Ordinal) ? NativeLibrary.Load(path) : 0);
            s_shared = true;
        }
    }
}
