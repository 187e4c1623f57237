using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Denormalized.Kafka.Tests;

/// <summary>
/// Apache Kafka 0.9.0.1 with its ZooKeeper on free loopback ports, logs in a temporary folder: a broker of the tests' own, which they
/// may kill. The jars are those that <c>make setup-kafka</c> lays into .native/kafka; java must be on PATH.
/// </summary>
public sealed class RealBroker : IDisposable
{
    private const string CoreJar = "kafka_2.11-0.9.0.1.jar";
    private static readonly TimeSpan ZooKeeperSession = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);

    private readonly string folder = Path.Combine(Path.GetTempPath(), $"kafka09-{Guid.NewGuid():n}");
    private readonly string classPath;
    private readonly int zooKeeperPort = FreePort();
    private readonly int brokerPort = FreePort();
    private readonly Process zooKeeper;
    private Process? broker;

    public RealBroker()
    {
        classPath = string.Join(Path.PathSeparator, FindJars());
        Directory.CreateDirectory(folder);
        WriteConfiguration();
        zooKeeper = Java("zookeeper", "org.apache.zookeeper.server.quorum.QuorumPeerMain", Path.Combine(folder, "zookeeper.properties"));
        WaitForPort(zooKeeperPort, zooKeeper);
        StartBroker();
    }

    public string BootstrapServers => $"127.0.0.1:{brokerPort}";

    /// <summary>Settings that librdkafka needs for a broker of this age.</summary>
    public KafkaSettings CreateSettings() => new()
    {
        { "bootstrap.servers", BootstrapServers },
        { "broker.version.fallback", "0.9.0.1" },
        { "api.version.request", "false" },
        { "session.timeout.ms", "6000" },
        { "heartbeat.interval.ms", "300" },
        { "fetch.wait.max.ms", "50" },
        { "log_level", "2" },
    };

    public async Task CreateTopicAsync(string name, int partitions)
    {
        Topics("--create", "--topic", name, "--partitions", $"{partitions}", "--replication-factor", "1");
        using var admin = new KafkaAdmin(CreateSettings());
        var clock = Stopwatch.StartNew();
        while (!(await admin.ListTopicsAsync()).Any(t => t.Name == name && t.Partitions == partitions))
        {
            Assert.True(clock.Elapsed < StartTime, $"the broker does not know topic {name}");
            await Task.Delay(20); // the command has told ZooKeeper, and that tells the broker
        }
    }

    public void DeleteTopic(string name)
    {
        Topics("--delete", "--topic", name);
        Assert.True(SpinWait.SpinUntil(() => !Directory.EnumerateDirectories(Path.Combine(folder, "log"), $"{name}-*").Any(), StartTime), $"topic {name} is still there");
    }

    /// <summary>Kills the broker as kill -9 does and starts it again on the same port and log.</summary>
    public void Restart()
    {
        Kill(broker);
        Thread.Sleep(ZooKeeperSession + TimeSpan.FromSeconds(2)); // ZooKeeper holds the dead broker's registration until its session ends
        StartBroker();
    }

    public void Dispose()
    {
        Kill(broker);
        Kill(zooKeeper);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private void StartBroker()
    {
        broker = Java("broker", "kafka.Kafka", Path.Combine(folder, "server.properties"));
        WaitForPort(brokerPort, broker);
    }

    private void Topics(params string[] arguments)
    {
        using var command = Java("topics", "kafka.admin.TopicCommand", ["--zookeeper", $"127.0.0.1:{zooKeeperPort}", .. arguments]);
        Assert.True(command.WaitForExit(StartTime), "kafka.admin.TopicCommand did not end");
        Assert.True(command.ExitCode == 0, File.ReadAllText(Path.Combine(folder, "topics.out")));
    }

    private void WriteConfiguration()
    {
        File.WriteAllText(Path.Combine(folder, "log4j.properties"), "log4j.rootLogger=WARN, out\nlog4j.appender.out=org.apache.log4j.ConsoleAppender\nlog4j.appender.out.layout=org.apache.log4j.SimpleLayout\n");
        File.WriteAllText(Path.Combine(folder, "zookeeper.properties"), $"dataDir={folder}/zookeeper\nclientPort={zooKeeperPort}\nclientPortAddress=127.0.0.1\nmaxClientCnxns=0\ntickTime=1000\n");
        var server = new StringBuilder()
            .AppendLine("broker.id=0")
            .AppendLine($"listeners=PLAINTEXT://127.0.0.1:{brokerPort}")
            .AppendLine($"advertised.listeners=PLAINTEXT://127.0.0.1:{brokerPort}")
            .AppendLine($"log.dirs={folder}/log")
            .AppendLine($"zookeeper.connect=127.0.0.1:{zooKeeperPort}")
            .AppendLine($"zookeeper.session.timeout.ms={ZooKeeperSession.TotalMilliseconds}")
            .AppendLine("num.partitions=4")
            .AppendLine("offsets.topic.num.partitions=4")
            .AppendLine("offsets.topic.replication.factor=1")
            .AppendLine("group.min.session.timeout.ms=1000")
            .AppendLine("group.max.session.timeout.ms=300000")
            .AppendLine("delete.topic.enable=true");
        File.WriteAllText(Path.Combine(folder, "server.properties"), server.ToString().ReplaceLineEndings("\n"));
    }

    /// <summary>
    /// A shell stands between: it kills java when its standard input closes, so that no broker outlives a test process that is killed.
    /// </summary>
    private Process Java(string name, string mainClass, params string[] arguments)
    {
        const string script = """exec 3<&0 2>/dev/null; out=$1; shift; java "$@" </dev/null >>"$out" 2>&1 & p=$!; (cat <&3 >/dev/null; kill -9 $p 2>/dev/null) & wait $p""";
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, WorkingDirectory = folder };
        string[] all =
        [
            "-c", script, "sh", Path.Combine(folder, $"{name}.out"),
            "-Xmx256m", $"-Dlog4j.configuration=file:{folder}/log4j.properties", "-cp", classPath, mainClass, .. arguments,
        ];
        foreach (var argument in all)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    private void WaitForPort(int port, Process process)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            using var client = new TcpClient();
            try
            {
                client.Connect(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException) when (!process.HasExited && clock.Elapsed < StartTime)
            {
                Thread.Sleep(50);
            }
            catch (SocketException e)
            {
                var output = string.Join('\n', Directory.EnumerateFiles(folder, "*.out").Select(File.ReadAllText));
                throw new InvalidOperationException($"Kafka 0.9.0.1 did not start: {output}", e);
            }
        }
    }

    private static void Kill(Process? process)
    {
        if (process is not null)
        {
            process.StandardInput.Close();
            process.WaitForExit();
            process.Dispose();
        }
    }

    private static string[] FindJars()
    {
        var libs = Path.Combine(RepositoryFolder(), ".native", "kafka", "libs");
        return File.Exists(Path.Combine(libs, CoreJar))
            ? Directory.GetFiles(libs, "*.jar")
            : throw new InvalidOperationException($"Apache Kafka 0.9.0.1 is not in {libs}: run `make setup-kafka`.");
    }

    private static string RepositoryFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Denormalized.SourceGen.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("These tests run from within the repository.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
