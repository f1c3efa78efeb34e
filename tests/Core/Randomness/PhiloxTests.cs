using Quiver.Core.Randomness;

namespace Quiver.Core.Tests.Randomness;

public sealed class PhiloxTests
{
    // The known answers that come with the authors' Random123 library for philox4x32 with 10 rounds.
    [Theory]
    [InlineData(0u, 0u, 0u, 0u, 0UL, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue, ulong.MaxValue, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0x299f31d0a4093822UL, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void Block_KnownCounters_GivesTheKnownWords(uint a, uint b, uint c, uint d, ulong key, uint x, uint y, uint z, uint w) =>
        Assert.Equal(new PhiloxWords(x, y, z, w), Philox.Block(key, a, b, c, d));

    [Fact]
    public void Stream_Fill_IsEvenlySpreadAndInsideTheOpenInterval()
    {
        var values = new double[200_001];
        new CounterRandom(7).Next().Fill(values);
        Assert.All(values, v => Assert.InRange(v, double.Epsilon, 1 - 1e-11));
        Assert.Equal(0.5, values.Average(), 0.003);
        Assert.Equal(1.0 / 12, values.Average(v => (v - 0.5) * (v - 0.5)), 0.001);
        Assert.True(PhiloxWords.Unit(uint.MaxValue) < 1 && PhiloxWords.Unit(0) > 0);
    }

    [Fact]
    public void Next_Restored_ContinuesWithTheSameStreams()
    {
        var first = new CounterRandom(3);
        _ = first.Next();
        var second = new CounterRandom(99);
        second.Restore(first.Seed, first.Used);
        Assert.Equal(first.Next().At(5, 6), second.Next().At(5, 6));
        Assert.NotEqual(first.Next().At(5, 6), new RandomStream(3, 0).At(5, 6));
    }
}
