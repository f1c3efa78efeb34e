using Quiver.Core.Randomness;

namespace Quiver.Core.Tests.Randomness;

public sealed class SeedMixingTests
{
    [Fact]
    public void Mixings_AreWhatTheyAlwaysWere()
    {
        Assert.Equal((3 * 7919) + (2 * 104_729) + 5, SeedMixing.Chain(3, 5, 2));
        Assert.Equal((2 * 486_187_739) + 7, SeedMixing.Trajectory(2, 7));
        Assert.Equal(-195_938_594, SeedMixing.Walk(1, 4, 9));
        Assert.Equal(5_000_015 + (6 * 7919), SeedMixing.Epoch(5, 6));
        Assert.Equal(629_442_618, SeedMixing.Word([8, 9]));
        Assert.Equal(17, SeedMixing.Word([]));
    }

    [Fact]
    public void SplitMix_FollowsTheReference()
    {
        // The first numbers of splitmix64.c with state 0.
        Assert.Equal(0xE220A8397B1DCDAFUL, SeedMixing.SplitMix(0));
        Assert.Equal(0x6E789E6AA1B965F4UL, SeedMixing.SplitMix(1));
        Assert.Equal(0x06C45D188009454FUL, SeedMixing.SplitMix(2));
    }
}
