using System.Diagnostics;
using System.Globalization;
using Denormalized.Kafka;

namespace Denormalized.Bench.EndToEnd;

/// <summary>One cluster with its messages: a number of rows, one in a message and many in a message.</summary>
public sealed record Load(int Rows, string BootstrapServers);

/// <summary>
/// The brokers, in a process of their own as in life: what they need is no contender's. A cluster for each load, which hold the
/// same rows from the first on.
/// </summary>
public sealed class Broker : IDisposable
{
    /// <summary>The argument that makes this program a broker.</summary>
    public const string Argument = "--broker";

    /// <summary>One row in a message.</summary>
    public const string Topic = "page_views";

    /// <summary>Many rows in a message, one on a line.</summary>
    public const string BatchedTopic = "page_views_batched";

    public const int RowsInBatch = 100;

    private const int BlockRows = 65_536;

    private readonly Process _process;

    private Broker(Process process, IReadOnlyList<Load> loads)
    {
        _process = process;
        Loads = loads;
    }

    public IReadOnlyList<Load> Loads { get; }

    /// <summary>CPU of the brokers so far.</summary>
    public TimeSpan Cpu => _process.TotalProcessorTime;

    /// <summary>Starts the process and waits until all messages are there.</summary>
    public static Broker Start(params IReadOnlyList<int> rows)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.ArgumentList.Add(Argument);
        foreach (int count in rows)
        {
            start.ArgumentList.Add(count.ToString(CultureInfo.InvariantCulture));
        }

        Process process = Process.Start(start)!;
        var loads = new List<Load>();
        foreach (int count in rows)
        {
            string servers = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The broker ended before its messages were there.");
            loads.Add(new Load(count, servers));
        }

        return new Broker(process, loads);
    }

    /// <summary>The program that <see cref="Start"/> starts: prints the address of each cluster, ends with its input.</summary>
    public static async Task ServeAsync(IEnumerable<string> rows)
    {
        var clusters = new List<EmbeddedKafka>();
        foreach (string count in rows)
        {
            var kafka = new EmbeddedKafka();
            clusters.Add(kafka);
            await ProduceAsync(kafka, int.Parse(count, CultureInfo.InvariantCulture));
            Console.WriteLine(kafka.BootstrapServers);
        }

        await Console.In.ReadToEndAsync();
        clusters.ForEach(kafka => kafka.Dispose());
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static async Task ProduceAsync(EmbeddedKafka kafka, int rows)
    {
        kafka.CreateTopic(Topic);
        kafka.CreateTopic(Topic + ".dead");
        kafka.CreateTopic(BatchedTopic);
        using var producer = new KafkaProducer(new KafkaProducerOptions { Settings = kafka.CreateSettings() });
        byte[] batch = new byte[RowsInBatch * 8 * 1024];
        Messages messages = new("", [], [0]);
        for (int i = 0, used = 0; i < rows; i++)
        {
            if (i % BlockRows == 0)
            {
                messages = Rows.Compact(Rows.Make(Math.Min(BlockRows, rows - i), seed: i / BlockRows));
            }

            // The in-process broker keeps 5 MiB of a partition, so the load goes to all in turn, some hundred messages at a time.
            ReadOnlySpan<byte> message = messages[i % BlockRows];
            producer.Produce(Topic, i / 256 % EmbeddedKafka.DefaultPartitions, message);
            message.CopyTo(batch.AsSpan(used));
            used += message.Length;
            batch[used++] = (byte)'\n';
            if ((i + 1) % RowsInBatch == 0 || i + 1 == rows)
            {
                producer.Produce(BatchedTopic, i / RowsInBatch % EmbeddedKafka.DefaultPartitions, batch.AsSpan(0, used));
                used = 0;
            }
        }

        await producer.FlushAsync();
    }
}
