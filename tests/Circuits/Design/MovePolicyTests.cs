using Quiver.Circuits.Design;

namespace Quiver.Circuits.Tests.Design;

public sealed class MovePolicyTests
{
    [Fact]
    public void Draw_ManyTimes_GivesEveryKindItsShareAtItsTemperature()
    {
        const int draws = 20_000;
        var random = new Random(5);
        double[] given =
            [.. Enumerable.Range(0, MovePolicy.Temperatures * MovePolicy.Kinds).Select(i => i % 4 == 1 ? 0 : random.NextDouble())];
        var policy = new MovePolicy(given);
        double[] temperatures = [3, 0.7, 0.1];
        for (var row = 0; row < temperatures.Length; row++)
        {
            var counts = new int[MovePolicy.Kinds];
            for (var i = 0; i < draws; i++)
            {
                counts[(int)policy.Draw(temperatures[row], random)]++;
            }

            var sum = given.Skip(row * MovePolicy.Kinds).Take(MovePolicy.Kinds).Sum();
            for (var kind = 0; kind < MovePolicy.Kinds; kind++)
            {
                var share = given[(row * MovePolicy.Kinds) + kind] / sum;
                Assert.Equal(share, policy.Shares[(row * MovePolicy.Kinds) + kind], 12);
                Assert.InRange(counts[kind] / (double)draws, share - 0.02, share + 0.02);
                Assert.True(share > 0 || counts[kind] == 0);
            }
        }
    }

    [Fact]
    public void Without_SomeKinds_KeepsTheOthersInProportion()
    {
        MovePolicy[] policies = [MovePolicy.Uniform, MovePolicy.ByHand(0.25, 0.15), MovePolicy.ByHand(0, 0)];
        foreach (var policy in policies)
        {
            Assert.All(policy.Shares.Chunk(MovePolicy.Kinds), static row => Assert.Equal(1, row.Sum(), 12));
            var less = policy.Without(ChainMove.Gadget, ChainMove.Steep);
            Assert.Equal(0, less.Shares[(int)ChainMove.Gadget]);
            Assert.Equal(
                policy.Shares[(int)ChainMove.Remove] / policy.Shares[(int)ChainMove.TakePair],
                less.Shares[(int)ChainMove.Remove] / less.Shares[(int)ChainMove.TakePair], 9);
        }
    }

    [Theory]
    [InlineData(10)]
    [InlineData(33, double.NaN)]
    [InlineData(33, -0.1)]
    public void Constructor_WithWhatAreNoShares_Refuses(int count, double value = 0.1) =>
        Assert.Throws<FormatException>(() => new MovePolicy([.. Enumerable.Repeat(value, count)]));
}
