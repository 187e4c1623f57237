namespace Denormalized.Kafka.Tests;

public sealed class SettingsTests
{
    [Theory]
    [InlineData("bootstrap.servers")]
    [InlineData("BootstrapServers")]
    [InlineData("bootstrapServers")]
    [InlineData("bootstrap_servers")]
    [InlineData("BOOTSTRAP_SERVERS")]
    [InlineData("bootstrap-servers")]
    public void EverySpellingOfANameMeansTheSameSetting(string spelled)
    {
        var settings = new KafkaSettings { [spelled] = "a:1" };

        Assert.Equal("a:1", settings.BootstrapServers);
        Assert.Equal([new("bootstrap.servers", "a:1")], settings);
    }

    [Theory]
    [InlineData("SecurityProtocol", "security.protocol")]
    [InlineData("SaslMechanism", "sasl.mechanism")]
    [InlineData("SaslUsername", "sasl.username")]
    [InlineData("SslCaLocation", "ssl.ca.location")]
    [InlineData("EnableSslCertificateVerification", "enable.ssl.certificate.verification")]
    [InlineData("SslEndpointIdentificationAlgorithm", "ssl.endpoint.identification.algorithm")]
    [InlineData("AutoOffsetReset", "auto.offset.reset")]
    [InlineData("SessionTimeoutMs", "session.timeout.ms")]
    [InlineData("PartitionAssignmentStrategy", "partition.assignment.strategy")]
    [InlineData("FetchMaxBytes", "fetch.max.bytes")]
    [InlineData("CompressionType", "compression.type")]
    [InlineData("LingerMs", "linger.ms")]
    [InlineData("BrokerVersionFallback", "broker.version.fallback")]
    [InlineData("ApiVersionRequest", "api.version.request")]
    [InlineData("SaslOauthbearerTokenEndpointUrl", "sasl.oauthbearer.token.endpoint.url")]
    public void ConfluentsNamesAreKnown(string pascal, string dotted) => Assert.Equal(dotted, KafkaSettings.CanonicalName(pascal));

    [Fact]
    public void EveryNameOfTheTableIsASettingOfTheLibraryAndIsFoundInBothSpellings()
    {
        var names = SettingNames.All.ToList();

        Assert.True(names.Count > 150);
        Assert.All(names, name => Assert.True(ClientConf.Knows(name), name));
        Assert.All(names, name => Assert.Equal(name, KafkaSettings.CanonicalName(SettingNames.Pascal(name))));
    }

    [Theory]
    [InlineData("BootstrapServer", "bootstrap.servers", "BootstrapServers")]
    [InlineData("group", "group.id", "GroupId")]
    [InlineData("sesion.timeout.ms", "session.timeout.ms", "SessionTimeoutMs")]
    [InlineData("SaslMecanism", "sasl.mechanism", "SaslMechanism")]
    public void AnUnknownNameIsRefusedWithTheNearestOne(string wrong, string dotted, string pascal)
    {
        var error = Assert.Throws<KafkaSettingsException>(() => new KafkaSettings { [wrong] = "x" });

        Assert.Contains($"'{wrong}'", error.Message);
        Assert.Contains($"'{dotted}' ({pascal})", error.Message);
    }

    [Fact]
    public void ANameThatIsLikeNoneIsRefusedWithoutAGuess()
    {
        var error = Assert.Throws<KafkaSettingsException>(() => new KafkaSettings { ["quickBrownFoxJumps"] = "x" });

        Assert.DoesNotContain("Did you mean", error.Message);
    }

    [Theory]
    [InlineData("rebalance_cb")]
    [InlineData("RebalanceCb")]
    [InlineData("opaque")]
    [InlineData("ssl.certificate.verify_cb")]
    public void CallbacksAreNoSettings(string name) => Assert.Throws<KafkaSettingsException>(() => new KafkaSettings { [name] = "x" });

    [Fact]
    public void TwoSpellingsWithDifferentValuesAreAConflict()
    {
        var error = Assert.Throws<KafkaSettingsException>(() => new KafkaSettings([new("GroupId", "a"), new("group.id", "b")]));
        Assert.Contains("'group.id' is given twice", error.Message);

        var same = new KafkaSettings([new("GroupId", "a"), new("group.id", "a"), new("ClientId", null)]);
        Assert.Equal([new("group.id", "a")], same);
    }

    [Theory]
    [InlineData("EnableAutoCommit", "true", "enable.auto.commit=true")]
    [InlineData("enable.auto.offset.store", "true", "enable.auto.offset.store=true")]
    [InlineData("EnablePartitionEof", "true", "enable.partition.eof=true")]
    public void WhatThisLibraryDecidesCannotBeSetOtherwise(string name, string value, string shown)
    {
        var settings = new KafkaSettings { BootstrapServers = "localhost:1", [name] = value };

        var error = Assert.Throws<KafkaSettingsException>(() => new KafkaConsumer(new KafkaConsumerOptions { Settings = settings }));

        Assert.Contains($"'{shown}'", error.Message);
        Assert.Contains("Remove it", error.Message);
    }

    [Fact]
    public void TheSameDecisionSpelledOutIsFineAndBothRolesTakeTheirOwn()
    {
        var settings = new KafkaSettings
        {
            { "BootstrapServers", "localhost:1" },
            { "GroupId", "g" },
            { "EnableAutoCommit", "False" },
            { "EnablePartitionEof", "false" },
            { "MaxPollIntervalMs", "400000" },
            { "LingerMs", "7" },
            { "log_level", "2" },
        };

        using var consumer = new KafkaConsumer(new KafkaConsumerOptions { Settings = settings });
        using var producer = new KafkaProducer(new KafkaProducerOptions { Settings = settings });
        Assert.Empty(consumer.Assignment);
        Assert.Equal(0, producer.Produced);
    }

    [Fact]
    public void AValueThatIsNotValidNamesTheSetting()
    {
        var settings = new KafkaSettings { BootstrapServers = "localhost:1", ["security.protocol"] = "carrier-pigeon" };

        var error = Assert.Throws<KafkaSettingsException>(() => new KafkaProducer(new KafkaProducerOptions { Settings = settings }));

        Assert.Contains("'security.protocol'", error.Message);
        Assert.Contains("carrier-pigeon", error.Message);
    }

    [Fact]
    public void AResetPolicyThatIsNotValidNamesTheChoices()
    {
        var settings = new KafkaSettings { BootstrapServers = "localhost:1", ["auto.offset.reset"] = "sometimes" };

        Assert.Contains("earliest, latest or error", Assert.Throws<KafkaSettingsException>(() => new KafkaConsumer(new KafkaConsumerOptions { Settings = settings })).Message);
    }

    [Fact]
    public void MissingBrokersAreNamed()
    {
        var options = new KafkaProducerOptions { Settings = new KafkaSettings { GroupId = "g" } };

        Assert.Contains("BootstrapServers", Assert.Throws<KafkaSettingsException>(() => new KafkaProducer(options)).Message);
    }

    [Fact]
    public void SecretsAreNeverShown()
    {
        string[] secrets = ["SaslPassword", "ssl.key.password", "ssl.keystore.password", "ssl.key.pem", "sasl.oauthbearer.client.secret", "sasl.oauthbearer.config", "sasl.oauthbearer.assertion.private.key.passphrase", "sasl.oauthbearer.assertion.private.key.pem"];
        var settings = new KafkaSettings { BootstrapServers = "localhost:1", ["SecurityProtocol"] = "ssl" };
        foreach (var name in secrets)
        {
            settings[name] = "hunter2";
        }

        Assert.DoesNotContain("hunter2", settings.ToString());
        Assert.Contains("sasl.password=***", settings.ToString());
        Assert.Contains("bootstrap.servers=localhost:1", settings.ToString());
        Assert.Equal("hunter2", settings["SaslPassword"]);
        Assert.DoesNotContain("hunter2", Assert.Throws<KafkaSettingsException>(() => settings.Add("sasl.password", "other")).Message);
        var error = Assert.ThrowsAny<Exception>(() => new KafkaProducer(new KafkaProducerOptions { Settings = settings }));
        Assert.DoesNotContain("hunter2", error.ToString());
    }

    [Fact]
    public void ACloneIsIndependent()
    {
        var settings = new KafkaSettings { GroupId = "a" };
        var clone = settings.Clone();
        clone.GroupId = "b";
        clone.SetDefault("ClientId", "c");
        settings.SetDefault("GroupId", "d");

        Assert.Equal(("a", "b", "c", null), (settings.GroupId, clone.GroupId, clone["client.id"], settings["client.id"]));
        clone["GroupId"] = null;
        Assert.Null(clone.GroupId);
    }
}
