using FsCheck.Xunit;

namespace Denormalized.Hosting.Tests;

public sealed class SkipSetTests
{
    [Property]
    public bool HoldsWhatWasAddedAndNothingElse(long[] offsets, long[] asked)
    {
        var sorted = offsets.Select(o => Math.Abs(o % 50)).Order().ToList();
        var set = new SkipSet();
        sorted.ForEach(set.Add);

        return set.Count == sorted.Distinct().Count()
            && set.Max == (sorted.Count == 0 ? -1 : sorted[^1])
            && asked.Select(a => Math.Abs(a % 60)).All(a => set.Contains(a) == sorted.Contains(a));
    }

    [Fact]
    public void RefusesOffsetsThatGoBack()
    {
        var set = new SkipSet();
        set.Add(5);

        Assert.Throws<ArgumentOutOfRangeException>(() => set.Add(4));
    }
}
