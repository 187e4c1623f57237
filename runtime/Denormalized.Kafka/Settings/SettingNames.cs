using System.Collections.Frozen;

namespace Denormalized.Kafka;

/// <summary>
/// The settings of librdkafka 2.16 by scope (its CONFIGURATION.md, callbacks and internal ones left out). The loaded library has the
/// last word on values and on names that are newer; the table is for spelling, scope and suggestions.
/// </summary>
internal static class SettingNames
{
    private const string Both = """
        allow.auto.create.topics api.version.fallback.ms api.version.request api.version.request.timeout.ms bootstrap.servers
        broker.address.family broker.address.ttl broker.version.fallback client.dns.lookup client.id client.rack
        connections.max.idle.ms debug enable.metrics.push enable.random.seed enable.sasl.oauthbearer.unsecure.jwt
        enable.ssl.certificate.verification https.ca.location https.ca.pem interceptors internal.termination.signal
        log.connection.close log.queue log_level max.in.flight max.in.flight.requests.per.connection message.copy.max.bytes
        message.max.bytes metadata.broker.list metadata.max.age.ms metadata.recovery.rebootstrap.trigger.ms
        metadata.recovery.strategy plugin.library.paths receive.message.max.bytes reconnect.backoff.jitter.ms
        reconnect.backoff.max.ms reconnect.backoff.ms retry.backoff.max.ms retry.backoff.ms sasl.kerberos.keytab
        sasl.kerberos.kinit.cmd sasl.kerberos.min.time.before.relogin sasl.kerberos.principal sasl.kerberos.service.name
        sasl.mechanism sasl.mechanisms sasl.oauthbearer.assertion.algorithm sasl.oauthbearer.assertion.claim.aud
        sasl.oauthbearer.assertion.claim.exp.seconds sasl.oauthbearer.assertion.claim.iss
        sasl.oauthbearer.assertion.claim.jti.include sasl.oauthbearer.assertion.claim.nbf.seconds
        sasl.oauthbearer.assertion.claim.sub sasl.oauthbearer.assertion.file sasl.oauthbearer.assertion.jwt.template.file
        sasl.oauthbearer.assertion.private.key.file sasl.oauthbearer.assertion.private.key.passphrase
        sasl.oauthbearer.assertion.private.key.pem sasl.oauthbearer.client.credentials.client.id
        sasl.oauthbearer.client.credentials.client.secret sasl.oauthbearer.client.id sasl.oauthbearer.client.secret
        sasl.oauthbearer.config sasl.oauthbearer.extensions sasl.oauthbearer.grant.type
        sasl.oauthbearer.metadata.authentication.type sasl.oauthbearer.method sasl.oauthbearer.scope
        sasl.oauthbearer.sub.claim.name sasl.oauthbearer.token.endpoint.url sasl.password sasl.username security.protocol
        socket.blocking.max.ms socket.connection.setup.timeout.ms socket.keepalive.enable socket.max.fails socket.nagle.disable
        socket.receive.buffer.bytes socket.send.buffer.bytes socket.timeout.ms ssl.ca.certificate.stores ssl.ca.location
        ssl.ca.pem ssl.certificate.location ssl.certificate.pem ssl.cipher.suites ssl.crl.location ssl.curves.list
        ssl.endpoint.identification.algorithm ssl.engine.id ssl.engine.location ssl.key.location ssl.key.password ssl.key.pem
        ssl.keystore.location ssl.keystore.password ssl.providers ssl.sigalgs.list statistics.interval.ms topic.blacklist
        topic.metadata.propagation.max.ms topic.metadata.refresh.fast.cnt topic.metadata.refresh.fast.interval.ms
        topic.metadata.refresh.interval.ms topic.metadata.refresh.sparse
        """;

    private const string Consumer = """
        auto.commit.enable auto.commit.interval.ms auto.offset.reset check.crcs consume.callback.max.messages
        coordinator.query.interval.ms enable.auto.commit enable.auto.offset.store enable.partition.eof fetch.error.backoff.ms
        fetch.max.bytes fetch.message.max.bytes fetch.min.bytes fetch.queue.backoff.ms fetch.wait.max.ms group.id
        group.instance.id group.protocol group.protocol.type group.remote.assignor heartbeat.interval.ms isolation.level
        max.partition.fetch.bytes max.poll.interval.ms max.poll.records offset.store.method offset.store.path
        offset.store.sync.interval.ms partition.assignment.strategy queued.max.messages.kbytes queued.min.messages
        session.timeout.ms share.acknowledgement.mode
        """;

    private const string Producer = """
        acks batch.num.messages batch.size compression.codec compression.level compression.type delivery.report.only.error
        delivery.timeout.ms enable.gapless.guarantee enable.idempotence linger.ms message.send.max.retries message.timeout.ms
        msg_order_cmp partitioner produce.offset.report queue.buffering.backpressure.threshold queue.buffering.max.kbytes
        queue.buffering.max.messages queue.buffering.max.ms queuing.strategy request.required.acks request.timeout.ms retries
        sticky.partitioning.linger.ms transaction.timeout.ms transactional.id
        """;

    private static readonly FrozenDictionary<string, (string Name, KafkaRole? Role)> Table = Build();

    /// <summary>All names, dotted.</summary>
    public static IEnumerable<string> All => Table.Values.Select(static entry => entry.Name);

    /// <summary>Finds a setting by any spelling: bootstrap.servers, BootstrapServers, bootstrap_servers, bootstrap-servers.</summary>
    public static bool TryFind(string spelled, out string name, out KafkaRole? role)
    {
        var found = Table.TryGetValue(Plain(spelled), out var entry);
        (name, role) = entry;
        return found;
    }

    /// <summary>The known name that is nearest to an unknown one, or null when none is near.</summary>
    public static string? Nearest(string spelled)
    {
        var plain = Plain(spelled);
        var best = Table.Keys.MinBy(candidate => Distance(plain, candidate))!;
        return Distance(plain, best) <= Math.Max(2, plain.Length / 3) ? Table[best].Name : null;
    }

    /// <summary>The name as in Confluent.Kafka's configuration classes: BootstrapServers.</summary>
    public static string Pascal(string name) =>
        string.Concat(name.Split('.', '_').Select(static part => char.ToUpperInvariant(part[0]) + part[1..]));

    private static string Plain(string name) =>
        string.Concat(name.Where(static c => c is not ('.' or '_' or '-' or ' '))).ToLowerInvariant();

    private static FrozenDictionary<string, (string Name, KafkaRole? Role)> Build()
    {
        var table = new Dictionary<string, (string, KafkaRole?)>();
        Add(Both, null);
        Add(Consumer, KafkaRole.Consumer);
        Add(Producer, KafkaRole.Producer);
        return table.ToFrozenDictionary();

        void Add(string names, KafkaRole? role)
        {
            foreach (var name in names.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            {
                table.Add(Plain(name), (name, role));
            }
        }
    }

    /// <summary>Edits (insert, delete, replace) between two words.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replace = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replace, Math.Min(row[j - 1], row[j]) + 1);
            }
        }

        return row[b.Length];
    }
}
