namespace Denormalized.Hosting.Tests;

public sealed class PartitionTextTests
{
    [Fact]
    public void NeighboursAtOnePositionAreARange() => Assert.Equal(
        "a[0-2]@0, a[3]@7, a[5]@7, b[6]",
        PartitionText.Of([(new("b", 6), null), (new("a", 0), 0), (new("a", 2), 0), (new("a", 1), 0), (new("a", 3), 7), (new("a", 5), 7)]));

    [Fact]
    public void NothingIsSaidToBeNone() => Assert.Equal("none", PartitionText.Of([]));
}
