namespace Denormalized.Kafka;

/// <summary>
/// Error codes of librdkafka (negative, named Local) and of Kafka brokers (positive, numbered as in the Kafka protocol). A newer
/// library or broker may return numbers that are not named here.
/// </summary>
public enum KafkaErrorCode
{
    /// <summary>A message could not be read.</summary>
    LocalBadMessage = -199,

    /// <summary>A batch could not be decompressed.</summary>
    LocalBadCompression = -198,

    /// <summary>The handle is being closed.</summary>
    LocalDestroy = -197,

    /// <summary>General failure.</summary>
    LocalFail = -196,

    /// <summary>The connection to a broker failed.</summary>
    LocalTransport = -195,

    /// <summary>A system resource ran out.</summary>
    LocalCriticalSystemResource = -194,

    /// <summary>A broker's host name could not be resolved.</summary>
    LocalResolve = -193,

    /// <summary>A message was not acknowledged within message.timeout.ms.</summary>
    LocalMessageTimedOut = -192,

    /// <summary>The end of a partition was reached.</summary>
    LocalPartitionEof = -191,

    /// <summary>The cluster has no such partition.</summary>
    LocalUnknownPartition = -190,

    /// <summary>The cluster has no such topic.</summary>
    LocalUnknownTopic = -188,

    /// <summary>No broker can be reached.</summary>
    LocalAllBrokersDown = -187,

    /// <summary>An argument or setting was refused.</summary>
    LocalInvalidArgument = -186,

    /// <summary>The call did not finish in time.</summary>
    LocalTimedOut = -185,

    /// <summary>The producer's queue is full.</summary>
    LocalQueueFull = -184,

    /// <summary>TLS failed.</summary>
    LocalTls = -181,

    /// <summary>No consumer group is configured.</summary>
    LocalUnknownGroup = -179,

    /// <summary>The operation is still running.</summary>
    LocalInProgress = -178,

    /// <summary>An earlier operation of this kind is still running.</summary>
    LocalPrevInProgress = -177,

    /// <summary>A rebalance assigns partitions.</summary>
    LocalAssignPartitions = -175,

    /// <summary>A rebalance takes partitions away.</summary>
    LocalRevokePartitions = -174,

    /// <summary>The call conflicts with another.</summary>
    LocalConflict = -173,

    /// <summary>The call is not possible in the present state.</summary>
    LocalState = -172,

    /// <summary>The protocol is not known.</summary>
    LocalUnknownProtocol = -171,

    /// <summary>Not implemented.</summary>
    LocalNotImplemented = -170,

    /// <summary>Authentication failed.</summary>
    LocalAuthentication = -169,

    /// <summary>No offset is stored.</summary>
    LocalNoOffset = -168,

    /// <summary>Outdated.</summary>
    LocalOutdated = -167,

    /// <summary>Timed out in a queue.</summary>
    LocalTimedOutQueue = -166,

    /// <summary>The broker does not support what is asked for.</summary>
    LocalUnsupportedFeature = -165,

    /// <summary>Waiting for the cache.</summary>
    LocalWaitCache = -164,

    /// <summary>A part of the response is missing.</summary>
    LocalPartial = -158,

    /// <summary>The object is read-only.</summary>
    LocalReadOnly = -157,

    /// <summary>There is no such entry.</summary>
    LocalNoEntry = -156,

    /// <summary>Try again.</summary>
    LocalRetry = -153,

    /// <summary>Purged from the queue.</summary>
    LocalPurgedInQueue = -152,

    /// <summary>Purged while in flight.</summary>
    LocalPurgedInFlight = -151,

    /// <summary>The handle can no longer be used.</summary>
    LocalFatal = -150,

    /// <summary>The state is inconsistent.</summary>
    LocalInconsistent = -149,

    /// <summary>Going on would leave a gap.</summary>
    LocalGaplessGuarantee = -148,

    /// <summary>The consumer did not poll for longer than max.poll.interval.ms and left the group.</summary>
    LocalMaxPollExceeded = -147,

    /// <summary>The broker is not known.</summary>
    LocalUnknownBroker = -146,

    /// <summary>Not configured.</summary>
    LocalNotConfigured = -145,

    /// <summary>Another instance has taken this one's place.</summary>
    LocalFenced = -144,

    /// <summary>Raised by the application.</summary>
    LocalApplication = -143,

    /// <summary>The group has given the partitions to others.</summary>
    LocalAssignmentLost = -142,

    /// <summary>Nothing to do.</summary>
    LocalNoop = -141,

    /// <summary>The offset to read from is not in the partition.</summary>
    LocalAutoOffsetReset = -140,

    /// <summary>The log was cut back by an unclean leader election.</summary>
    LocalLogTruncation = -139,

    /// <summary>The broker reported an unexpected error.</summary>
    Unknown = -1,

    /// <summary>No error.</summary>
    None = 0,

    /// <summary>The offset is not in the partition.</summary>
    OffsetOutOfRange = 1,

    /// <summary>A message is corrupt.</summary>
    InvalidMessage = 2,

    /// <summary>The broker has no such topic or partition.</summary>
    UnknownTopicOrPartition = 3,

    /// <summary>The partition has no leader at the moment.</summary>
    LeaderNotAvailable = 5,

    /// <summary>The broker is not the partition's leader.</summary>
    NotLeaderForPartition = 6,

    /// <summary>The broker did not finish the request in time.</summary>
    RequestTimedOut = 7,

    /// <summary>The broker is not available.</summary>
    BrokerNotAvailable = 8,

    /// <summary>The message is larger than the broker accepts.</summary>
    MessageSizeTooLarge = 10,

    /// <summary>The metadata of an offset is too large.</summary>
    OffsetMetadataTooLarge = 12,

    /// <summary>The broker lost its connection.</summary>
    NetworkException = 13,

    /// <summary>The group's coordinator is loading.</summary>
    CoordinatorLoadInProgress = 14,

    /// <summary>The group's coordinator is not available.</summary>
    CoordinatorNotAvailable = 15,

    /// <summary>The broker is not the group's coordinator.</summary>
    NotCoordinator = 16,

    /// <summary>The topic's name is not valid.</summary>
    TopicException = 17,

    /// <summary>The batch is larger than the broker accepts.</summary>
    RecordListTooLarge = 18,

    /// <summary>Too few replicas are in sync.</summary>
    NotEnoughReplicas = 19,

    /// <summary>Too few replicas were in sync after the write.</summary>
    NotEnoughReplicasAfterAppend = 20,

    /// <summary>The value of acks is not valid.</summary>
    InvalidRequiredAcks = 21,

    /// <summary>The consumer belongs to an earlier generation of the group.</summary>
    IllegalGeneration = 22,

    /// <summary>The name of the group is not valid.</summary>
    InvalidGroupId = 24,

    /// <summary>The group does not know this consumer (any more).</summary>
    UnknownMemberId = 25,

    /// <summary>The session timeout is outside the broker's limits.</summary>
    InvalidSessionTimeout = 26,

    /// <summary>The group is being rebalanced.</summary>
    RebalanceInProgress = 27,

    /// <summary>The client may not use the topic.</summary>
    TopicAuthorizationFailed = 29,

    /// <summary>The client may not use the group.</summary>
    GroupAuthorizationFailed = 30,

    /// <summary>The client may not do this on the cluster.</summary>
    ClusterAuthorizationFailed = 31,

    /// <summary>The broker does not support the version of the request.</summary>
    UnsupportedVersion = 35,

    /// <summary>The topic is already there.</summary>
    TopicAlreadyExists = 36,

    /// <summary>The number of partitions is not valid.</summary>
    InvalidPartitions = 37,

    /// <summary>The replication factor is not possible.</summary>
    InvalidReplicationFactor = 38,

    /// <summary>A setting of the topic is not valid.</summary>
    InvalidConfig = 40,

    /// <summary>The broker is not the controller.</summary>
    NotController = 41,

    /// <summary>The request is not valid.</summary>
    InvalidRequest = 42,

    /// <summary>The broker's policy forbids this.</summary>
    PolicyViolation = 44,

    /// <summary>The idempotent producer's sequence is broken.</summary>
    OutOfOrderSequenceNumber = 45,

    /// <summary>Authentication failed.</summary>
    SaslAuthenticationFailed = 58,

    /// <summary>The broker does not know the idempotent producer (any more).</summary>
    UnknownProducerId = 59,

    /// <summary>The broker forbids to delete topics.</summary>
    TopicDeletionDisabled = 73,

    /// <summary>The leader epoch is outdated.</summary>
    FencedLeaderEpoch = 74,

    /// <summary>Another consumer uses the same group.instance.id.</summary>
    FencedInstanceId = 82,

    /// <summary>The broker has no topic with this id.</summary>
    UnknownTopicId = 100,

    /// <summary>The topic was made again under the same name.</summary>
    InconsistentTopicId = 103,

    /// <summary>The consumer's member epoch is outdated.</summary>
    StaleMemberEpoch = 113,
}
