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
    public void Shipped_Policies_AreSharesAndDropKindsInProportion()
    {
        MovePolicy[] policies = [MovePolicy.Learned, MovePolicy.Uniform, MovePolicy.ByHand(0.25, 0.15), MovePolicy.ByHand(0, 0)];
        foreach (var policy in policies)
        {
            Assert.All(policy.Shares.Chunk(MovePolicy.Kinds), static row => Assert.Equal(1, row.Sum(), 12));
            var less = policy.Without(ChainMove.Gadget, ChainMove.Steep);
            Assert.Equal(0, less.Shares[(int)ChainMove.Gadget]);
            Assert.Equal(
                policy.Shares[(int)ChainMove.Remove] / policy.Shares[(int)ChainMove.TakePair],
                less.Shares[(int)ChainMove.Remove] / less.Shares[(int)ChainMove.TakePair], 9);
        }

        Assert.True(MovePolicy.Learned.Shares.All(static s => s > 0));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(33, double.NaN)]
    [InlineData(33, -0.1)]
    public void Constructor_WithWhatAreNoShares_Refuses(int count, double value = 0.1) =>
        Assert.Throws<FormatException>(() => new MovePolicy([.. Enumerable.Repeat(value, count)]));

    [Fact]
    public void Learn_FromRecords_MovesSharesTowardsWhatPaysAndNeverFar()
    {
        var record = new MoveRecord();
        for (var kind = 0; kind < MovePolicy.Kinds; kind++)
        {
            // At the lowest temperature one kind brings everything, one costs ten times as much as the others.
            record.Add((ChainMove)kind, 0.1, kind == (int)ChainMove.Two ? 1000 : 100, kind == (int)ChainMove.TakePair ? 0.5 : 0);
        }

        var before = MovePolicy.ByHand(0.25, 0.15);
        var after = MoveRecord.Learn(before, [record], 1);
        var row = 2 * MovePolicy.Kinds;
        double Growth(ChainMove move) => after.Shares[row + (int)move] / before.Shares[row + (int)move];
        Assert.Equal(9, Growth(ChainMove.TakePair) / Growth(ChainMove.Two), 9);
        Assert.True(Growth(ChainMove.Two) <= Growth(ChainMove.Remove) && Growth(ChainMove.Remove) < Growth(ChainMove.TakePair));

        // A rate of 0 learns nothing.
        Assert.Equal(before.Shares, MoveRecord.Learn(before, [record], 0).Shares, static (a, b) => Math.Abs(a - b) < 1e-12);
    }
}
