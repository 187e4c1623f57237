using Denormalized.ClickHouse;
using Denormalized.TestSupport;

namespace Denormalized.Hosting.Tests;

/// <summary>
/// Workers killed with SIGKILL at each named step, then started again: stored + filtered + dead = produced, nothing twice.
/// Kafka is the mock cluster of this process; ClickHouse is in the killed process itself.
/// </summary>
public sealed class CrashTests : IDisposable
{
    private readonly CrashArena _arena = CrashArena.Mock();

    public void Dispose() => _arena.Dispose();

    [Theory]
    [InlineData("after-poll:1")]
    [InlineData("after-poll:4")]
    [InlineData("mid-insert:1")]
    [InlineData("mid-insert:3")]
    [InlineData("after-insert:1")]
    [InlineData("after-insert:3")]
    [InlineData("in-rebalance:1")]
    [InlineData("in-dead-letter-ack:1")]
    public Task AWorkerThatOwnsItsTableIsKilledAndStartedAgain(string fault) => _arena.KillOwnerAsync(fault);

    [Theory]
    [InlineData("mid-insert:2")]
    [InlineData("mid-insert:5")]
    [InlineData("after-insert:2")]
    public Task AWriterOfFilesIsKilledAndStartedAgain(string fault) => _arena.KillWriterOfFilesAsync(fault);
}

/// <summary>Several workers before a server that survives them; a class of its own, because classes run beside each other.</summary>
public sealed class CrashOfSeveralTests : IDisposable
{
    private readonly CrashArena _arena = CrashArena.Mock();

    public void Dispose() => _arena.Dispose();

    [Fact]
    public Task TwoWorkersAreKilledAgainAndAgainWhileTheServerLives() =>
        _arena.KillPairAsync(["mid-insert:2", "in-rebalance:2", "after-insert:2", "in-dead-letter-ack:2", "after-poll:3", "mid-insert:1"]);

    [Fact]
    public Task AWorkerThatWasStoppedForLongerThanItsSessionStoresNothingTwice() => _arena.FreezePairAsync(3);

    [Fact]
    public Task AReplayIsKilledAtEachStepAndTheTablesAreExchangedWithoutAGapOrADouble() => _arena.KillReplayAsync();
}

/// <summary>The same on a real broker, started by <c>make interop</c>.</summary>
[Trait("Category", "Interop")]
public sealed class RealBrokerCrashTests : IDisposable
{
    private readonly CrashArena _arena = CrashArena.Real();

    public void Dispose() => _arena.Dispose();

    [Theory]
    [InlineData("after-poll:1")]
    [InlineData("mid-insert:2")]
    [InlineData("after-insert:2")]
    [InlineData("in-rebalance:1")]
    [InlineData("in-dead-letter-ack:1")]
    public Task AWorkerThatOwnsItsTableIsKilledAndStartedAgain(string fault) => _arena.KillOwnerAsync(fault);

    [Theory]
    [InlineData("after-poll:2")]
    [InlineData("mid-insert:3")]
    [InlineData("after-insert:1")]
    [InlineData("in-dead-letter-ack:1")]
    public Task AWriterOfFilesIsKilledAndStartedAgain(string fault) => _arena.KillWriterOfFilesAsync(fault);

    [Fact]
    public Task TwoWorkersAreKilledAtNamedStepsAndTwentyRandomMoments() => _arena.KillPairAsync(
        ["mid-insert:2", "in-rebalance:2", "after-insert:2", "in-dead-letter-ack:2", "after-poll:3", .. Enumerable.Repeat<string?>(null, 20)]);

    [Fact]
    public Task AWorkerThatWasStoppedForLongerThanItsSessionStoresNothingTwice() => _arena.FreezePairAsync(6);

    [Fact]
    public Task AReplayIsKilledAtEachStepAndTheTablesAreExchangedWithoutAGapOrADouble() => _arena.KillReplayAsync();
}
