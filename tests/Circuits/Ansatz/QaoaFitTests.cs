using Quiver.Circuits.Ansatz;
using Quiver.Circuits.Graphs;
using Quiver.Circuits.Problems;

namespace Quiver.Circuits.Tests.Ansatz;

public sealed class QaoaFitTests
{
    [Theory]
    [InlineData(0, 1.0)]
    [InlineData(1, 1.0)]
    [InlineData(2, 100.0)]
    [InlineData(3, 0.01)]
    public void OneRound_OnWeightedGraphs_IsTheBestOfADenseGrid(int seed, double scale)
    {
        var problem = Graph(seed, scale);
        using var cost = problem.CreateCost();
        cost.Use(QaoaAnsatz.Create(problem, 1));
        var best = double.PositiveInfinity;
        for (var g = 0; g < 240; g++)
        {
            for (var b = 0; b < 60; b++)
            {
                best = Math.Min(best, cost.Value([((g / 120.0) - 1) * 2 * Math.PI / scale, ((b / 30.0) - 1) * Math.PI / 2]));
            }
        }

        Assert.True(QaoaFit.Fit("qaoa", problem, problem, 1).Cost <= best + 1e-9);
    }

    [Theory]
    [InlineData(11, 2)]
    [InlineData(12, 3)]
    [InlineData(13, 3)]
    public void SeveralRounds_AreNoWorseThanManyStarts(int seed, int rounds)
    {
        var problem = Graph(seed, 5);
        var reference = Vqe.Fit("r", problem, QaoaAnsatz.Create(problem, rounds), new VqeOptions(Starts: 300, Seed: 99)).Cost;
        var fitted = QaoaFit.Fit("qaoa", problem, problem, rounds).Cost;
        Assert.True(fitted <= reference + 1e-6, $"{fitted} above {reference}");
        Assert.True(fitted >= problem.LeastCost!.Value - 1e-9);
    }

    [Fact]
    public void MoreRounds_AreNeverWorse()
    {
        var problem = Graph(7, 3);
        var costs = Enumerable.Range(1, 4).Select(p => QaoaFit.Fit("qaoa", problem, problem, p).Cost).ToArray();
        Assert.All(costs.Zip(costs.Skip(1)), c => Assert.True(c.Second <= c.First + 1e-9));
        Assert.Equal(costs[2], QaoaFit.Fit("qaoa", problem, problem, 3).Cost);
    }

    private static MaxCutProblem Graph(int seed, double scale)
    {
        var random = new Random(seed);
        return MaxCutProblem.Create("g", GraphReader.Build(7, from a in Enumerable.Range(0, 7) from b in Enumerable.Range(a + 1, 6 - a) where random.Next(10) < 6 select (a, b, scale * (random.NextDouble() - 0.3))));
    }
}
